import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, afterEach, before, test } from 'node:test'
import { defineObject, type ModuleSpec, text } from '#kernel/declare/index.ts'
import { Problem } from '#kernel/errors.ts'
import { readMailSettings, saveMailSettings, sendDueMail, sendTestMail, vaultOf } from '#kernel/events/mail/index.ts'
import { notify } from '#kernel/events/notify.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { PostOffice } from '#testing/postOffice.ts'
import { type Person, type World, world } from '#testing/world.ts'

const zh = (name: string) => ({ zh: name, en: `en ${name}` })
const paper = defineObject({
  name: 'paper',
  label: zh('证照'),
  owned: true,
  fields: { name: text(zh('名称'), { required: true }) },
  access: { rep: { read: 'own', create: 'own', update: 'own' } },
})
const trial: ModuleSpec = {
  name: 'trial',
  label: zh('试'),
  objects: [paper],
  messages: [
    { kind: 'now', label: zh('立即'), mail: 'immediate' },
    { kind: 'later', label: zh('汇总'), mail: 'daily' },
    { kind: 'silent', label: zh('站内') },
  ],
}

let w: World
const post = new PostOffice()
let admin: Person
const people: Person[] = []
let serial = 0

/** Somebody with a mail box of his own. */
async function reader(more: { email?: string | null; roles?: string[] } = {}): Promise<Person & { email: string }> {
  const email = more.email === undefined ? `p${++serial}@example.cn` : more.email
  const person = await w.hire(`员工${serial}`, { roles: more.roles ?? ['rep'] })
  await w.asSystem((u) => u.tx.query(sql`update ${u.table('employee')} set email = ${email} where id = ${person.id}`))
  people.push(person)
  return Object.assign(person, { email: email ?? '' })
}

before(async () => {
  await post.open()
  w = await world({ also: [trial], now: '2026-06-15T02:00:00Z' })
  Object.assign(w.tenant, { vault: vaultOf('s'.repeat(40)), url: 'https://crm.example.cn/' })
  admin = await w.hire('管', { roles: ['admin'] })
  await admin.do((c) => saveMailSettings(c, settings()))
})
afterEach(() => {
  post.answer = () => undefined
  post.beforeAccepting = async () => {}
})
after(async () => {
  await w.close()
  await post.close()
})

const settings = (more: Record<string, unknown> = {}) => ({
  host: '127.0.0.1',
  port: post.port,
  security: 'none',
  from: 'crm@example.cn',
  fromName: '杏林',
  ...more,
})

interface Delivery {
  id: string
  state: string
  attempts: number
  lastError: string | null
  dueAt: string
  sentAt: string | null
  subject: string
}
const deliveries = (to: Person) =>
  w.asSystem((u) =>
    u.tx.query<Delivery>(sql`select id, state, attempts, last_error as "lastError", due_at as "dueAt", sent_at as "sentAt", subject
      from ${u.table('mail_delivery')} where to_id = ${to.id} order by id`),
  )
const lettersTo = (to: { email: string }) => post.inbox.filter((l) => l.to === to.email)
const tell = (to: Person, kind = 'now', title = '订单待审', more: object = {}) =>
  w.asSystem((unit) => notify(unit, [to.id], { kind, title: { zh: title, en: `en ${title}` }, ...more }))
const minutes = (n: number) => {
  w.now = new Date(w.now.getTime() + n * 60_000)
}

test('P3 a message of a mailed kind leaves by mail with its words and a link, once', async () => {
  const ann = await reader()
  await tell(ann, 'now', '订单 DD202606-00001 待审', { body: '金额 100 元 <b>', link: '/o/sales-orders/7?tab=a' })
  await tell(ann, 'silent')
  assert.equal(await sendDueMail(w.tenant), 1)
  assert.equal(await sendDueMail(w.tenant), 0)
  const [letter, ...others] = lettersTo(ann)
  assert.equal(others.length, 0)
  assert.equal(letter!.headers.subject, '订单 DD202606-00001 待审')
  assert.match(letter!.headers.from!, /杏林.*<crm@example\.cn>/)
  assert.equal(letter!.headers['auto-submitted'], 'auto-generated')
  assert.match(letter!.text, /金额 100 元 <b>\nhttps:\/\/crm\.example\.cn\/o\/sales-orders\/7\?tab=a/)
  assert.match(letter!.headers['content-type']!, /multipart\/alternative/)
  const [row, none] = await deliveries(ann)
  assert.deepEqual([row!.state, row!.attempts, row!.sentAt !== null, none], ['sent', 1, true, undefined])
  assert.equal((await ann.list('notification')).length, 2)
})

