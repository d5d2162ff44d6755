import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { moveDepartment } from './department/move.ts'
import { deactivate, handOver, reactivate, transfer } from './employee/verbs.ts'

let w: World
let hr: Person
let admin: Person
const depts: Record<string, string> = {}

async function customer(by: Person, name: string): Promise<string> {
  const row = await by.create('account', { name, accountRoles: ['clinic'], regionCode: '330106' })
  return row.id as string
}

before(async () => {
  w = await world()
  depts.company = await w.department('公司')
  depts.east = await w.department('华东', depts.company)
  depts.hangzhou = await w.department('杭州', depts.east)
  depts.south = await w.department('华南', depts.company)
  hr = await w.hire('人事', { roles: ['hr'], department: depts.company })
  admin = await w.hire('管理员', { roles: ['admin'], department: depts.company })
})
after(() => w.close())

test('P1 a leaver who owns records is refused with what he owns, handed over, then deactivated', async () => {
  const leaver = await w.hire('张离职', { roles: ['rep'], department: depts.hangzhou })
  const heir = await w.hire('李接手', { roles: ['rep'], department: depts.south })
  const ids = [await customer(leaver, '移交诊所甲'), await customer(leaver, '移交诊所乙')]
  const contact = await leaver.create('contact', { account: ids[0], name: '周联系' })
  await leaver.create('contactRecord', { account: ids[0], contact: contact.id, description: '谈过一次' })
  await assert.rejects(hr.run(deactivate, leaver.id), (error: unknown) => {
    assert.ok(error instanceof Problem)
    assert.equal(error.code, 'employee.ownsRecords')
    // children go with their account and are not counted
    assert.deepEqual(
      (error.extra.owned as { object: string; count: number }[]).map((o) => [o.object, o.count]),
      [['account', 2]],
    )
    return true
  })
  const { result } = await hr.run(handOver, leaver.id, { to: heir.id })
  assert.deepEqual(
    (result as { moved: { object: string; count: number }[] }).moved.map((m) => [m.object, m.count]),
    [['account', 2]],
  )
  assert.equal((await leaver.list('account')).length, 0)
  assert.equal((await leaver.list('contact')).length, 0)
  assert.deepEqual((await heir.list<{ id: string }>('account')).map((r) => r.id).sort(), [...ids].sort())
  assert.equal((await heir.list('contactRecord')).length, 1)
  const filed = await w.tenant.db.query<{ dept_id: string }>(
    sql`select distinct dept_id from ${at(w.tenant, 'contact')} where account_id = any(${ids}::uuid[])`,
  )
  assert.deepEqual(filed, [{ dept_id: depts.south }])
  const audits = await w.tenant.db.query<{ record_id: string }>(
    sql`select record_id from ${at(w.tenant, 'audit')} where verb = 'handOver' and object = 'account' and record_id = any(${ids}::uuid[])`,
  )
  assert.equal(audits.length, 2)
  await hr.run(deactivate, leaver.id)
  await assert.rejects(leaver.list('account'), refusal('auth.required'))
  await assert.rejects(hr.run(handOver, heir.id, { to: leaver.id }), refusal('employee.left'))
  await hr.run(reactivate, leaver.id)
  assert.equal((await leaver.list('account')).length, 0)
})

test('P1 hand-over keeps each record’s chain of audit hashes unbroken', async () => {
  const a = await w.hire('甲', { roles: ['rep'], department: depts.hangzhou })
  const b = await w.hire('乙', { roles: ['rep'], department: depts.hangzhou })
  const id = await customer(a, '链条诊所')
  await hr.run(handOver, a.id, { to: b.id })
  await b.update('account', id, { shortName: '链条' })
  const chain = await w.tenant.db.query<{ prev_hash: string; hash: string }>(
    sql`select prev_hash, hash from ${at(w.tenant, 'audit')} where record_id = ${id} order by id`,
  )
  assert.equal(chain.length, 3)
  assert.equal(chain[0]!.prev_hash, '')
  for (let i = 1; i < chain.length; i++) assert.equal(chain[i]!.prev_hash, chain[i - 1]!.hash)
})

