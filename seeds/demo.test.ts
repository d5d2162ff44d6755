import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { metaOf } from '#kernel/http/meta.ts'
import { TODOS } from '#modules/customers/todos.ui.ts'
import { type World, world } from '#testing/world.ts'
import { COMPANY_NAME } from './demo/company.ts'
import { type DemoCompany, seedDemo } from './demo.ts'

let w: World
let demo: DemoCompany
const opened: string[] = []

before(async () => {
  // A Wednesday after the holidays.
  w = await world({ now: '2026-03-18T09:00:00Z' })
  demo = await seedDemo(await w.system(), {
    institutions: 400,
    distributors: 40,
    createLogin: async (_id, username) => void opened.push(username),
  })
})
after(() => w.close())

const person = (username: string) => w.as(demo.logins.find((l) => l.username === username)!.employeeId)

test('demo company: sixty people in sales and around it, a back office of thirteen, with the named logins, departments in three regions', async () => {
  assert.deepEqual(
    opened.sort(),
    [
      ...['admin', 'director', 'hr', 'manager', 'rep', 'rep2', 'steward', 'viewer'],
      ...[
        'cashier',
        'channel',
        'checker',
        'commerce',
        'finance',
        'invoicing',
        'legal',
        'pricing',
        'qa',
        'tender',
        'warehouse',
      ],
    ].sort(),
  )
  const director = person('director')
  assert.equal((await director.list('employee', { limit: 200 })).length, 73)
  const depts = await director.list<{ name: string; parent: { label: string } | null }>('department', { limit: 200 })
  assert.deepEqual(
    depts
      .filter((d) => d.parent?.label === '销售中心')
      .map((d) => d.name)
      .sort(),
    ['华东大区', '华北大区', '华南大区'].sort(),
  )
  assert.equal(depts.find((d) => !d.parent)!.name, COMPANY_NAME)
})

test('demo company: each sees his part: rep within manager within director, and nothing is real', async () => {
  const names = async (username: string) => {
    const found = new Map<string, string>()
    for (const role of [
      'hospital',
      'clinic',
      'pharmacyStore',
      'pharmacyChain',
      'cdc',
      'distributorT1',
      'distributorT2',
      'agent',
    ])
      for (const a of await person(username).list<{ id: string; name: string }>('account', {
        where: { accountRoles: { has: role } },
        limit: 200,
      }))
        found.set(a.id, a.name)
    return found
  }
  const [rep, manager, director] = [await names('rep'), await names('manager'), await names('director')]
  assert.ok(
    rep.size > 0 && manager.size > rep.size && director.size > manager.size,
    `${rep.size} ${manager.size} ${director.size}`,
  )
  for (const id of rep.keys()) assert.ok(manager.has(id))
  for (const name of director.values()) assert.ok(name.endsWith('（示例）'), name)
})

test('demo company: a year of contact records that agree with the accounts, and to-dos for today', async () => {
  const director = person('director')
  const records = await director.list<{ followedAt: string; employee: { id: string }; owner: { id: string } }>(
    'contactRecord',
    {
      limit: 200,
      sort: 'followedAt',
    },
  )
  assert.ok(records.every((r) => r.employee.id === r.owner.id))
  assert.ok(records[0]!.followedAt.slice(0, 7) <= '2025-04', records[0]!.followedAt)
  const [newest] = await director.list<{ account: { id: string }; followedAt: string }>('contactRecord', { limit: 1 })
  const account = await director.get<{ lastContactAt: string }>('account', newest!.account.id)
  assert.equal(account.lastContactAt, newest!.followedAt)
  const due = await director.list<{ owner: { id: string } }>('account', { where: { nextContactAt: { eq: '@today' } } })
  assert.ok(due.length > 0)
  const meta = await director.do(async (caller) => metaOf(caller))
  const account360 = meta.objects.find((o) => o.name === 'account')!
  for (const key of ['contactToday', 'contactOverdue', 'contactWeek', 'neverContacted']) {
    const where = TODOS.find((t) => t.key === key)!.where(account360)!
    if (key === 'contactToday') assert.ok((await w.as(due[0]!.owner.id).list('account', { where })).length > 0)
    const { owner: _mine, ...everybody } = where
    assert.ok((await director.list('account', { where: everybody })).length > 0, key)
  }
  assert.ok((await director.list('contactRecord', { where: { managerComment: { isNull: false } } })).length > 0)
})

test('demo company: its people have stars and teams for their scenes to show', async () => {
  for (const username of ['rep', 'rep2', 'manager', 'director']) {
    const starred = await person(username).list('account', { where: { scope: { eq: 'starred' } }, limit: 100 })
    assert.ok(starred.length > 0 && starred.length <= 18, `${username}: ${starred.length} stars`)
  }
  const shared = await person('rep').list<{ owner: { id: string } }>('account', { where: { scope: { eq: 'team' } } })
  assert.ok(shared.length > 0)
  assert.ok(shared.every((a) => a.owner.id !== person('rep').id))
  assert.ok((await person('manager').list('account', { where: { scope: { eq: 'subordinates' } } })).length > 0)
})
