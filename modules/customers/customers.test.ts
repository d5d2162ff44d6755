import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addMember } from '#kernel/commands/builtin/index.ts'
import { Problem } from '#kernel/errors.ts'
import { tellNotice } from '#kernel/events/notices.ts'
import { EVENT_COLUMNS, type OutboxEvent } from '#kernel/events/outbox.ts'
import { metaOf } from '#kernel/http/meta.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { account } from './account/account.object.ts'
import { ACCOUNT_ROLES } from './account/roles.ts'
import { rollUp } from './account/rollUp.sql.ts'
import { freeze, setClass, unfreeze, verifyAddress } from './account/verbs.ts'
import { comment } from './contactRecord/comment.ts'
import { notices } from './notices.ts'
import { TODOS } from './todos.ui.ts'

let w: World
let rep: Person
let manager: Person
let colleague: Person
let stranger: Person

const problemOf = (field: string, code: string) => (error: unknown) =>
  error instanceof Problem && error.fields.some((f) => f.field === field && f.code === code)

before(async () => {
  w = await world({ now: '2026-06-15T02:00:00Z' })
  const east = await w.department('华东')
  const south = await w.department('华南')
  manager = await w.hire('经理', { roles: ['manager'], department: east })
  rep = await w.hire('代表', { roles: ['rep'], department: east, manager: manager.id })
  colleague = await w.hire('同事', { roles: ['rep'], department: east })
  stranger = await w.hire('外区经理', { roles: ['manager'], department: south })
})
after(() => w.close())

const make = async (name: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await rep.create('account', { name, accountRoles: ['hospital'], regionCode: '330106', ...more })).id as string

/** The filter of a to-do of the home page, as this reader's page gets it. */
const filterOf = async (who: Person, key: string) => {
  const todo = TODOS.find((t) => t.key === key)!
  const meta = await who.do(async (caller) => metaOf(caller))
  return todo.where(meta.objects.find((o) => o.name === todo.object)!)
}

const events = async (topic: string, id: string) =>
  w.tenant.db.query<OutboxEvent>(
    sql`select ${EVENT_COLUMNS} from ${at(w.tenant, 'outbox')} e where topic = ${topic} and record_id = ${id}`,
  )

test('C1 the roles are those of the trade, and each has fields of its own', () => {
  assert.deepEqual(
    ACCOUNT_ROLES.map((r) => r.value),
    'hospital clinic pharmacyChain pharmacyStore distributorT1 distributorT2 agent cdc vaccinationUnit patient publicInterest supplier competitor'.split(
      ' ',
    ),
  )
  const conditions = JSON.stringify(Object.values(account.fields).map((f) => f.visibleWhen ?? null))
  for (const { value } of ACCOUNT_ROLES) assert.ok(conditions.includes(`"${value}"`), value)
})

test('C1 one account is hospital and vaccination unit at once; a field of no role of it is refused', async () => {
  const id = await make('双重角色医院', {
    accountRoles: ['hospital', 'vaccinationUnit'],
    beds: 300,
    coldStorage: '两台冷库',
  })
  assert.equal((await rep.get<{ beds: number }>('account', id)).beds, 300)
  await assert.rejects(
    make('药店有床', { accountRoles: ['pharmacyStore'], beds: 3 }),
    problemOf('beds', 'field.notApplicable'),
  )
  await assert.rejects(make('无角色', { accountRoles: [] }), problemOf('accountRoles', 'field.required'))
})

test('C1 credit codes: real ones pass, a wrong check character is marked, an impossible one refused', async () => {
  await assert.rejects(make('短码医院', { uscc: '1233' }), problemOf('uscc', 'uscc.length'))
  await assert.rejects(make('怪码医院', { uscc: '12330106MA0000I02S' }), problemOf('uscc', 'uscc.alphabet'))
  const id = await make('校验医院', { uscc: '91350100M000100Y44' })
  const row = await rep.get<{ uscc: string; usccSuspect: boolean | null }>('account', id)
  // the check character of 91350100M000100Y4 is 3 by GB 32100's own example
  assert.equal(row.uscc, '91350100M000100Y44')
  assert.equal(row.usccSuspect, true)
  const example = await make('标准示例', { uscc: '91350100m000100y43' })
  assert.deepEqual(((r) => [r.uscc, r.usccSuspect])(await rep.get<Record<string, unknown>>('account', example)), [
    '91350100M000100Y43',
    null,
  ])
})

test('C7 the same credit code, licence or phone blocks; accepting suspected doubles does not help', async () => {
  await make('原医院', { uscc: '12330106471000001A', licenseNo: 'PDY 70001-633010611A1001', phone: '0571-87780000' })
  for (const twin of [
    { uscc: '12330106471000001a' },
    { licenseNo: '第PDY70001－633010611A1001号' },
    { phone: '(0571) 8778 0000' },
  ])
    await assert.rejects(
      rep.create(
        'account',
        { name: `另一家${JSON.stringify(twin)}`, accountRoles: ['hospital'], regionCode: '440106', ...twin },
        { accept: 'suspected' },
      ),
      (error: unknown) => {
        assert.ok(error instanceof Problem)
        assert.equal(error.code, 'duplicate.blocked')
        return true
      },
    )
})