test('P1 nobody deactivates himself or the last administrator', async () => {
  await assert.rejects(hr.run(deactivate, hr.id), refusal('employee.self'))
  await assert.rejects(hr.run(deactivate, admin.id), refusal('employee.lastAdministrator'))
})

test('P1 a department moves with its branch; reach follows; a ring is refused by the verb and by an edit', async () => {
  const boss = await w.hire('华南经理', { roles: ['manager'], department: depts.south })
  const rep = await w.hire('杭州代表', { roles: ['rep'], department: depts.hangzhou })
  const id = await customer(rep, '随部门走的诊所')
  const sees = async () => (await boss.list<{ id: string }>('account')).some((r) => r.id === id)
  assert.equal(await sees(), false)
  await hr.run(moveDepartment, depts.hangzhou!, { parent: depts.south })
  assert.equal(await sees(), true)
  await hr.run(moveDepartment, depts.hangzhou!, { parent: depts.east })
  assert.equal(await sees(), false)
  await assert.rejects(hr.run(moveDepartment, depts.east!, { parent: depts.hangzhou }), refusal('department.cycle'))
  await assert.rejects(hr.update('department', depts.east!, { parent: depts.hangzhou }), refusal('department.cycle'))
  await assert.rejects(hr.update('department', depts.east!, { parent: depts.east }), refusal('department.cycle'))
  await assert.rejects(hr.remove('department', depts.east!), refusal('department.inUse'))
  await assert.rejects(hr.update('employee', rep.id, { manager: rep.id }), refusal('employee.cycle'))
})

test('P1 change of department: records stay with the old one unless they are to move', async () => {
  const rep = await w.hire('调岗代表', { roles: ['rep'], department: depts.hangzhou })
  const id = await customer(rep, '调岗诊所')
  const dept = async () => (await rep.get<{ dept: { id: string } }>('account', id)).dept.id
  await hr.run(transfer, rep.id, { department: depts.south })
  assert.equal(await dept(), depts.hangzhou)
  await hr.run(transfer, rep.id, { department: depts.south, moveRecords: true })
  assert.equal(await dept(), depts.south)
})

test('P1 a rep may not deactivate, hand over or move departments', async () => {
  const rep = await w.hire('无权代表', { roles: ['rep'], department: depts.hangzhou })
  for (const verb of [deactivate, handOver, transfer])
    await assert.rejects(rep.run(verb, hr.id, {}), refusal('access.denied'))
  await assert.rejects(rep.run(moveDepartment, depts.east!, {}), refusal('access.denied'))
})

test('P1 seven thousand customers are handed over at once, each with its entry and what lies within it', async () => {
  const a = await w.hire('老代表', { roles: ['rep'], department: depts.hangzhou })
  const b = await w.hire('新代表', { roles: ['rep'], department: depts.south })
  const first = await customer(a, '第一家')
  const contact = (await a.create('contact', { account: first, name: '王主任' })).id
  const { db } = w.tenant
  const account = at(w.tenant, 'account')
  await db.query(sql`insert into ${account} select (jsonb_populate_record(t,
      jsonb_build_object('id', gen_random_uuid(), 'number', 'M' || n, 'audit_hash', null))).*
    from ${account} t, generate_series(1, 7000) n where t.id = ${first}`)
  const { result } = await hr.run(handOver, a.id, { to: b.id })
  assert.equal((result as { moved: { object: string; count: number }[] }).moved[0]!.count, 7001)
  const [left] = await db.query<{ n: number; moved: number; audited: number }>(sql`
    select count(*) filter (where owner_id = ${a.id})::int as n, count(*) filter (where owner_id = ${b.id} and dept_id = ${depts.south})::int as moved,
      count(*) filter (where exists (select 1 from ${at(w.tenant, 'audit')} x where x.record_id = t.id and x.hash = t.audit_hash and x.verb = 'handOver'))::int as audited
    from ${account} t where name = '第一家'`)
  assert.deepEqual(left, { n: 0, moved: 7001, audited: 7001 })
  assert.equal((await b.get<{ owner: { id: string } }>('contact', contact as string)).owner.id, b.id)
})
