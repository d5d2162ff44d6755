import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { seeded } from '#kernel/values/seeded.ts'
import { type World, world } from '#testing/world.ts'
import { moveStock, type StockKind, type StockMove } from '../index.ts'
import { Samples } from '../samples.ts'

/** Random movements against a model in whole numbers: quantities are in ten-thousandths, as the columns hold them. */

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`ledger seed ${SEED} (SEED=${SEED} repeats it)`)

const random = seeded(SEED)
const below = (n: number): number => Math.floor(random() * n)

interface Sums {
  onHand: number
  reserved: number
  locked: number
}
type Step = { batch: number; kind: StockKind } & Sums

const text = (n: number): string => {
  const digits = String(Math.abs(n)).padStart(5, '0')
  return `${n < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}
const units = (decimal: string): number => Math.round(Number(decimal) * 10_000)

const KINDS: [StockKind, (q: number) => Sums][] = [
  ['receive', (q) => ({ onHand: q, reserved: 0, locked: 0 })],
  ['reserve', (q) => ({ onHand: 0, reserved: q, locked: 0 })],
  ['reserve', (q) => ({ onHand: 0, reserved: q, locked: 0 })],
  ['release', (q) => ({ onHand: 0, reserved: -q, locked: 0 })],
  ['ship', (q) => ({ onHand: -q, reserved: -q, locked: 0 })],
  ['ship', (q) => ({ onHand: -q, reserved: -q, locked: 0 })],
  ['return', (q) => ({ onHand: q, reserved: 0, locked: 0 })],
  ['lock', (q) => ({ onHand: 0, reserved: 0, locked: q })],
  ['unlock', (q) => ({ onHand: 0, reserved: 0, locked: -q })],
  ['adjust', (q) => ({ onHand: -q, reserved: 0, locked: 0 })],
  ['destroy', (q) => ({ onHand: -q, reserved: 0, locked: -q })],
]

/** One to four movements, the batches in no order and perhaps twice: what a document may do in one transaction. */
function document(batches: number): Step[] {
  return Array.from({ length: 1 + below(4) }, () => {
    const [kind, change] = KINDS[below(KINDS.length)]!
    return { batch: below(batches), kind, ...change(1 + below(400_000)) }
  })
}

/** What the rule says of a document: the sums afterwards, or nothing if any step cannot be. */
function apply(before: Sums[], steps: Step[]): Sums[] | undefined {
  const next = before.map((s) => ({ ...s }))
  for (const step of steps) {
    const s = next[step.batch]!
    s.onHand += step.onHand
    s.reserved += step.reserved
    s.locked += step.locked
    if (s.onHand < 0 || s.reserved < 0 || s.locked < 0 || s.reserved + s.locked > s.onHand) return undefined
  }
  return next
}

const START = 1_000_000

let w: World
before(async () => {
  w = await world()
})
after(() => w.close())

async function shelf(count: number): Promise<string[]> {
  const s = new Samples(w)
  const k = await s.package()
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await s.batch(k, text(START)))
  return ids
}

const full = (count: number): Sums[] => Array.from({ length: count }, () => ({ onHand: START, reserved: 0, locked: 0 }))

/** Runs a document; says whether it was accepted. Anything but a refusal for want of stock is a fault. */
async function run(ids: string[], steps: Step[]): Promise<boolean> {
  const moves: StockMove[] = steps.map((step) => ({
    batchId: ids[step.batch]!,
    kind: step.kind,
    onHand: text(step.onHand),
    reserved: text(step.reserved),
    locked: text(step.locked),
    source: 'test',
    sourceId: 'test',
  }))
  try {
    await w.asSystem((unit) => moveStock(unit, moves))
    return true
  } catch (error) {
    if (error instanceof Refusal && error.code === 'stock.short') return false
    throw error
  }
}

type Read = Record<'onHand' | 'reserved' | 'locked', string>

async function columns(ids: string[]): Promise<Sums[]> {
  const rows = await w.tenant.db.query<Read & { id: string }>(
    sql`select id, on_hand as "onHand", reserved, locked from ${at(w.tenant, 'batch')} where id = any(${ids}::uuid[])`,
  )
  return ids.map((id) => sums(rows.find((r) => r.id === id)!))
}

async function ledger(ids: string[]): Promise<Sums[]> {
  const rows = await w.tenant.db.query<Read & { id: string }>(
    sql`select batch_id as id, sum(on_hand_delta) as "onHand", sum(reserved_delta) as reserved, sum(locked_delta) as locked
      from ${at(w.tenant, 'stock_entry')} where batch_id = any(${ids}::uuid[]) group by batch_id`,
  )
  return ids.map((id) => sums(rows.find((r) => r.id === id)!))
}

const sums = (r: Read): Sums => ({ onHand: units(r.onHand), reserved: units(r.reserved), locked: units(r.locked) })

test('S16 random movements one after another: accepted and refused exactly as the model says', async () => {
  const ids = await shelf(3)
  let model = full(3)
  let refused = 0
  for (let i = 0; i < 300; i++) {
    const steps = document(3)
    const next = apply(model, steps)
    assert.equal(await run(ids, steps), next !== undefined, `step ${i}: ${JSON.stringify(steps)}`)
    if (next) model = next
    else refused++
  }
  assert.deepEqual(await columns(ids), model)
  assert.deepEqual(await ledger(ids), model)
  assert.ok(refused > 10 && refused < 290, `${refused} refused`)
})

test('S16 #32 200 concurrent documents on shared batches: ledger ≡ columns ≡ the model of what was accepted', async () => {
  const ids = await shelf(4)
  const documents = Array.from({ length: 200 }, () => document(4))
  const accepted = await Promise.all(documents.map((steps) => run(ids, steps)))
  // Acceptance depends on who came first; what was accepted adds up in any order.
  const model = full(4)
  documents.forEach((steps, i) => {
    if (!accepted[i]) return
    for (const step of steps) {
      const s = model[step.batch]!
      s.onHand += step.onHand
      s.reserved += step.reserved
      s.locked += step.locked
    }
  })
  assert.deepEqual(await columns(ids), model)
  assert.deepEqual(await ledger(ids), model)
  for (const s of model) {
    assert.ok(s.onHand >= 0 && s.reserved >= 0 && s.locked >= 0)
    assert.ok(s.reserved + s.locked <= s.onHand)
  }
  const yes = accepted.filter(Boolean).length
  assert.ok(yes > 20 && yes < 200, `${yes} of 200 accepted`)
})

test('S16 the database refuses sums that cannot be, whatever code writes them', async () => {
  const [id] = await shelf(1)
  const set = (text: ReturnType<typeof sql>) =>
    w.tenant.db.fresh(sql`update ${at(w.tenant, 'batch')} set ${text} where id = ${id}`)
  await assert.rejects(set(sql`on_hand = -1`), { code: '23514' })
  await assert.rejects(set(sql`reserved = on_hand + 1`), { code: '23514', constraint: 'batch_reserved_within' })
  await assert.rejects(set(sql`reserved = on_hand, locked = 1`), { code: '23514' })
})