test('P3 what is undone is not mailed', async () => {
  const ann = await reader()
  const undone = w.asSystem(async (unit) => {
    await notify(unit, [ann.id], { kind: 'now', title: zh('撤回的') })
    throw new Error('undo')
  })
  await assert.rejects(undone)
  assert.equal(await sendDueMail(w.tenant), 0)
  assert.deepEqual(await deliveries(ann), [])
})

test('P3 a reader gets his mail in his own language', async () => {
  const ann = await reader()
  await w.asSystem((u) => u.tx.query(sql`update ${u.table('employee')} set user_id = 'u1' where id = ${ann.id}`))
  const no = async () => assert.fail()
  const locales = async () => new Map([['u1', 'en' as const]])
  w.tenant.logins = { open: no, setActive: no, resetLink: no, endSecondFactor: no, confirm: no, locales }
  await tell(ann, 'now', '待审')
  await sendDueMail(w.tenant)
  w.tenant.logins = undefined
  const [letter] = lettersTo(ann)
  assert.equal(letter!.headers.subject, 'en 待审')
  assert.match(letter!.text, /please do not reply/)
})

test('P3 a mail put off by the server (4xx) is tried again later, with the same Message-ID, until it is taken', async () => {
  const ann = await reader()
  await tell(ann)
  post.answer = () => 451
  assert.equal(await sendDueMail(w.tenant), 0)
  const [waiting] = await deliveries(ann)
  assert.deepEqual([waiting!.state, waiting!.attempts], ['failed', 1])
  assert.match(waiting!.lastError!, /no mailbox \*\*\* here/)
  assert.equal(await sendDueMail(w.tenant), 0)
  assert.equal((await deliveries(ann))[0]!.attempts, 1, 'not before its time')
  minutes(1)
  assert.equal(await sendDueMail(w.tenant), 0)
  post.answer = () => undefined
  minutes(5)
  assert.equal(await sendDueMail(w.tenant), 1)
  const [row] = await deliveries(ann)
  assert.deepEqual([row!.state, row!.attempts, row!.lastError], ['sent', 3, null])
  assert.equal(lettersTo(ann)[0]!.headers['message-id'], `<${row!.id}@example.cn>`)
})

test('P3 a mail that is refused for good (5xx) is dead at once; an administrator sends it again', async () => {
  const ann = await reader()
  await tell(ann)
  post.answer = () => 550
  await sendDueMail(w.tenant)
  const [row] = await deliveries(ann)
  assert.deepEqual([row!.state, row!.attempts], ['dead', 1])
  minutes(24 * 60)
  assert.equal(await sendDueMail(w.tenant), 0)
  post.answer = () => undefined
  const retry = w.tenant.registry.commands.get('mailDelivery.retry')!
  await assert.rejects(ann.run(retry, row!.id), (e) => e instanceof Problem && e.status === 403)
  await admin.run(retry, row!.id)
  assert.equal(await sendDueMail(w.tenant), 1)
  assert.equal((await deliveries(ann))[0]!.state, 'sent')
})

test('P3 a mail server that stays away is tried for a day, then the mail waits for a person', async () => {
  const ann = await reader()
  await tell(ann)
  post.answer = () => 421
  for (let i = 0; i < 10; i++) {
    await sendDueMail(w.tenant)
    minutes(24 * 60)
  }
  const [row] = await deliveries(ann)
  assert.deepEqual([row!.state, row!.attempts], ['dead', 7])
})

test('P3 in quiet hours (over midnight too) a mail waits until they end', async () => {
  const ann = await reader()
  await ann.create('notificationPreference', { quietFrom: '21:30', quietTo: '07:15' })
  // 23:00 in Shanghai.
  w.now = new Date('2026-07-01T15:00:00Z')
  await tell(ann)
  assert.equal((await ann.list('notification')).length, 1, 'in the product it is there at once')
  assert.equal(await sendDueMail(w.tenant), 0)
  w.now = new Date('2026-07-01T23:14:00Z')
  assert.equal(await sendDueMail(w.tenant), 0)
  w.now = new Date('2026-07-01T23:15:00Z')
  assert.equal(await sendDueMail(w.tenant), 1)
  await tell(ann)
  assert.equal(await sendDueMail(w.tenant), 1, 'outside of them it leaves at once')
  await assert.rejects(ann.create('notificationPreference', { quietFrom: '25:00' }), { status: 422 })
})

test('P3 what is gathered is one mail at the hour the reader wants', async () => {
  const ann = await reader()
  await ann.create('notificationPreference', { digestHour: 18 })
  w.now = new Date('2026-07-02T01:00:00Z')
  for (const n of [1, 2, 3]) await tell(ann, 'later', `第${n}件`, { link: `/o/papers/${n}` })
  w.now = new Date('2026-07-02T09:59:00Z')
  assert.equal(await sendDueMail(w.tenant), 0)
  w.now = new Date('2026-07-02T10:00:00Z')
  assert.equal(await sendDueMail(w.tenant), 1)
  const [letter, second] = lettersTo(ann)
  assert.equal(second, undefined)
  assert.match(letter!.headers.subject!, /^您有 3 条消息/)
  for (const n of [1, 2, 3])
    assert.match(letter!.text, new RegExp(`第${n}件\\nhttps://crm\\.example\\.cn/o/papers/${n}`))
  assert.deepEqual(
    (await deliveries(ann)).map((d) => d.state),
    ['sent', 'sent', 'sent'],
  )
})

