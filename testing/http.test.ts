// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an attack may look like a template
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Client, type TestHouse, testHouse } from './server.ts'

let house: TestHouse
let admin: Client
let rep: Client
let other: Client

const hospital = (name: string, more = {}) => ({
  name,
  accountRoles: ['hospital'],
  regionCode: '110101',
  source: 'other',
  ...more,
})

before(async () => {
  house = await testHouse()
  admin = await house.person('chief', { roles: ['admin'] })
  rep = await house.person('rep1', { roles: ['rep'] })
  other = await house.person('rep2', { roles: ['rep'] })
})
after(() => house.stop())

const made = async (client: Client, name: string): Promise<{ id: string; version: number }> => {
  const reply = await client.post('/accounts', hospital(name))
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}

test('bar #30 lost update: 100 writers of one stale version, one wins and 99 are told', async () => {
  const { id, version } = await made(rep, '一百人同改医院')
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, i) => rep.patch(`/accounts/${id}`, { note: `第${i}人` }, version)),
  )
  const counts = Map.groupBy(replies, (r) => r.status)
  assert.equal(counts.get(200)?.length, 1)
  assert.equal(counts.get(409)?.length, 99)
  for (const r of counts.get(409)!) assert.equal(r.json.code, 'version.stale')
  const now = await rep.get(`/accounts/${id}`)
  assert.equal(now.json.version, version + 1)
  assert.equal(now.json.note, counts.get(200)![0]!.json.note)
})

test('bar #31 double submit: 50 parallel requests with one key, one effect, one reply; another body is refused', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const body = hospital('五十次提交医院')
  const replies = await Promise.all(Array.from({ length: 50 }, () => rep.post('/accounts', body, key)))
  for (const r of replies) {
    assert.equal(r.status, 201, r.text)
    assert.equal(r.text, replies[0]!.text)
  }
  const found = await rep.get(`/accounts?q=${encodeURIComponent('五十次提交医院')}&count=exact`)
  assert.equal(found.json.total.value, 1)
  const changed = await rep.post('/accounts', { ...body, note: '改' }, key)
  assert.equal(changed.status, 422)
  assert.equal(changed.json.code, 'idempotency.reused')
  const elsewhere = await rep.post(`/accounts/${replies[0]!.json.id}/restore`, {}, key)
  assert.equal(elsewhere.status, 422)
})

test('writes without the seen version are asked for it: 428', async () => {
  const { id } = await made(rep, '无版本医院')
  assert.equal((await rep.send('PATCH', `/api/v1/accounts/${id}`, { note: 'x' })).status, 428)
  assert.equal((await rep.send('DELETE', `/api/v1/accounts/${id}`)).status, 428)
  const wild = await rep.send('PATCH', `/api/v1/accounts/${id}`, { note: 'x' }, { 'if-match': '*' })
  assert.equal(wild.status, 428)
})

test('bar #6 invisible equals missing: the same answer for another’s record and for none, on every route of a record', async () => {
  const { id } = await made(other, '别人的医院')
  const none = randomUUID()
  const version = { 'if-match': '"1"' }
  const routes: [string, (id: string) => string, unknown?][] = [
    ['GET', (x) => `/accounts/${x}`],
    ['GET', (x) => `/accounts/${x}/related`],
    ['GET', (x) => `/accounts/${x}/members`],
    ['GET', (x) => `/accounts/${x}/history`],
    ['GET', (x) => `/accounts/${x}/timeline`],
    ['PATCH', (x) => `/accounts/${x}`, { note: 'x' }],
    ['DELETE', (x) => `/accounts/${x}`],
    ['POST', (x) => `/accounts/${x}/restore`, {}],
  ]
  for (const [method, path, body] of routes) {
    const [hidden, missing] = await Promise.all(
      [id, none].map((x) => rep.send(method, `/api/v1${path(x)}`, body, method === 'GET' ? {} : version)),
    )
    const said = (r: typeof hidden) => ({ status: r!.status, ...r!.json, requestId: null })
    assert.deepEqual(said(hidden), said(missing), `${method} ${path('…')}`)
    assert.ok([403, 404].includes(hidden!.status), `${method} ${path('…')} ${hidden!.text}`)
  }
  const nested = await Promise.all([id, none].map((x) => rep.post('/contacts', { name: '张三', account: x })))
  assert.deepEqual(
    nested.map((r) => [r.status, JSON.stringify(r.json.fields)]),
    nested.map(() => [422, JSON.stringify(nested[1]!.json.fields)]),
  )
})

