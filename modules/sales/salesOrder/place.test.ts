import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OrderWorld, type Staff } from '#testing/orderWorld.ts'
import { type Client, type TestHouse, testHouse } from '#testing/server.ts'
import { World } from '#testing/world.ts'

/** 下单 where submitting has to be approved: told as what it is, and nothing goes round the flow. */

let house: TestHouse
let admin: Client
let rep: Client
let boss: Client
let values: Record<string, unknown>

before(async () => {
  house = await testHouse()
  admin = await house.person('admin1', { roles: ['admin'] })
  rep = await house.person('rep1', { roles: ['rep'] })
  boss = await house.person('boss1', { roles: ['director'] })
  const w = new World(house.server.opened.tenants[0]!, new Date(), false)
  const goods = new OrderWorld(w, { rep: w.as(rep.employee) } as Staff)
  values = { soldTo: await goods.customer(), lines: [{ package: await goods.package(), qty: '3' }] }
})
after(() => house?.stop())

const orders = async (): Promise<{ id: string; state: string }[]> => (await rep.get('/sales-orders')).json.data

async function flow(condition: string): Promise<void> {
  const node = {
    key: 'boss',
    name: { zh: '总监', en: 'Director' },
    kind: 'approve',
    mode: 'any',
    approvers: [{ by: 'employee', employees: [boss.employee] }],
    allowTransfer: false,
    allowAddSign: false,
    emptyApprovers: 'admin',
  }
  const body = {
    name: '订单提交',
    object: 'salesOrder',
    command: 'submit',
    condition,
    definition: { nodes: [node] },
  }
  const made = await admin.post('/approval-flows', body)
  assert.equal(made.status, 201, made.text)
  const published = await admin.post(`/approval-flows/${made.json.id}/publish`)
  assert.equal(published.status, 200, published.text)
}

test('P2 S5 placing under a flow before submit answers 202 with the request; the order is a draft until it is approved', async () => {
  await flow('row.amount > 20')
  const key = { 'idempotency-key': 'place-once' }
  const reply = await rep.post('/sales-orders/place', { values }, key)
  assert.equal(reply.status, 202, reply.text)
  const { row, result, approval } = reply.json
  assert.deepEqual([row.state, row.amount, result, approval.state], ['draft', '30.00', null, 'running'])
  const again = await rep.post('/sales-orders/place', { values }, key)
  assert.deepEqual([again.status, again.json.approval], [202, approval], 'the same key is the same order')
  assert.deepEqual(
    (await orders()).map((o) => [o.id, o.state]),
    [[row.id, 'draft']],
  )
  const sent = await rep.post(`/sales-orders/${row.id}/submit`)
  assert.deepEqual([sent.status, sent.json.code], [422, 'approval.running'])

  const { mine } = (await boss.get(`/approvals/${approval.id}`)).json
  const decided = await boss.post(`/approvals/tasks/${mine}/approve`)
  assert.deepEqual([decided.status, decided.json.state], [200, 'executed'], decided.text)
  assert.equal((await rep.get(`/sales-orders/${row.id}`)).json.state, 'submitted')
})

test('P2 S5 a draft without prices does not slip under a flow that asks for its amount: prices are filled before it is judged', async () => {
  const drafted = (await rep.post('/sales-orders', values)).json
  assert.equal(drafted.amount, '0.00')
  const sent = await rep.post(`/sales-orders/${drafted.id}/submit`)
  assert.equal(sent.status, 202, sent.text)
  assert.deepEqual([sent.json.row.state, sent.json.row.amount], ['draft', '30.00'])
})

test('P2 S5 placing what the flow does not mean submits at once', async () => {
  const small = { ...values, lines: [{ ...(values.lines as object[])[0], qty: '2' }] }
  const reply = await rep.post('/sales-orders/place', { values: small })
  assert.equal(reply.status, 200, reply.text)
  assert.equal(reply.json.approval, undefined)
  assert.equal((await rep.get(`/sales-orders/${reply.json.result.id}`)).json.state, 'submitted')
})
