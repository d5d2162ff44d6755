import type { Unit } from '#kernel/records/unit.ts'
import { type Sql, sql } from '#kernel/store/sql.ts'

/** What every write to a code sets besides. */
const written = (unit: Unit): Sql =>
  sql`version = t.version + 1, updated_at = ${unit.stamp}::timestamptz, updated_by = ${unit.caller.actor.id}`

/** A code that is out, and with which shipment. */
export interface OutCode {
  code: string
  shipment: string
  number: string
}

/** Which of these codes are out already, whatever package, batch or customer they left with. */
export async function codesAlreadyOut(unit: Unit, codes: string[]): Promise<OutCode[]> {
  if (!codes.length) return []
  return unit.tx.query<OutCode>(sql`select t.code, s.id as shipment, s.number from ${unit.table('trace_code')} t
    join ${unit.table('shipment')} s on s.id = t.shipment_id
    where t.code = any(${codes}::text[]) and t.freed_at is null and t.deleted_at is null order by t.code limit 20`)
}

/** Codes that the customer has of a shipment line, and whether every piece of it left with one of its own. */
export interface LineCodes {
  codes: string[]
  each: boolean
}

/** What the customer has of these shipment lines, by line; lines without codes are not named. */
export async function codesOfLines(unit: Unit, shipmentLines: string[]): Promise<Map<string, LineCodes>> {
  const rows = await unit.tx.query<LineCodes & { line: string }>(sql`
    select t.shipment_line as line, coalesce(array_agg(t.code order by t.code) filter (where t.return_order_id is null), '{}') as codes, bool_and(cardinality(l.trace_codes) = l.qty) as each
    from ${unit.table('trace_code')} t join ${unit.table('shipment_lines')} l on l.id::text = t.shipment_line
    where t.shipment_line = any(${shipmentLines}::text[]) and t.freed_at is null and t.deleted_at is null group by 1`)
  return new Map(rows.map((r) => [r.line, r]))
}

/** Codes that may leave again: back in stock by a return, or never left because the shipment was cancelled. */
export async function freeTraceCodes(
  unit: Unit,
  which: { shipment: string } | { shipmentLine: string; codes: string[]; returnOrder: string },
): Promise<void> {
  const [by, mine, back] =
    'shipment' in which
      ? ['cancelled', sql`t.shipment_id = ${which.shipment}`, null]
      : [
          'returned',
          sql`t.shipment_line = ${which.shipmentLine} and t.code = any(${which.codes}::text[])`,
          which.returnOrder,
        ]
  await unit.tx.query(sql`update ${unit.table('trace_code')} t set freed_at = ${unit.stamp}::timestamptz, freed_by = ${by},
      return_order_id = ${back}::uuid, ${written(unit)}
    where ${mine} and t.freed_at is null`)
}

/** Codes that came back with a return: no other return takes them in. Returns those that were there to be taken. */
export async function takeTraceCodes(
  unit: Unit,
  back: { returnOrder: string; shipmentLine: string; codes: string[] },
): Promise<string[]> {
  const rows = await unit.tx.query<{ code: string }>(sql`update ${unit.table('trace_code')} t
    set return_order_id = ${back.returnOrder}, ${written(unit)}
    where t.shipment_line = ${back.shipmentLine} and t.code = any(${back.codes}::text[]) and t.freed_at is null
      and t.return_order_id is null and t.deleted_at is null returning t.code`)
  return rows.map((r) => r.code)
}

/** What came with a return and is the customer's again may come back another time; `ours` may not. */
export async function leaveTraceCodes(unit: Unit, returnOrder: string, ours: string[]): Promise<void> {
  await unit.tx.query(sql`update ${unit.table('trace_code')} t
    set return_order_id = null, ${written(unit)}
    where t.return_order_id = ${returnOrder} and t.freed_at is null and t.code <> all(${ours}::text[])`)
}
