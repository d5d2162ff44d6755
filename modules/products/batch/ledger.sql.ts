import { Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { add, compare, negate, normalize, sub } from '#kernel/values/decimal.ts'
import { batchProblem } from './shippable.ts'

export type StockKind =
  | 'receive'
  | 'reserve'
  | 'release'
  | 'ship'
  | 'return'
  | 'lock'
  | 'unlock'
  | 'adjust'
  | 'destroy'
  | 'loss'

/** One movement: what changes of what lies there, of what is promised, of what is blocked; in base units, signed. */
export interface StockMove {
  batchId: string
  kind: StockKind
  onHand?: string
  reserved?: string
  locked?: string
  /** The document that moves it: object name and record id. */
  source: string
  sourceId: string
  note?: string | null
}

/** A batch's running sums after the movement, as the ledger adds up. */
export interface StockSums {
  onHand: string
  reserved: string
  locked: string
}

interface Held extends StockSums {
  id: string
  batchNo: string
  state: string
  lastUsableDate: string
  lockReason: string | null
}

/** States whose stock is blocked as a whole: whatever is not promised there is locked. */
const BLOCKED = new Set(['locked', 'recalled', 'expired'])

async function hold(unit: Unit, ids: string[]): Promise<Map<string, Held>> {
  const rows = await unit.tx.query<Held>(sql`
    select id, batch_no as "batchNo", state, last_usable_date as "lastUsableDate", lock_reason as "lockReason",
      on_hand as "onHand", reserved, locked
    from ${unit.table('batch')} where id = any(${ids}::uuid[]) and deleted_at is null order by id for update`)
  return new Map(rows.map((r) => [r.id, r]))
}

function short(held: Held, move: StockMove): Refusal {
  const free = sub(sub(held.onHand, held.reserved), held.locked)
  return new Refusal(
    'stock.short',
    {
      zh: `批号 ${held.batchNo} 库存不足：在库 ${normalize(held.onHand)}，已占用 ${normalize(held.reserved)}，锁定 ${normalize(held.locked)}，可用 ${free}；请减少数量、改用其他批号或等待入库`,
      en: `Not enough of batch ${held.batchNo}: on hand ${normalize(held.onHand)}, reserved ${normalize(held.reserved)}, locked ${normalize(held.locked)}, free ${free}; ask for less, take another batch or wait for stock`,
    },
    { batchId: held.id, batchNo: held.batchNo, available: free, kind: move.kind },
  )
}

/** Applies one movement to the sums in hand, or says why it cannot be. */
function apply(held: Held, move: StockMove, today: string): void {
  if (move.kind === 'reserve' || move.kind === 'ship') {
    const problem = batchProblem(held, today)
    if (problem) throw problem
  }
  const next = {
    onHand: add(held.onHand, move.onHand ?? '0'),
    reserved: add(held.reserved, move.reserved ?? '0'),
    locked: add(held.locked, move.locked ?? '0'),
  }
  const negative = [next.onHand, next.reserved, next.locked].some((n) => compare(n, '0') < 0)
  if (negative || compare(add(next.reserved, next.locked), next.onHand) > 0) throw short(held, move)
  Object.assign(held, next)
}

/** In a blocked batch nothing becomes free: what is given back or comes back is locked in the same breath. */
function lockFreed(held: Held, move: StockMove): StockMove | undefined {
  if (!BLOCKED.has(held.state) || move.kind === 'unlock') return undefined
  const free = sub(sub(held.onHand, held.reserved), held.locked)
  if (compare(free, '0') <= 0) return undefined
  return { batchId: held.id, kind: 'lock', locked: free, source: move.source, sourceId: move.sourceId, note: move.note }
}

/**
 * Appends movements to the stock ledger and moves the batches' sums with them, in the unit's transaction. The batches
 * are locked in the order of their ids, so that no two such writes wait for each other. Refuses (nothing is written)
 * what the stock does not hold (`stock.short`) and promising or shipping what is not released and in date (`batch.*`).
 * Returns the sums of each batch afterwards, by its id.
 */
export async function moveStock(unit: Unit, moves: StockMove[]): Promise<Map<string, StockSums>> {
  if (!moves.length) return new Map()
  const held = await hold(unit, [...new Set(moves.map((m) => m.batchId))])
  const entries: StockMove[] = []
  for (const move of moves) {
    const batch = held.get(move.batchId)
    if (!batch)
      throw new Refusal(
        'batch.unknown',
        { zh: '批号不存在或已删除，请重新选择', en: 'There is no such batch any more; choose another' },
        { batchId: move.batchId },
      )
    apply(batch, move, unit.today)
    entries.push(move)
    const freed = lockFreed(batch, move)
    if (!freed) continue
    apply(batch, freed, unit.today)
    entries.push(freed)
  }
  await append(unit, entries, [...held.values()])
  return new Map([...held.values()].map((h) => [h.id, { onHand: h.onHand, reserved: h.reserved, locked: h.locked }]))
}

async function append(unit: Unit, entries: StockMove[], sums: Held[]): Promise<void> {
  const rows = entries.map((m) => ({
    id: newId(),
    batch_id: m.batchId,
    kind: m.kind,
    on_hand_delta: m.onHand ?? '0',
    reserved_delta: m.reserved ?? '0',
    locked_delta: m.locked ?? '0',
    source: m.source,
    source_id: m.sourceId,
    note: m.note ?? null,
  }))
  const after = sums.map(({ id, onHand, reserved, locked }) => ({ id, on_hand: onHand, reserved, locked }))
  await unit.tx.query(sql`with entry as (
      insert into ${unit.table('stock_entry')} (id, version, created_at, created_by, updated_at, updated_by,
        batch_id, kind, on_hand_delta, reserved_delta, locked_delta, source, source_id, note)
      select r.id, 1, ${unit.stamp}, ${unit.caller.actor.id}, ${unit.stamp}, ${unit.caller.actor.id},
        r.batch_id, r.kind, r.on_hand_delta, r.reserved_delta, r.locked_delta, r.source, r.source_id, r.note
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, batch_id uuid, kind text, on_hand_delta numeric,
        reserved_delta numeric, locked_delta numeric, source text, source_id text, note text))
    update ${unit.table('batch')} b set on_hand = s.on_hand, reserved = s.reserved, locked = s.locked
    from jsonb_to_recordset(${JSON.stringify(after)}::jsonb) as s(id uuid, on_hand numeric, reserved numeric, locked numeric)
    where b.id = s.id`)
  unit.emit('stock.moved', { batches: sums.map((s) => s.id) })
}

/** Reserving, unreserving and shipping as the ledger wants them. */
export const reserve = (qty: string): Pick<StockMove, 'kind' | 'reserved'> => ({ kind: 'reserve', reserved: qty })
export const unreserve = (qty: string): Pick<StockMove, 'kind' | 'reserved'> => ({
  kind: 'release',
  reserved: negate(qty),
})
export const shipReserved = (qty: string): Pick<StockMove, 'kind' | 'onHand' | 'reserved'> => ({
  kind: 'ship',
  onHand: negate(qty),
  reserved: negate(qty),
})