test('P3 #2 nobody gets a mail about what he may not see, nor once he may no longer see it', async () => {
  const [ann, ben] = [await reader(), await reader()]
  const row = await ann.create('paper', { name: '机密配方' })
  const about = { object: 'paper', id: row.id as string }
  const told = await w.asSystem((unit) =>
    notify(unit, [ann.id, ben.id], { kind: 'later', title: zh('机密配方到期'), about }),
  )
  assert.deepEqual(told, [ann.id])
  assert.deepEqual(await deliveries(ben), [])
  await w.asSystem((u) => u.tx.query(sql`update ${u.table('paper')} set owner_id = ${ben.id}`))
  minutes(24 * 60)
  assert.equal(await sendDueMail(w.tenant), 0)
  assert.deepEqual(lettersTo(ann), [])
  const [kept] = await deliveries(ann)
  assert.deepEqual([kept!.state, kept!.lastError], ['suppressed', '收件人已无权查看该记录'])
})

test('P3 without a usable address, or after leaving, nothing is sent and the reason is there', async () => {
  const bad = [await reader({ email: null }), await reader({ email: 'a@b.cn, victim@x.cn' })]
  const gone = await reader()
  for (const person of [...bad, gone]) await tell(person)
  await w.asSystem((u) => u.tx.query(sql`update ${u.table('employee')} set state = 'left' where id = ${gone.id}`))
  const before = post.inbox.length
  assert.equal(await sendDueMail(w.tenant), 0)
  assert.equal(post.inbox.length, before)
  for (const person of bad) assert.equal((await deliveries(person))[0]!.lastError, '收件人没有可用的邮箱')
  assert.equal((await deliveries(gone))[0]!.lastError, '收件人已离职')
})

test('P3 words of a message never become headers or markup of the mail', async () => {
  const ann = await reader()
  await tell(ann, 'now', '标题\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>', {
    link: '//evil.example/x',
  })
  await sendDueMail(w.tenant)
  const [letter] = lettersTo(ann)
  assert.equal(letter!.headers.bcc, undefined)
  assert.equal(letter!.to, ann.email)
  assert.match(letter!.headers.subject!, /Bcc: victim/)
  const html = letter!.raw.slice(letter!.raw.indexOf('text/html')).replace(/=\r\n/g, '')
  const body = /base64/.test(html.slice(0, 200)) ? Buffer.from(html.split('\r\n\r\n')[1]!, 'base64').toString() : html
  assert.doesNotMatch(body, /<script>/)
  assert.match(body, /&lt;script&gt;/)
  assert.doesNotMatch(letter!.raw, /evil\.example/)
})

test('P3 an administrator sets a kind otherwise than it ships; a reader takes away from it, not more', async () => {
  const [ann, boss] = [await reader(), await reader({ roles: ['director'] })]
  const director = await w.role('director')
  await assert.rejects(ann.create('notificationRule', { kind: 'now' }), { status: 403 })
  const rule = await admin.create('notificationRule', {
    kind: 'silent',
    mail: true,
    inApp: false,
    extraRoles: [director],
  })
  await tell(ann, 'silent')
  assert.equal(await sendDueMail(w.tenant), 2)
  assert.equal(lettersTo(boss).length, 1)
  assert.deepEqual(await ann.list('notification'), [])
  const own = await ann.create('notificationPreference', {
    kinds: { silent: { mail: 'off' }, later: { inApp: false } },
  })
  await tell(ann, 'silent')
  assert.equal((await deliveries(ann)).length, 1)
  await ann.update('notificationPreference', own.id as string, { kinds: { silent: { mail: 'immediate' } } })
  await admin.update('notificationRule', rule.id as string, { mail: false, inApp: true, extraRoles: [] })
  await tell(ann, 'silent')
  assert.equal((await deliveries(ann)).length, 1, 'the rule says no mail')
  await admin.update('notificationRule', rule.id as string, { enabled: false })
  assert.deepEqual(await tell(ann, 'silent'), [])
  await assert.rejects(ann.update('notificationPreference', own.id as string, { kinds: { silent: { sms: true } } }), {
    status: 422,
  })
  await assert.rejects(ann.create('notificationPreference', {}), {
    code: 'rule.notification_preference_one_per_person',
  })
  minutes(1)
  await sendDueMail(w.tenant)
})

