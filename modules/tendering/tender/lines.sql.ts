import { createHash } from 'node:crypto'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { deriveLines } from '#kernel/records/lines.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { compare, normalize } from '#kernel/values/decimal.ts'
import { OFFERED } from './phases.ts'

const figure = (value: unknown): string => (value === null || value === undefined ? '' : normalize(String(value)))

/** What a signature stands for: which packages at which quote against which floor. Another quote is another bid. */
export function offerHash(lines: readonly Values[]): string {
  const said = lines.map((l) => [l.package, figure(l.quote), figure(l.floor)])
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/** Floor prices of the price list, for the province before the whole country, on a day. */
export async function listFloors(
  unit: Unit,
  province: string,
  on: string,
  packages: string[],
): Promise<Map<string, string>> {
  if (!packages.length) return new Map()
  const rows = await unit.tx.query<{ package_id: string; price: string }>(sql`
    select distinct on (package_id) package_id, unit_price::text as price from ${unit.table('price_list_item')}
    where package_id = any(${packages}::uuid[]) and price_type = 'floor' and state in ('approved', 'effective') and deleted_at is null
      and valid_from <= ${on} and (valid_to is null or valid_to >= ${on})
      and (scope_type = 'national' or (scope_type = 'region' and region_code = ${province}))
    order by package_id, scope_type desc, valid_from desc, min_qty`)
  return new Map(rows.map((r) => [r.package_id, r.price]))
}

/** Of two floors the higher: nobody bids around a floor by typing a lower one. */
export const higher = (a: string | null | undefined, b: string | null | undefined): string | null => {
  if (!a || !b) return a ?? b ?? null
  return compare(a, b) >= 0 ? a : b
}

async function offeredHash(unit: Unit, id: string): Promise<string> {
  const lines = await unit.tx.query<Values>(
    sql`select package_id as package, quote::text, floor::text from ${unit.table('tender_lines')} where parent_id = ${id} order by position`,
  )
  return offerHash(lines)
}

/** Lines without a floor get that of the price list; what was offered is not changed afterwards. */
export const tenderLines = deriveLines(async (unit, documents) => {
  for (const document of documents) {
    const { row, before } = document
    const lines = document.lines.lines ?? []
    if (before && OFFERED.includes(String(before.state))) {
      if ((await offeredHash(unit, String(before.id))) !== offerHash(lines))
        document.problem = new Refusal('tender.linesFixed', {
          zh: '标书已寄出，投标品规与报价不能再改；如有误请废标重建',
          en: 'The bid is out: packages and quotes are fixed; void the tender and make a new one if they are wrong',
        })
      continue
    }
    const bare = lines.filter((l) => !l.floor && l.package)
    const floors = await listFloors(
      unit,
      String(row.province),
      String(row.submitBy),
      bare.map((l) => String(l.package)),
    )
    for (const line of bare) line.floor = floors.get(String(line.package)) ?? null
  }
})
