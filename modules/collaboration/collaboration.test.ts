import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sendDueMail } from '#kernel/events/mail/index.ts'
import { PostOffice } from '#testing/postOffice.ts'
import { type Client, type TestHouse, testHouse } from '#testing/server.ts'

let house: TestHouse
let admin: Client
let rep: Client
let other: Client
let account: string
const post = new PostOffice()

before(async () => {
  await post.open()
  house = await testHouse()
  admin = await house.person('chief', { roles: ['admin'] })
  rep = await house.person('rep1', { roles: ['rep'] })
  other = await house.person('rep2', { roles: ['rep'] })
  const values = { name: '仁济示例医院', accountRoles: ['hospital'], regionCode: '110101', source: 'other' }
  account = (await rep.post('/accounts', values)).json.id
})
after(async () => {
  await house.stop()
  await post.close()
})

test('P14 over HTTP: forms are listed, a paper is a PDF under the reader’s rights, a preview is the administrator’s', async () => {
  const forms = await rep.get('/prints?object=account')
  assert.deepEqual(
    forms.json.data.map((f: { name: string; formats: string[] }) => [f.name, f.formats]),
    [['statement', ['pdf', 'docx']]],
  )
  assert.deepEqual((await rep.get('/prints?object=contact')).json.data, [])
  assert.equal((await rep.get('/prints?object=nothing')).status, 400)
  const paper = await rep.get(`/accounts/${account}/print?template=statement`)
  assert.equal(paper.status, 200, paper.text.slice(0, 200))
  assert.equal(paper.headers.get('content-type'), 'application/pdf')
  assert.match(
    paper.headers.get('content-disposition')!,
    /^inline; filename=.*filename\*=UTF-8''%E5%AF%B9%E8%B4%A6%E5%8D%95-KH/,
  )
  assert.equal(paper.headers.get('cache-control'), 'no-store')
  assert.match(paper.headers.get('content-security-policy')!, /default-src 'none'/)
  assert.equal((await other.get(`/accounts/${account}/print?template=statement`)).status, 404)
  assert.equal((await house.client().get(`/accounts/${account}/print`)).status, 401)
  const body = { object: 'account', layout: '# {{name}}', language: 'zh' }
  assert.equal((await rep.post('/prints/preview', body)).status, 403)
  assert.equal((await admin.post('/prints/preview', body)).headers.get('content-type'), 'application/pdf')
  const bad = await admin.post('/prints/preview', { ...body, layout: '好\n[grid\n[table 坏]' })
  assert.equal(bad.status, 422)
  assert.match(bad.json.fields[0].message.zh, /^第 3 行/)
})

test('P3 over HTTP: an administrator sets server and rule, an event becomes a mail, and its delivery is on record', async () => {
  for (const client of [rep, house.client()])
    assert.ok([401, 403].includes((await client.get('/mail-settings')).status))
  const server = {
    host: '127.0.0.1',
    port: post.port,
    security: 'none',
    from: 'crm@example.cn',
    user: 'u',
    password: '对的',
  }
  const saved = await admin.send('PUT', '/api/v1/mail-settings', server)
  assert.deepEqual([saved.status, saved.json.hasPassword, saved.json.password], [200, true, undefined])
  const kinds = await rep.get('/message-kinds')
  assert.ok(kinds.json.data.some((k: { kind: string }) => k.kind === 'account.memberAdded'))
  const rule = { kind: 'account.memberAdded', mail: true, digest: 'immediate' }
  assert.equal((await rep.post('/notification-rules', rule)).status, 403)
  assert.equal((await admin.post('/notification-rules', rule)).status, 201)
  assert.equal((await admin.post('/notification-rules', rule)).status, 422)
  const file = (await admin.get(`/employees/${other.employee}`)).json
  await admin.patch(`/employees/${other.employee}`, { email: 'rep2@example.cn' }, file.version)
  const added = await rep.post(`/accounts/${account}/addMember`, { employee: other.employee, level: 'read' })
  assert.equal(added.status, 200, added.text)
  // The outbox is read beside the requests, and the minute's own job may be the one that sends.
  let rows: { id: string; state: string }[] = []
  for (let i = 0; i < 500 && rows[0]?.state !== 'sent'; i++) {
    await sendDueMail(house.server.opened.tenants[0]!)
    await new Promise((done) => setTimeout(done, 20))
    rows = (await admin.get('/mail-deliveries')).json.data
  }
  assert.equal(post.inbox.length, 1)
  const [letter] = post.inbox
  assert.equal(letter!.to, 'rep2@example.cn')
  assert.equal(letter!.headers.subject, 'rep1 邀请您加入客户团队')
  assert.ok(letter!.text.includes(`/o/accounts/${account}`))
  assert.deepEqual(post.logins, ['u:对的'])
  const shown = (await admin.get(`/mail-deliveries/${rows[0]!.id}`)).json
  assert.deepEqual([shown.state, shown.attempts, shown.content], ['sent', 1, undefined])
  assert.ok(!shown.address.includes('rep2@'), 'the address is masked, for administrators too')
  assert.equal((await rep.get('/mail-deliveries')).status, 403)
})
