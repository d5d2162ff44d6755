import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Client, type TestHouse, testHouse } from '#testing/server.ts'
import { MOST_STARS } from './star.sql.ts'

let house: TestHouse
let lead: Client
let rep: Client
let mate: Client
let mine: string
let shared: string
let foreign: string

const hospital = (name: string) => ({ name, accountRoles: ['hospital'], regionCode: '110101', source: 'other' })
const made = async (client: Client, name: string): Promise<string> => {
  const reply = await client.post('/accounts', hospital(name))
  assert.equal(reply.status, 201, reply.text)
  return reply.json.id
}
const star = (client: Client, id: string, object = 'account') => client.send('PUT', `/api/v1/stars/${object}/${id}`, {})
const unstar = (client: Client, id: string, object = 'account') =>
  client.send('DELETE', `/api/v1/stars/${object}/${id}`)
const found = async (client: Client, scope: unknown, path = 'accounts') => {
  const reply = await client.get(`/${path}?where=${encodeURIComponent(JSON.stringify({ scope }))}`)
  assert.equal(reply.status, 200, reply.text)
  return { ids: (reply.json.data as { id: string }[]).map((r) => r.id).sort(), total: reply.json.total.value }
}

before(async () => {
  house = await testHouse()
  const dept = await house.department('一部')
  lead = await house.person('lead1', { roles: ['rep'], department: dept })
  mate = await house.person('mate1', { roles: ['rep'], department: dept, manager: lead.employee })
  rep = await house.person('rep1', { roles: ['rep'], department: dept, manager: mate.employee })
  mine = await made(rep, '星标一院')
  shared = await made(mate, '共管二院')
  foreign = await made(lead, '不可见三院')
  const joined = await mate.post(`/accounts/${shared}/addMember`, { employee: rep.employee, level: 'read' })
  assert.equal(joined.status, 200, joined.text)
})
after(() => house.stop())

test('C2 a star is one’s own, the same put twice, on any object; taken off it is gone', async () => {
  assert.equal((await star(rep, mine)).status, 204)
  assert.equal((await star(rep, mine)).status, 204)
  assert.equal((await star(rep, shared)).status, 204)
  assert.equal((await star(rep, mate.employee, 'employee')).status, 204)
  assert.deepEqual(await found(rep, { eq: 'starred' }), { ids: [mine, shared].sort(), total: 2 })
  assert.deepEqual(await found(rep, { eq: 'starred' }, 'employees'), { ids: [mate.employee], total: 1 })
  assert.deepEqual(await found(mate, { eq: 'starred' }), { ids: [], total: 0 })
  assert.equal((await unstar(rep, mine)).status, 204)
  assert.equal((await unstar(rep, mine)).status, 204)
  assert.deepEqual(await found(rep, { in: ['starred'] }), { ids: [shared], total: 1 })
})

test('C2 #6 a star on what one may not see, on nothing, on personal things: the same 404', async () => {
  const replies = [
    await star(rep, foreign),
    await star(rep, randomUUID()),
    await star(rep, 'no-id'),
    await star(rep, mine, 'nothing'),
    await star(rep, mine, 'constructor'),
    await star(rep, mine, 'notification'),
  ]
  for (const r of replies) {
    assert.equal(r.status, 404, r.text)
    assert.equal(r.json.code, 'record.notFound')
  }
  assert.equal((await house.client().send('PUT', `/api/v1/stars/account/${mine}`, {})).status, 401)
})

test('C2 #8 a starred row that one may no longer see is not listed; the star comes back with the right', async () => {
  const member = { employee: rep.employee }
  assert.equal((await mate.post(`/accounts/${shared}/removeMember`, member)).status, 200)
  assert.deepEqual((await found(rep, { eq: 'starred' })).ids, [])
  assert.equal((await mate.post(`/accounts/${shared}/addMember`, { ...member, level: 'read' })).status, 200)
  assert.deepEqual((await found(rep, { eq: 'starred' })).ids, [shared])
})

