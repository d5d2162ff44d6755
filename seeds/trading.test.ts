import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { raw } from '#kernel/store/sql.ts'
import { bookErrors } from '#testing/books.ts'
import { type World, world } from '#testing/world.ts'
import { seedDemo } from './demo.ts'

let w: World
before(async () => {
  w = await world({ now: '2026-03-18T09:00:00Z' })
  await seedDemo(await w.system(), { institutions: 400, distributors: 60, customers: 25, activityDays: 5 })
})
after(() => w.close())

const many = async (text: string): Promise<number> => {
  const [row] = await w.tenant.db.fresh<{ n: number }>(
    raw(`select count(*)::int as n from ${text.replaceAll('{s}', `"${w.tenant.schema}"`)}`),
  )
  return row!.n
}

test('demo company: three years of trading add up to the cent', async () => {
  assert.deepEqual(await bookErrors(w.tenant), [])
  assert.ok((await many('{s}.sales_order')) > 500)
  assert.equal(await many('(select distinct substr(number, 3, 6) from {s}.sales_order) m'), 37)
})

test('demo company: orders stand in every department, something is overdue, something came back', async () => {
  const stages = await w.tenant.db.fresh<{ stage: string }>(
    raw(`select distinct stage from "${w.tenant.schema}".sales_order order by 1`),
  )
  assert.ok(stages.length >= 4, `orders stand only with ${stages.map((s) => s.stage)}`)
  assert.ok((await many("{s}.sales_order where due_on < '2026-03-01'")) > 0)
  assert.ok((await many('{s}.return_order')) > 0)
})

test('a planted cent is found', async () => {
  await w.tenant.db.fresh(
    raw(`update "${w.tenant.schema}".sales_order set paid_amount = paid_amount - 0.01 where id =
      (select id from "${w.tenant.schema}".sales_order where paid_amount > 1 limit 1)`),
  )
  assert.equal((await bookErrors(w.tenant)).length >= 2, true)
})