test('C7 the same name in the city is suspected whatever its spelling, and may be accepted', async () => {
  await make('拱墅区第3人民医院')
  const twin = { name: '拱墅区第三人民医院', accountRoles: ['hospital'], regionCode: '330105' }
  await assert.rejects(rep.create('account', twin), refusal('duplicate.suspected'))
  await rep.create('account', { ...twin, regionCode: '320105' })
  assert.ok(await rep.create('account', twin, { accept: 'suspected' }))
})

test('C4 a source is always there and may be filtered by', async () => {
  const id = await make('来源医院', { source: '展会', campaign: '春季药交会' })
  const [row] = await rep.list<{ id: string; source: string }>('account', { where: { campaign: { eq: '春季药交会' } } })
  assert.deepEqual([row!.id, row!.source], [id, 'exhibition'])
  assert.equal((await rep.get<{ source: string }>('account', await make('默认来源'))).source, 'other')
})

test('C6 one person at several accounts with role and dates; the influence map; identity numbers are checked', async () => {
  const a = await make('任职甲院', { regionCode: '330102' })
  const b = await make('任职乙院', { regionCode: '330103' })
  const person = (
    await rep.create('contact', { account: a, name: '多点执业', roles: ['purchasing'], idNo: '11010519491231002x' })
  ).id as string
  const boss = (await rep.create('contact', { account: a, name: '院长' })).id as string
  const post = { account: b, contact: person, position: '顾问', role: 'clinical', from: '2025-01-01' }
  await assert.rejects(rep.create('affiliation', { ...post, to: '2024-01-01' }), problemOf('to', 'date.order'))
  await rep.create('affiliation', { ...post, to: '2026-12-31', influence: 4 })
  const posts = await rep.list<{ account: { label: string } }>('affiliation', { where: { contact: { eq: person } } })
  assert.deepEqual(
    posts.map((p) => p.account.label),
    ['任职乙院'],
  )
  await rep.create('contactRelation', { account: a, from: person, kind: 'reportsTo', to: boss })
  await assert.rejects(
    rep.create('contactRelation', { account: a, from: boss, kind: 'reportsTo', to: boss }),
    problemOf('to', 'relation.self'),
  )
  // GB 11643's own example: 11010519491231002X, a woman born on the last day of 1949
  const row = await rep.get<Record<string, unknown>>('contact', person)
  assert.deepEqual([row.birthday, row.sex, row.idNo], ['1949-12-31', 'female', '110***********2X'])
  await assert.rejects(
    rep.create('contact', { account: a, name: '假证', roles: ['pickUp'], idNo: '110105194912310021' }),
    problemOf('idNo', 'idCard.checkDigit'),
  )
  await assert.rejects(colleague.create('contact', { account: a, name: '偷加' }), problemOf('account', 'ref.notFound'))
})

test('C5 contact records keep the account’s last and next contact; the to-dos are what they say', async () => {
  const id = await make('待办医院', { regionCode: '330104' })
  const state = async () => {
    const r = await rep.get<{ lastContactAt: string | null; nextContactAt: string | null; version: number }>(
      'account',
      id,
    )
    return [r.lastContactAt?.slice(0, 10) ?? null, r.nextContactAt, r.version]
  }
  const todo = async (key: string) => {
    const t = TODOS.find((x) => x.key === key)!
    const where = await filterOf(rep, key)
    return (await rep.list<{ id: string }>(t.object, { where, sort: t.sort! })).some((r) => r.id === id)
  }
  assert.deepEqual(await state(), [null, null, 1])
  assert.ok(await todo('neverContacted'))
  const write = (followedAt: string, nextContactAt: string | null) =>
    rep.create('contactRecord', { account: id, followedAt, nextContactAt, description: '谈话' })
  await write('2026-06-10T03:00:00Z', '2026-06-15')
  assert.deepEqual(await state(), ['2026-06-10', '2026-06-15', 1])
  assert.ok(await todo('contactToday'))
  // an older record that is entered late changes nothing
  await write('2026-06-01T03:00:00Z', '2026-06-05')
  assert.deepEqual(await state(), ['2026-06-10', '2026-06-15', 1])
  w.now = new Date('2026-06-17T02:00:00Z')
  assert.deepEqual([await todo('contactToday'), await todo('contactOverdue')], [false, true])
  const last = await write('2026-06-17T01:00:00Z', null)
  assert.deepEqual(await state(), ['2026-06-17', null, 1])
  assert.equal(await todo('contactOverdue'), false)
  await rep.update('contactRecord', last.id as string, { nextContactAt: '2026-06-20' })
  assert.deepEqual(await state(), ['2026-06-17', '2026-06-20', 1])
  assert.ok(await todo('contactWeek'))
  await rep.remove('contactRecord', last.id as string)
  assert.deepEqual(await state(), ['2026-06-10', '2026-06-15', 1])
  w.now = new Date('2026-06-15T02:00:00Z')
  await assert.rejects(write('2026-06-16T02:00:00Z', null), problemOf('followedAt', 'contactRecord.future'))
})