test('bar #8 a role taken away and a leaver are gone with the next request', async () => {
  const temp = await house.person('temp', { roles: ['viewer'] })
  assert.equal((await temp.get('/accounts')).status, 200)
  const file = (await admin.get(`/employees/${temp.employee}`)).json
  assert.equal((await admin.patch(`/employees/${temp.employee}`, { roles: [] }, file.version)).status, 200)
  assert.equal((await temp.get('/accounts')).status, 403)
  await house.asSystem(async (unit) => {
    const { lockRow, changeRow } = await import('#kernel/records/change.ts')
    const row = await lockRow(unit, 'employee', temp.employee, 'update')
    await changeRow(unit, 'employee', row, { state: 'left' }, 'deactivate')
  })
  assert.equal((await temp.get('/me')).status, 401)
})

test('a look for doubles takes no more than a create: broken values are dropped, who may not create may not look', async () => {
  const viewer = await house.person('looker', { roles: ['viewer'] })
  const values = {
    name: '注入（二）',
    aliases: 5,
    accountRoles: 'x',
    regionCode: {},
    uscc: [1],
    phone: { a: 1 },
    constructor: 1,
  }
  const reply = await rep.post('/accounts/duplicates', { values })
  assert.equal(reply.status, 200, reply.text)
  assert.equal((await viewer.post('/accounts/duplicates', { values })).status, 403)
})

test('errors speak the language that was asked for', async () => {
  const zh = await rep.get(`/accounts/${randomUUID()}`)
  const en = await rep.get(`/accounts/${randomUUID()}`, { 'accept-language': 'en-GB,en;q=0.9,zh;q=0.1' })
  assert.match(zh.json.detail, /记录不存在/)
  assert.match(en.json.detail, /No such record/)
  assert.equal(zh.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.equal(zh.headers.get('x-request-id'), zh.json.requestId)
})

test('nobody gets nothing', async () => {
  for (const path of ['/me', '/meta', '/accounts', '/search?q=a', `/accounts/${randomUUID()}`])
    assert.equal((await house.client().get(path)).status, 401)
})

const INJECTIONS = [
  "' or '1'='1",
  "'; drop table account; --",
  '") or 1=1 --',
  "1' union select password from control.auth_account --",
  '${1}',
  '$1',
  '{schema}',
  "\\'; select pg_sleep(3); --",
  'name" desc, (select 1)',
  'constructor',
  '__proto__',
  "x_a'::text)) or true --",
  "name'||(select 1)||'",
  'a'.repeat(5000),
  '%00',
  'ａ；ｓｅｌｅｃｔ',
  '／＊',
]

test('bar #11 SQL injection corpus in names, values, sort, fields, cursor and keys: refused or harmless', async () => {
  await made(admin, '注入对照医院')
  const before = (await admin.get('/accounts?count=exact')).json.total.value
  const where = (w: unknown) => `/accounts?where=${encodeURIComponent(JSON.stringify(w))}`
  const e = encodeURIComponent
  for (const text of INJECTIONS) {
    const started = performance.now()
    const replies = await Promise.all([
      admin.get(where({ [text]: { eq: 1 } })),
      admin.get(where({ name: { [text]: 1 } })),
      admin.get(where({ name: { eq: text } })),
      admin.get(where({ name: { contains: text } })),
      admin.get(where({ regionCode: { in: [text, text] } })),
      admin.get(where({ tags: { has: [text] } })),
      admin.get(where({ createdAt: { gt: text } })),
      admin.get(where({ owner: { eq: text } })),
      admin.get(`/accounts?sort=${e(text)}`),
      admin.get(`/accounts?fields=${e(text)}`),
      admin.get(`/accounts?q=${e(text)}`),
      admin.get(`/accounts?cursor=${e(Buffer.from(JSON.stringify([text, randomUUID()])).toString('base64url'))}`),
      admin.get(`/accounts/${e(text)}`),
      admin.get(`/search?q=${e(text)}&objects=${e(text)}`),
      admin.post('/accounts', { ...hospital('注入'), [text]: text }),
      admin.post('/custom-fields', { object: text, name: text, labelZh: text, type: text }),
      admin.post('/accounts', hospital('键'), { 'idempotency-key': text.replace(/[^\x20-\x7e]/g, '?').slice(0, 90) }),
    ])
    for (const r of replies) assert.ok(r.status < 500, `${JSON.stringify(text)}: ${r.status} ${r.text.slice(0, 300)}`)
    assert.ok(performance.now() - started < 30_000)
  }
  const found = await admin.get(where({ name: { eq: "' or '1'='1" } }))
  assert.deepEqual(found.json.data, [])
  const after = (await admin.get('/accounts?count=exact')).json.total.value
  assert.ok(after >= before)
  assert.equal((await admin.get(`/accounts?q=${e('注入对照医院')}`)).json.data.length, 1)
})

test('bar #27 an upload without a boundary is the sender’s fault (found by the fuzz, seed 312030258)', async () => {
  for (const path of ['/imports', '/files']) {
    const reply = await rep.send('POST', `/api/v1${path}`, undefined, { 'content-type': 'multipart/form-data' })
    assert.equal(reply.status, 400, reply.text)
  }
})
