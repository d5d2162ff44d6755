import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addMember, assign, listMembers, removeMember, reveal } from '#kernel/commands/builtin/index.ts'
import { Problem } from '#kernel/errors.ts'
import { merge, unmerge } from '#kernel/merging/index.ts'
import { restore } from '#kernel/records/change.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'

let w: World
let rep: Person
let other: Person
let manager: Person
let steward: Person

before(async () => {
  w = await world()
  const east = await w.department('华东')
  const south = await w.department('华南')
  manager = await w.hire('经理', { roles: ['manager'], department: east })
  rep = await w.hire('代表甲', { roles: ['rep'], department: east, manager: manager.id })
  other = await w.hire('代表乙', { roles: ['rep'], department: south })
  steward = await w.hire('专员', { roles: ['dataSteward'], department: east })
})
after(() => w.close())

const hospital = (name: string, more = {}) => ({
  name,
  accountRoles: ['hospital'],
  regionCode: '330106',
  ...more,
})

/** Everything that a merge may touch, without what every write moves (versions, stamps, hashes). */
async function snapshot(): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {}
  for (const name of [
    'account',
    'contact',
    'hco_department',
    'affiliation',
    'contact_relation',
    'contact_record',
    'attachment',
    'account_addresses',
  ]) {
    const rows = await w.tenant.db.fresh<{ row: Record<string, unknown> }>(
      sql`select to_jsonb(t) - 'version' - 'updated_at' - 'updated_by' - 'audit_hash' as row from ${at(w.tenant, name)} t order by t.id`,
    )
    found[name] = rows.map((r) => r.row)
  }
  const members = await w.tenant.db.fresh(
    sql`select record_id, employee_id, level, until::text from ${at(w.tenant, 'team_member')} order by 1, 2`,
  )
  return { ...found, members }
}

async function twoHospitals(): Promise<{ winner: string; loser: string; record: string; contact: string }> {
  const winner = (await rep.create('account', hospital('仁和医院', { tags: ['重点'], phone: '0571-87654321' })))
    .id as string
  const loser = (
    await other.create(
      'account',
      hospital('杭州仁和医院（仁和骨科医院）', { tags: ['冷链'], uscc: '12330106MA00000027', beds: 120, parent: null }),
    )
  ).id as string
  const contact = (await other.create('contact', { account: loser, name: '王主任', mobile: '13900001111' }))
    .id as string
  const second = (await other.create('contact', { account: loser, name: '赵护士' })).id as string
  const dept = (await other.create('hcoDepartment', { account: loser, name: '骨科', head: contact })).id as string
  await other.create('affiliation', { account: loser, contact, hcoDepartment: dept, position: '主任' })
  await other.create('contactRelation', { account: loser, from: second, to: contact, kind: 'reportsTo' })
  const record = (
    await other.create('contactRecord', {
      account: loser,
      contact,
      description: '谈骨科用药',
      nextContactAt: '2026-06-20',
      mentions: [rep.id],
    })
  ).id as string
  await rep.create('contactRecord', { account: winner, description: '初次拜访', followedAt: '2026-06-01T02:00:00Z' })
  await rep.create('account', hospital('仁和医院城东院区', { parent: winner }))
  await other.create('account', hospital('仁和社区门诊', { parent: loser }))
  await w.as(other.id).write((unit) => addMember(unit, 'account', loser, { employee: manager.id, level: 'read' }))
  return { winner, loser, record, contact }
}

test('C7 merge moves everything, keeps aliases, and its undoing restores every row exactly', async () => {
  const { winner, loser, record, contact } = await twoHospitals()
  const before = await snapshot()
  const { merge: log, moved } = await steward.write((unit) => merge(unit, 'account', winner, { loser }))
  // 2 contacts, 1 department, 1 affiliation, 1 relation, 1 record, 1 child account
  assert.equal(moved, 7)
  const now = await steward.get<Record<string, unknown>>('account', winner)
  assert.deepEqual(now.aliases, ['仁和骨科医院', '杭州仁和医院（仁和骨科医院）'])
  assert.deepEqual(now.tags, ['重点', '冷链'])
  assert.equal(now.beds, 120)
  assert.equal(now.uscc, '12330106MA00000027')
  assert.equal(now.nextContactAt, '2026-06-20')
  // the winner's owner now sees what came along, the loser's owner no longer
  assert.deepEqual(
    (await rep.list<{ name: string }>('contact', { sort: 'name' })).map((c) => c.name).sort(),
    ['王主任', '赵护士'].sort(),
  )
  assert.equal((await other.list('contact')).length, 0)
  assert.deepEqual(
    (await rep.list<{ id: string }>('account', { q: '骨科医院' })).map((r) => r.id),
    [winner],
  )
  await assert.rejects(
    steward.write((unit) => restore(unit, 'account', loser)),
    refusal('record.merged'),
  )
  await steward.write((unit) => unmerge(unit, 'account', winner, { merge: log }))
  assert.deepEqual(await snapshot(), before)
  assert.equal((await other.get<{ account: { id: string } }>('contactRecord', record)).account.id, loser)
  assert.equal((await other.get<{ account: { id: string } }>('contact', contact)).account.id, loser)
  await assert.rejects(
    steward.write((unit) => unmerge(unit, 'account', winner, { merge: log })),
    refusal('record.notFound'),
  )
})