test('C2 scopes: mine, the team’s, my subordinates’ direct and indirect — never more than one may see', async () => {
  assert.deepEqual(await found(rep, { eq: 'mine' }), { ids: [mine], total: 1 })
  assert.deepEqual(await found(rep, { eq: 'team' }), { ids: [shared], total: 1 })
  // A representative may read his own rows only: those of his people stay closed to him, whatever he filters by.
  assert.deepEqual(await found(lead, { eq: 'subordinates' }), { ids: [], total: 0 })
  const boss = await house.person('boss1', { roles: ['manager'] })
  await house.asSystem(async (unit) => {
    await unit.tx.query(
      sql`update ${unit.table('employee')} set manager_id = ${boss.employee} where id = ${lead.employee}`,
    )
    await unit.tx.query(sql`update ${unit.table('employee')} set department_id = (select department_id from
      ${unit.table('employee')} where id = ${lead.employee}) where id = ${boss.employee}`)
    await unit.tx.query(sql`update ${unit.table('access_epoch')} set n = n + 1`)
  })
  assert.deepEqual(await found(boss, { eq: 'subordinates' }), { ids: [mine, shared, foreign].sort(), total: 3 })
  assert.deepEqual(await found(boss, { eq: 'mine' }), { ids: [], total: 0 })
})

test('C2 a scope that is none, or that the object has not, is refused with its field', async () => {
  const ask = (where: unknown, path = 'accounts') =>
    rep.get(`/${path}?where=${encodeURIComponent(JSON.stringify(where))}`)
  for (const given of [
    { eq: 'others' },
    { eq: null },
    { in: [] },
    { in: ['mine', 7] },
    { eq: ['mine', ['team']] },
    { eq: {} },
  ]) {
    const reply = await ask({ scope: given })
    assert.equal(reply.status, 400, JSON.stringify(given))
    assert.equal(reply.json.code, 'query.scope', JSON.stringify(given))
    assert.equal(reply.json.field, 'scope')
  }
  assert.equal((await ask({ scope: { eq: 'mine' } }, 'employees')).json.code, 'query.scope')
  assert.equal((await ask({ scope: { eq: 'starred' } }, 'scenes')).json.code, 'query.scope')
  for (const given of [{ scope: 'mine' }, { scope: { gt: 'mine' } }, { scope: null }, { scope: { toString: 'mine' } }])
    assert.equal((await ask(given)).status, 400, JSON.stringify(given))
  const deep = Array.from({ length: 500 }).reduce<unknown>((inner) => ({ and: [inner] }), { scope: { eq: 'mine' } })
  assert.equal((await ask(deep)).status, 400)
  assert.equal((await rep.get('/accounts?sort=scope')).json.code, 'query.unknownField')
})

test('C2 a saved scene keeps its scope, and an export holds what the scene shows', async () => {
  const where = { and: [{ scope: { in: ['mine', 'team'] } }, { name: { contains: '院' } }] }
  const scene = await rep.post('/scenes', { object: 'account', name: '我和团队', where })
  assert.equal(scene.status, 201, scene.text)
  assert.deepEqual((await rep.get(`/scenes/${scene.json.id}`)).json.where, where)
  const steward = await house.person('chief1', { roles: ['admin'] })
  await star(steward, foreign)
  const query = encodeURIComponent(JSON.stringify({ scope: { eq: 'starred' } }))
  const file = await steward.get(`/accounts/export?format=csv&fields=name&where=${query}`)
  assert.equal(file.status, 200, file.text)
  assert.match(file.text, /不可见三院/)
  assert.doesNotMatch(file.text, /星标一院|共管二院/)
})

test('C2 so many stars and no more; merging takes them along, taking it back leaves them where they were', async () => {
  const { tenant } = { tenant: house.server.opened.tenants[0]! }
  const chief = await house.person('chief2', { roles: ['admin'] })
  await tenant.db.query(sql`insert into ${at(tenant, 'star')} (employee_id, object, record_id)
    select ${chief.employee}, 'account', gen_random_uuid() from generate_series(1, ${MOST_STARS - 1})`)
  const both = await Promise.all([star(chief, mine), star(chief, shared)])
  assert.deepEqual(both.map((r) => r.status).sort(), [204, 422])
  assert.equal(both.find((r) => r.status === 422)!.json.code, 'star.tooMany')
  const merged = await chief.post(`/accounts/${mine}/merge`, { loser: shared })
  assert.equal(merged.status, 200, merged.text)
  assert.deepEqual((await found(rep, { eq: 'starred' })).ids, [mine])
  const undone = await chief.post(`/accounts/${mine}/unmerge`, { merge: merged.json.result.merge })
  assert.equal(undone.status, 200, undone.text)
  assert.deepEqual((await found(rep, { eq: 'starred' })).ids, [shared])
})
