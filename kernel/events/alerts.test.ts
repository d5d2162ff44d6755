import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { date, defineObject, type ModuleSpec, text } from '#kernel/declare/index.ts'
import { create } from '#kernel/records/create.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { settle } from '#testing/settle.ts'
import { trial } from '#testing/trial.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { alert, alertTask, runAlerts } from './alerts.ts'
import { notice, noticeDispatcher } from './notices.ts'

const zh = (name: string) => ({ zh: name, en: `en ${name}` })
const paper = defineObject({
  name: 'paper',
  label: zh('证照'),
  owned: true,
  fields: { name: text(zh('名称'), { required: true }), endsOn: date(zh('到期日')) },
  access: { rep: { read: 'own', create: 'own', update: 'own' } },
})

interface Row {
  id: string
  name: string
  ends_on: string
  owner_id: string
}

/** Also told: people by name who may not see the paper. */
let alsoTo: string[] = []
const expiring = alert(
  { name: 'paper.expiring', label: zh('证照到期'), rests: 'paper.endsOn', tells: 'paper.name' },
  async (unit) => {
    const rows = await unit.tx.query<Row>(sql`select id, name, ends_on::text, owner_id from ${unit.table('paper')}
    where ends_on <= ${unit.today}::date + 30 and name <> '坏'`)
    return rows.map((r) => ({
      about: { object: 'paper', id: r.id },
      stage: `${r.ends_on}:${r.ends_on <= unit.today ? '0' : '30'}`,
      to: [r.owner_id, ...alsoTo, null],
      title: { zh: `${r.name}将到期`, en: `${r.name} ends soon` },
      body: { zh: '请续办', en: 'Renew it' },
    }))
  },
)
const failing = alert({ name: 'paper.failing', label: zh('坏的提醒'), rests: '', tells: '' }, async (unit) => {
  const bad = await unit.tx.query(sql`select 1 from ${unit.table('paper')} where name = '坏'`)
  if (bad.length) throw new Error('cannot look')
  return []
})
const renamed = notice({ topic: 'paper.renamed', label: zh('改名') }, (_unit, event) => ({
  to: [event.payload.to as string, event.actorId],
  title: { zh: '{by} 改了名', en: '{by} renamed it' },
  body: '随便写的',
}))

let w: World
let ann: Person
let ben: Person
before(async () => {
  const [organization, workspace, own] = trial(paper) as [ModuleSpec, ModuleSpec, ModuleSpec]
  const modules = [organization, workspace, { ...own, alerts: [failing, expiring], notices: [renamed] }]
  w = await world({ modules, now: '2026-06-15T00:00:00Z' })
  ann = await w.hire('安$&', { roles: ['rep'] })
  ben = await w.hire('本', { roles: ['rep'] })
})
after(() => w.close())

interface Letter {
  kind: string
  title: string
  titleEn: string
  body: string
  bodyEn: string | null
  link: string
}
const letters = (who: Person) => who.list<Letter>('notification', { sort: 'createdAt' })

test('P3 an alert tells each stage of a record once, and tells again when the next stage comes', async () => {
  const row = await ann.create('paper', { name: '许可证', endsOn: '2026-07-01' })
  await ann.create('paper', { name: '远期', endsOn: '2027-07-01' })
  assert.deepEqual(await runAlerts(w.tenant), { 'paper.failing': 0, 'paper.expiring': 1 })
  assert.deepEqual(await runAlerts(w.tenant), { 'paper.failing': 0, 'paper.expiring': 0 })
  const [first] = await letters(ann)
  assert.deepEqual(
    [first!.kind, first!.title, first!.titleEn, first!.body, first!.bodyEn, first!.link],
    ['paper.expiring', '许可证将到期', '许可证 ends soon', '请续办', 'Renew it', `/o/papers/${row.id}`],
  )
  w.now = new Date('2026-07-01T00:00:00Z')
  assert.equal((await runAlerts(w.tenant))['paper.expiring'], 1)
  // Renewed: it will end again, and that is told again.
  await ann.update('paper', row.id as string, { endsOn: '2026-07-20' })
  assert.equal((await runAlerts(w.tenant))['paper.expiring'], 1)
  assert.equal((await letters(ann)).length, 3)
})

test('P3 two servers that run the alerts at once tell each thing once', async () => {
  const before = (await letters(ann)).length
  for (let i = 0; i < 5; i++) await ann.create('paper', { name: `同时${i}`, endsOn: '2026-07-02' })
  const told = await Promise.all([runAlerts(w.tenant), runAlerts(w.tenant), runAlerts(w.tenant)])
  assert.equal(
    told.reduce((sum, t) => sum + t['paper.expiring']!, 0),
    5,
  )
  assert.equal((await letters(ann)).length - before, 5)
})