test('C7 what people changed or added after a merge stays theirs when it is undone', async () => {
  const a = (await rep.create('account', hospital('保留医院', { regionCode: '330102' }))).id as string
  const b = (await rep.create('account', hospital('保留中医院', { regionCode: '330102', beds: 50 }))).id as string
  const { merge: log } = await steward.write((unit) => merge(unit, 'account', a, { loser: b }))
  const late = (await rep.create('contact', { account: a, name: '后来的人' })).id as string
  await rep.update('account', a, { beds: 80 })
  await rep.update('account', a, { aliases: ['保留中医院', '我加的别名'] })
  await steward.write((unit) => unmerge(unit, 'account', a, { merge: log }))
  const row = await rep.get<Record<string, unknown>>('account', a)
  assert.equal(row.beds, 80)
  assert.deepEqual(row.aliases, ['我加的别名'])
  assert.equal((await rep.get<{ account: { id: string } }>('contact', late)).account.id, a)
  assert.equal((await rep.get<{ beds: number }>('account', b)).beds, 50)
})

test('C7 merge needs reach over both: invisible is not found, visible without the right is denied', async () => {
  const mine = (await rep.create('account', hospital('甲县医院', { regionCode: '330109' }))).id as string
  const far = (await other.create('account', hospital('乙县医院', { regionCode: '330109' }))).id as string
  await assert.rejects(
    manager.write((unit) => merge(unit, 'account', mine, { loser: far })),
    refusal('record.notFound'),
  )
  await assert.rejects(
    rep.write((unit) => merge(unit, 'account', mine, { loser: far })),
    (error: unknown) => error instanceof Problem && [403, 404].includes(error.status),
  )
  await assert.rejects(
    steward.write((unit) => merge(unit, 'account', mine, { loser: mine })),
    refusal('input.invalid'),
  )
})

test('C12 a read member sees the account and all within it until his last day, and writes nothing', async () => {
  const id = (await rep.create('account', hospital('团队医院', { regionCode: '330110' }))).id as string
  await rep.create('contact', { account: id, name: '团队联系人' })
  const contacts = async () =>
    (await other.list<{ name: string }>('contact')).filter((c) => c.name === '团队联系人').length
  assert.equal(await contacts(), 0)
  await rep.write((unit) => addMember(unit, 'account', id, { employee: other.id, level: 'read', until: '2026-06-20' }))
  assert.equal(await contacts(), 1)
  assert.deepEqual(
    (await rep.do((caller) => listMembers(caller, 'account', id))).map((m) => [m.employee.label, m.level, m.until]),
    [['代表乙', 'read', '2026-06-20']],
  )
  await assert.rejects(other.update('account', id, { shortName: 'x' }), refusal('access.denied'))
  await assert.rejects(other.create('contact', { account: id, name: '偷加' }), refusal('input.invalid'))
  // a member brings nobody in
  await rep.write((unit) => addMember(unit, 'account', id, { employee: other.id, level: 'edit', until: '2026-06-20' }))
  await other.update('account', id, { shortName: '可改' })
  await assert.rejects(
    other.write((unit) => addMember(unit, 'account', id, { employee: steward.id, level: 'read' })),
    refusal('access.denied'),
  )
  const today = w.now
  w.now = new Date('2026-06-20T15:59:00Z') // 23:59 on the last day in China
  assert.equal(await contacts(), 1)
  w.now = new Date('2026-06-20T16:01:00Z')
  assert.equal(await contacts(), 0)
  assert.equal((await rep.do((caller) => listMembers(caller, 'account', id))).length, 0)
  w.now = today
  await rep.write((unit) => removeMember(unit, 'account', id, { employee: other.id }))
  assert.equal(await contacts(), 0)
  await assert.rejects(
    rep.write((unit) => addMember(unit, 'account', id, { employee: other.id, level: 'read', until: '2026-06-01' })),
    refusal('input.invalid'),
  )
})