test('F8 a manager comments on a contact record and its writer hears of it; others may not', async () => {
  const id = await make('批注医院', { regionCode: '330108' })
  await rep.write((unit) => addMember(unit, 'account', id, { employee: colleague.id, level: 'read' }))
  const record = (
    await rep.create('contactRecord', { account: id, description: '谈了价格', mentions: [colleague.id, rep.id] })
  ).id as string
  const [mentioned] = await events('contactRecord.mentioned', record)
  assert.deepEqual(mentioned!.payload.to, [colleague.id])
  const letters = async (who: Person) =>
    (await who.list<{ kind: string; title: string; link: string }>('notification')).filter((n) =>
      n.link.includes(record),
    )
  const tell = (event: OutboxEvent | undefined) =>
    w.asSystem((u) => tellNotice(u, notices.find((n) => n.topic === event!.topic)!, event!))
  await tell(mentioned)
  const [letter] = await letters(colleague)
  assert.deepEqual([letter!.title, letter!.link], ['代表 在联系记录中提到了您', `/o/accounts/${id}?record=${record}`])
  await assert.rejects(rep.run(comment, record, { comment: '自己批自己' }), refusal('access.denied'))
  await assert.rejects(stranger.run(comment, record, { comment: '外区' }), refusal('record.notFound'))
  await manager.run(comment, record, { comment: '价格先报我', mentions: [colleague.id] })
  const row = await rep.get<{ managerComment: string; commentedBy: { label: string } }>('contactRecord', record)
  assert.deepEqual([row.managerComment, row.commentedBy.label], ['价格先报我', '经理'])
  const [told] = await events('contactRecord.commented', record)
  assert.deepEqual(new Set(await tell(told)), new Set([rep.id, colleague.id]))
  assert.equal((await rep.list('contactRecord', { where: await filterOf(rep, 'commented') })).length, 1)
  await assert.rejects(rep.update('contactRecord', record, { managerComment: '改掉' }), refusal('input.invalid'))
})

test('C1 freeze and thaw with a reason; classes by hand expire; an address is verified once and doubted when it moves', async () => {
  const id = await make('动词医院', { regionCode: '330110', address: '文一西路1号', lng: '120.1', lat: '30.2' })
  await assert.rejects(rep.run(freeze, id, { reason: '欠款' }), refusal('access.denied'))
  await manager.run(freeze, id, { reason: '欠款' })
  assert.deepEqual(((r) => [r.state, r.freezeReason])(await rep.get<Record<string, unknown>>('account', id)), [
    'frozen',
    '欠款',
  ])
  await assert.rejects(manager.run(freeze, id, { reason: '再冻' }), refusal('state.notAllowed'))
  await manager.run(unfreeze, id, { reason: '已付清' })
  await assert.rejects(
    manager.run(setClass, id, { class: 'A', reason: '战略客户', until: '2026-06-14' }),
    problemOf('until', 'date.past'),
  )
  await manager.run(setClass, id, { class: 'A', reason: '战略客户', until: '2026-12-31' })
  await rep.run(verifyAddress, id, {})
  const row = await rep.get<Record<string, unknown>>('account', id)
  assert.deepEqual([row.class, row.classUntil, row.addressVerified, row.state], ['A', '2026-12-31', true, 'active'])
  await rep.update('account', id, { address: '文一西路900号' })
  assert.equal((await rep.get<Record<string, unknown>>('account', id)).addressVerified, null)
})

test('C1 a chain adds up its stores, and only those the reader sees', async () => {
  const chain = await make('连锁总部', { accountRoles: ['pharmacyChain'], regionCode: '330102' })
  const store = (n: number, by: Person) =>
    by.create('account', {
      name: `连锁第${n}门店`,
      accountRoles: ['pharmacyStore'],
      regionCode: `33010${n}`,
      lifecycleStage: 'customer',
      ...(by === rep ? { parent: chain } : {}),
    })
  const mine = [await store(2, rep), await store(5, rep)]
  const theirs = await store(6, colleague)
  await w.asSystem(async (unit) => {
    await unit.tx.query(sql`update ${unit.table('account')} set parent_id = ${mine[0]!.id} where id = ${theirs.id}`)
  })
  await rep.create('contactRecord', { account: mine[1]!.id, description: '盘点' })
  const own = await rep.do((caller) => rollUp(caller, chain))
  assert.deepEqual([own.accounts, own.byStage, own.lastContactAt?.slice(0, 10)], [2, { customer: 2 }, '2026-06-15'])
  assert.equal((await manager.do((caller) => rollUp(caller, chain))).accounts, 3)
  await assert.rejects(
    stranger.do((caller) => rollUp(caller, chain)),
    refusal('record.notFound'),
  )
})