test('P3 #2 an alert about what somebody may not see does not reach him; told to nobody is not told', async () => {
  alsoTo = [ben.id]
  const row = await ann.create('paper', { name: '密件', endsOn: '2026-07-02' })
  await runAlerts(w.tenant)
  assert.deepEqual(await letters(ben), [])
  // Only somebody who may not see it: found again tomorrow, and told once he may.
  const other = await ann.create('paper', { name: '密件二', endsOn: '2026-07-02' })
  const set = (id: unknown, owner: string) =>
    w.asSystem((u) => u.tx.query(sql`update ${u.table('paper')} set owner_id = ${owner} where id = ${id}`))
  await set(other.id, w.tenant.id)
  assert.equal((await runAlerts(w.tenant))['paper.expiring'], 0)
  await set(other.id, ben.id)
  assert.equal((await runAlerts(w.tenant))['paper.expiring'], 1)
  assert.deepEqual(
    (await letters(ben)).map((l) => l.title),
    ['密件二将到期'],
  )
  assert.ok(row.id)
  alsoTo = []
})

test('P3 an alert that fails keeps no other back and is reported', async () => {
  const bad = await ann.create('paper', { name: '坏' })
  await ann.create('paper', { name: '好', endsOn: '2026-07-02' })
  await assert.rejects(runAlerts(w.tenant), /paper\.failing: cannot look/)
  assert.ok((await letters(ann)).some((l) => l.title === '好将到期'))
  await w.asSystem((u) => u.tx.query(sql`update ${u.table('paper')} set name = '修好' where id = ${bad.id}`))
})

test('P3 the alerts run at eight in the morning in Shanghai', () => {
  const [minute, hour, ...days] = alertTask.every!.split(' ')
  const at = new Date(Date.UTC(2026, 5, 15, Number(hour), Number(minute)))
  const there = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', timeStyle: 'short' }).format(at)
  assert.equal(there, '08:00')
  assert.deepEqual(days, ['*', '*', '*'])
})

test('P3 a notice tells an event to whom it names, not to who did it, with his name as it is', async () => {
  const dispatcher = noticeDispatcher(w.tenant)
  await dispatcher.prepare()
  const row = await ann.create('paper', { name: '文件', owner: undefined })
  await w.asSystem((u) =>
    u.tx.query(sql`insert into ${u.table('team_member')} (record_id, employee_id, object, level, added_by, added_at)
    values (${row.id}, ${ben.id}, 'paper', 'read', ${ann.id}, now())`),
  )
  const before = (await letters(ann)).length
  await ann.write(async (unit) => unit.emit('paper.renamed', { to: ben.id }, { object: 'paper', id: row.id as string }))
  await settle(w.tenant)
  while (await dispatcher.pass());
  const [letter] = (await letters(ben)).slice(-1)
  assert.deepEqual(
    [letter!.title, letter!.titleEn, letter!.body, letter!.bodyEn, letter!.link, letter!.kind],
    ['安$& 改了名', '安$& renamed it', '随便写的', null, `/o/papers/${row.id}`, 'paper.renamed'],
  )
  assert.equal((await letters(ann)).length, before)
})

async function right(field: string, to: 'hidden' | 'masked' | null): Promise<void> {
  const table = at(w.tenant, 'role_field_right')
  await w.tenant.db.fresh(sql`delete from ${table} where object = 'paper'`)
  if (to)
    await w.tenant.db.fresh(sql`insert into ${table} (role_id, object, field, "right")
      values (${await w.role('rep')}, 'paper', ${field}, ${to})`)
  await w.tenant.db.fresh(sql`update ${at(w.tenant, 'access_epoch')} set n = n + 1 where id = 1`)
}

test('P1 an alert says nothing of a field that its reader may not read, and is not told at all where it rests on one', async () => {
  alsoTo = []
  const last = async () => (await letters(ann)).at(-1)!
  await right('name', 'hidden')
  await ann.write((unit) => create(unit, 'paper', { name: '无名证', endsOn: '2026-07-02' }, { trusted: true }))
  await runAlerts(w.tenant)
  assert.deepEqual([(await last()).title, (await last()).body], ['证照到期', null])
  await right('endsOn', 'masked')
  const before = (await letters(ann)).length
  await ann.create('paper', { name: '密期证', endsOn: '2026-07-03' })
  await runAlerts(w.tenant)
  assert.equal((await letters(ann)).length, before)
  await right('endsOn', null)
  await runAlerts(w.tenant)
  assert.equal((await last()).title, '密期证将到期', 'told once he may read it')
})
