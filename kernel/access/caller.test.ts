import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { denied } from '#kernel/errors.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { bumpEpoch } from './caller.ts'
import { hasVerb } from './reach.ts'

let w: World
let owner: Person
let deputy: Person
let account: string
before(async () => {
  w = await world({ now: '2026-06-15T02:00:00Z' })
  owner = await w.hire('王代表', { roles: ['rep'] })
  deputy = await w.hire('李代表', { roles: ['rep'] })
  const made = await owner.create('account', {
    name: '协和医院',
    accountRoles: ['hospital'],
    regionCode: '110101',
    source: 'other',
  })
  account = made.id as string
})
after(() => w.close())

const sees = async (who: Person) => (await who.list('account')).length

test('P1 a stand-in begins and ends with the day, though nothing is written then', async () => {
  await w.asSystem(async (unit) => {
    await unit.tx.query(sql`insert into ${unit.table('delegation')} (id, from_employee_id, to_employee_id, starts_on, ends_on, created_at, created_by)
      values (${newId()}, ${owner.id}, ${deputy.id}, '2026-06-16', '2026-06-17', now(), ${owner.id})`)
    await bumpEpoch(w.tenant, unit.tx)
  })
  // Days of China: 16:00 UTC is the next day's midnight.
  const days: [string, number][] = [
    ['2026-06-15T15:59:00Z', 0],
    ['2026-06-15T16:01:00Z', 1],
    ['2026-06-17T15:59:00Z', 1],
    ['2026-06-17T16:01:00Z', 0],
  ]
  for (const [now, expected] of days) {
    w.now = new Date(now)
    assert.equal(await sees(deputy), expected, now)
  }
})

test('P1 a team membership ends with its last day', async () => {
  await w.asSystem((unit) =>
    unit.tx.query(sql`insert into ${unit.table('team_member')} (record_id, employee_id, object, level, until, added_by, added_at)
      values (${account}, ${deputy.id}, 'account', 'read', '2026-07-01', ${owner.id}, now())`),
  )
  w.now = new Date('2026-07-01T15:59:00Z')
  assert.equal(await sees(deputy), 1)
  w.now = new Date('2026-07-01T16:01:00Z')
  assert.equal(await sees(deputy), 0)
})

test('P1 a right just given holds at the next request, even where the last one was refused without a look', async () => {
  const novice = await w.hire('赵新人')
  const asks = () =>
    novice.do(async (caller) => {
      if (!hasVerb(caller.actor, w.tenant.registry.object('account'), 'read')) throw denied('read')
      return '可以'
    })
  await assert.rejects(asks(), { status: 403 })
  await w.asSystem(async (unit) => {
    await unit.tx.query(
      sql`update ${unit.table('employee')} set roles = ${[await w.role('rep')]}::uuid[] where id = ${novice.id}`,
    )
    await bumpEpoch(w.tenant, unit.tx)
  })
  assert.equal(await asks(), '可以')
})
