import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { create } from '#kernel/records/create.ts'
import { sql } from '#kernel/store/sql.ts'
import { type Client, type TestHouse, testHouse } from './server.ts'

let house: TestHouse
let director: Client
let rep: Client
before(async () => {
  house = await testHouse()
  const department = await house.department('本部')
  director = await house.person('director', { roles: ['director', 'finance', 'admin'], department })
  rep = await house.person('rep', { roles: ['rep'], department })
})
after(() => house.stop())

/** A customer with an order and one line in his receivable ledger. */
async function customer(name: string): Promise<{ id: string; version: number; entry: string }> {
  return house.asSystem(async (unit) => {
    const account = await create(
      unit,
      'account',
      { name, accountRoles: ['distributorT1'], regionCode: '330106' },
      { accept: 'all' },
    )
    const entry = await create(
      unit,
      'receivableEntry',
      { account: account.id, kind: 'shipment', amount: '10.00', bookedOn: '2026-03-01' },
      { trusted: true },
    )
    return { id: account.id as string, version: account.version as number, entry: entry.id as string }
  })
}

test('a ledger follows its customer to another owner; what it says cannot be changed by the application', async () => {
  const { id, entry } = await customer('甲医药公司')
  const given = await director.post(`/accounts/${id}/assign`, { owner: rep.employee })
  assert.equal(given.status, 200, given.text)
  const seen = await rep.get(`/receivable-entries/${entry}`)
  assert.equal(seen.status, 200, seen.text)
  assert.equal(seen.json.owner.id, rep.employee)
  await assert.rejects(
    house.asSystem((unit) =>
      unit.tx.query(sql`update ${unit.table('receivable_entry')} set amount = 0 where id = ${entry}`),
    ),
    { code: '42501' },
  )
})

test('who stands in a ledger is not merged into somebody else, but may take others in', async () => {
  const [a, b] = [await customer('乙医药公司'), await customer('丙医药公司')]
  const refused = await director.post(`/accounts/${a.id}/merge`, { loser: b.id })
  assert.equal(refused.status, 422, refused.text)
  assert.equal(refused.json.code, 'merge.hasLedger')
  assert.match(refused.json.message.zh, /应收台账/)
  const plain = await house.asSystem((unit) =>
    create(
      unit,
      'account',
      { name: '丁医药公司', accountRoles: ['distributorT1'], regionCode: '330106' },
      { accept: 'all' },
    ),
  )
  assert.equal((await director.post(`/accounts/${a.id}/merge`, { loser: plain.id })).status, 200)
})

test('a look at a ledger’s value is refused or answered, never a fault', async () => {
  const { entry } = await customer('戊医药公司')
  const reply = await director.post(`/receivable-entries/${entry}/reveal`, { field: 'amount', purpose: '核对' })
  assert.ok([200, 403].includes(reply.status), reply.text)
})

test('my profile: contact data and language are changed on the login and in the file alike', async () => {
  const reply = await rep.send('PATCH', '/api/v1/me', { phone: '13812345678', email: 'lin@example.com', locale: 'en' })
  assert.equal(reply.status, 200, reply.text)
  assert.equal(reply.json.user.locale, 'en')
  const [row] = await house.asSystem((unit) =>
    unit.tx.query<{ email: string }>(sql`select email from ${unit.table('employee')} where id = ${rep.employee}`),
  )
  assert.equal(row!.email, 'lin@example.com')
  assert.equal((await rep.send('PATCH', '/api/v1/me', { roles: ['admin'] })).status, 422)
})