test('P1 assign moves the record with all within it; the former owner may stay as a reader', async () => {
  const id = (await rep.create('account', hospital('转移医院', { regionCode: '330111' }))).id as string
  await rep.create('contact', { account: id, name: '转移联系人' })
  await assert.rejects(
    rep.write((unit) => assign(unit, 'account', id, { owner: other.id })),
    refusal('access.denied'),
  )
  await manager.write((unit) => assign(unit, 'account', id, { owner: other.id, keep: 'read' }))
  const owned = await w.tenant.db.query<{ owner_id: string }>(
    sql`select owner_id from ${at(w.tenant, 'contact')} where account_id = ${id}`,
  )
  assert.deepEqual(owned, [{ owner_id: other.id }])
  assert.equal((await rep.get<{ owner: { id: string } }>('account', id)).owner.id, other.id)
  await assert.rejects(rep.update('account', id, { shortName: 'x' }), refusal('access.denied'))
  await other.create('contactRecord', { account: id, description: '接手后第一次联系' })
  await assert.rejects(
    steward.write(async (unit) => {
      const [c] = await unit.tx.query<{ id: string }>(
        sql`select id from ${unit.table('contact')} where account_id = ${id}`,
      )
      await assign(unit, 'contact', c!.id, { owner: rep.id })
    }),
    refusal('record.followsParent'),
  )
})

test('C6 reveal shows one masked number to who may, and keeps who looked and why', async () => {
  const id = (await rep.create('account', hospital('脱敏医院', { regionCode: '330112' }))).id as string
  const contact = (await rep.create('contact', { account: id, name: '脱敏人', mobile: '13812341234' })).id as string
  assert.equal((await rep.get<{ mobile: string }>('contact', contact)).mobile, '138****1234')
  await assert.rejects(
    rep.write((unit) => reveal(unit, 'contact', contact, { field: 'mobile', purpose: ' ' })),
    refusal('input.invalid'),
  )
  const shown = await rep.write((unit) => reveal(unit, 'contact', contact, { field: 'mobile', purpose: '预约拜访' }))
  assert.equal(shown.value, '13812341234')
  await assert.rejects(
    other.write((unit) => reveal(unit, 'contact', contact, { field: 'mobile', purpose: '好奇' })),
    refusal('record.notFound'),
  )
  await assert.rejects(
    steward.write((unit) => reveal(unit, 'contact', contact, { field: 'mobile', purpose: '好奇' })),
    refusal('access.denied'),
  )
  const looks = await w.tenant.db.query<{ actor_id: string; changes: unknown }>(
    sql`select actor_id, changes from ${at(w.tenant, 'audit')} where record_id = ${contact} and verb = 'reveal'`,
  )
  assert.deepEqual(looks, [{ actor_id: rep.id, changes: { field: 'mobile', purpose: '预约拜访' } }])
})

test('C7 a merge follows references in administrators’ fields too', async () => {
  const admin = await w.hire('管理员', { roles: ['admin'] })
  await admin.create('customField', {
    object: 'account',
    name: 'x_supplier',
    labelZh: '主配送商',
    type: 'ref',
    target: 'account',
  })
  const a = (await rep.create('account', hospital('配送甲', { regionCode: '330113' }))).id as string
  const b = (await rep.create('account', hospital('配送乙', { regionCode: '330113' }))).id as string
  const user = (await rep.create('account', hospital('用户院', { regionCode: '330113', x_supplier: b }))).id as string
  const held = async () =>
    (
      await w.tenant.db.query<{ v: string }>(
        sql`select custom->>${raw("'x_supplier'")} as v from ${at(w.tenant, 'account')} where id = ${user}`,
      )
    )[0]!.v
  const { merge: log } = await steward.write((unit) => merge(unit, 'account', a, { loser: b }))
  assert.equal(await held(), a)
  await steward.write((unit) => unmerge(unit, 'account', a, { merge: log }))
  assert.equal(await held(), b)
})