test('P3 the password of the mail server is sealed, never shown, and not sent to another server', async () => {
  const set = (more: Record<string, unknown>) => admin.do((c) => saveMailSettings(c, settings(more)))
  const view = await set({ user: 'crm', password: '对的' })
  assert.deepEqual([view.hasPassword, 'password' in view, JSON.stringify(view).includes('对的')], [true, false, false])
  const everything = async () =>
    JSON.stringify([
      await w.tenant.db.query(sql`select value from ${at(w.tenant, 'setting')}`),
      await w.tenant.db.query(sql`select changes from ${at(w.tenant, 'audit')} where verb = 'mailSettings'`),
    ])
  assert.ok(!(await everything()).includes('对的'))
  post.logins = []
  await w.asSystem((u) =>
    u.tx.query(sql`update ${u.table('employee')} set email = 'admin@example.cn' where id = ${admin.id}`),
  )
  await admin.do(sendTestMail)
  assert.deepEqual(post.logins, ['crm:对的'])
  assert.equal((await set({ user: 'crm' })).hasPassword, true, 'kept for the same server')
  assert.equal((await set({ user: 'crm', host: 'localhost' })).hasPassword, false)
  // A wrong password is the server's matter: the mail waits.
  await set({ user: 'crm', password: '错的' })
  const ann = await reader()
  await tell(ann)
  await sendDueMail(w.tenant)
  assert.equal((await deliveries(ann))[0]!.state, 'failed')
  await assert.rejects(admin.do(sendTestMail), { code: 'mail.failed' })
  await set({})
  minutes(1)
  assert.equal(await sendDueMail(w.tenant), 1)
  await assert.rejects(ann.do(readMailSettings), { status: 403 })
  await assert.rejects(set({ host: 'a b' }), { status: 422 })
  await assert.rejects(set({ from: 'a@b.cn>\r\nBcc: c@d.cn' }), { status: 422 })
  const sealed = vaultOf('a'.repeat(40)).seal('x')
  assert.throws(() => vaultOf('b'.repeat(40)).open(sealed))
})

test('P3 two servers that look for mail at once send each once', async () => {
  const readers = await Promise.all(Array.from({ length: 12 }, () => reader()))
  for (const r of readers) await tell(r)
  const sent = await Promise.all([sendDueMail(w.tenant), sendDueMail(w.tenant), sendDueMail(w.tenant)])
  assert.equal(
    sent.reduce((a, b) => a + b),
    12,
  )
  for (const r of readers) assert.equal(lettersTo(r).length, 1)
})

/** A server process that sends one mail and never comes to noting it. */
const VICTIM = `
import { sendDueMail } from '#kernel/events/mail/index.ts'
import { Database } from '#kernel/store/database.ts'
import { silentLog } from '#kernel/tenant.ts'
import { registry } from '#testing/trial.ts'
const { url, id, schema, now } = JSON.parse(process.env.VICTIM)
const tenant = { id, schema, name: 't', label: 't', registry: registry(), db: new Database({ url, max: 3 }), clock: () => new Date(now), log: silentLog, folder: '/nowhere' }
await sendDueMail(tenant)
`

test('P3 killed between the server’s yes and its own note: sent again under the same Message-ID, never lost', async () => {
  const ann = await reader()
  await tell(ann, 'now', '被杀')
  const release = Promise.withResolvers<void>()
  const accepted = Promise.withResolvers<void>()
  // Holds the row so that the process cannot note what it sent.
  post.beforeAccepting = () =>
    new Promise((ready) => {
      void w.asSystem(async (unit) => {
        await unit.tx.query(sql`select 1 from ${unit.table('mail_delivery')} where to_id = ${ann.id} for update`)
        ready()
        accepted.resolve()
        await release.promise
      })
    })
  const { url } = w.tenant.db
  const victim = JSON.stringify({ url, id: w.tenant.id, schema: w.tenant.schema, now: w.now.toISOString() })
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', VICTIM], {
    cwd: new URL('../../..', import.meta.url).pathname,
    env: {
      ...process.env,
      VICTIM: victim,
      XINGLIN_SMTP_URL: `smtp://127.0.0.1:${post.port}?tls=none`,
      XINGLIN_MAIL_FROM: 'crm@example.cn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await accepted.promise
  child.kill('SIGKILL')
  await once(child, 'exit')
  release.resolve()
  post.beforeAccepting = async () => {}
  assert.equal((await deliveries(ann))[0]!.state, 'queued')
  assert.equal(await sendDueMail(w.tenant), 0, 'it is still the killed one’s')
  minutes(6)
  assert.equal(await sendDueMail(w.tenant), 1)
  const ids = lettersTo(ann).map((l) => l.headers['message-id'])
  assert.deepEqual([ids.length, new Set(ids).size], [2, 1])
  assert.equal((await deliveries(ann))[0]!.state, 'sent')
})
