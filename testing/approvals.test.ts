import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Client, PASSWORD, type TestHouse, testHouse } from './server.ts'

let house: TestHouse
let admin: Client
let chief: Client
let second: Client
let rep: Client

before(async () => {
  house = await testHouse()
  const dept = await house.department('本部')
  admin = await house.person('apadmin', { roles: ['admin'], department: dept })
  chief = await house.person('apchief', { roles: ['director'], department: dept })
  second = await house.person('apsecond', { roles: ['director'], department: dept })
  rep = await house.person('aprep', { roles: ['rep'], department: dept })
  const node = {
    key: 'check',
    name: { zh: '复核', en: 'Check' },
    kind: 'approve',
    mode: 'any',
    approvers: [{ by: 'employee', employees: [second.employee] }],
    allowTransfer: true,
    allowAddSign: true,
    emptyApprovers: 'admin',
    sign: true,
  }
  const flow = { name: '冻结客户', object: 'account', command: 'freeze', definition: { nodes: [node] } }
  const made = await admin.post('/approval-flows', flow)
  assert.equal(made.status, 201, made.text)
  const published = await admin.post(`/approval-flows/${made.json.id}/publish`)
  assert.equal(published.status, 200, published.text)
})
after(() => house.stop())

let n = 0
async function account(): Promise<{ id: string; version: number }> {
  const name = `审批测试医院${++n}`
  const reply = await chief.post('/accounts', {
    name,
    accountRoles: ['hospital'],
    regionCode: '110101',
    source: 'other',
  })
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}

async function frozen(): Promise<{ id: string; version: number; request: string; task: string }> {
  const { id, version } = await account()
  const reply = await chief.post(`/accounts/${id}/freeze`, { reason: '欠款' })
  assert.equal(reply.status, 202, reply.text)
  const shown = await second.get(`/approvals/${reply.json.approval.id}`)
  assert.equal(shown.status, 200, shown.text)
  return { id, version, request: reply.json.approval.id, task: shown.json.mine }
}

test('P2 over HTTP: 202, the document is held, it lies in the inbox, a signature carries it out', async () => {
  const { id, version, request, task } = await frozen()
  const row = await chief.get(`/accounts/${id}`)
  assert.equal(row.json.state, 'active')
  const edit = await chief.patch(`/accounts/${id}`, { note: '改' }, version)
  assert.deepEqual([edit.status, edit.json.code], [422, 'approval.running'])
  assert.match(edit.json.message.zh, /apsecond/)
  assert.equal((await chief.post(`/accounts/${id}/freeze`, { reason: '再来' })).json.code, 'approval.running')
  const box = await second.get('/approvals/inbox')
  const item = box.json.data.find((d: { request: { id: string } }) => d.request.id === request)
  assert.deepEqual([item.task.id, item.task.sign, item.request.commandLabel.zh], [task, true, '冻结'])
  assert.ok(
    item.request.summary.some((s: { value: string }) => s.value === '欠款'),
    JSON.stringify(item.request.summary),
  )
  const verb = `/approvals/tasks/${task}/approve`
  assert.equal((await second.post(verb)).json.code, 'approval.passwordRequired')
  const wrong = await second.post(verb, { password: 'not-the-password-1' })
  assert.deepEqual([wrong.status, wrong.json.code], [400, 'auth.wrongPassword'])
  for (const who of [chief, rep, admin])
    assert.equal((await who.post(verb, { password: PASSWORD })).status, 404, 'somebody else’s task')
  const right = await second.post(verb, { password: PASSWORD, comment: '同意' })
  assert.deepEqual([right.status, right.json.state], [200, 'executed'], right.text)
  const [done] = right.json.nodes[0].tasks
  assert.deepEqual([done.signed.name, done.signed.meaning, done.comment], ['apsecond', 'approved', '同意'])
  const after = await chief.get(`/accounts/${id}`)
  assert.deepEqual([after.json.state, after.json.freezeReason], ['frozen', '欠款'])
  const history = await chief.get(`/accounts/${id}/history`)
  const entries = history.json.data.map((e: { verb: string; actor: { id: string } }) => `${e.verb} ${e.actor.id}`)
  assert.deepEqual([...new Set(entries)].slice(0, 3), [
    `freeze ${chief.employee}`,
    `approvalApproved ${second.employee}`,
    `approvalStarted ${chief.employee}`,
  ])
})

test('P2 over HTTP: a password is asked, counted, and kept nowhere', async () => {
  const { task } = await frozen()
  const key = randomUUID()
  const body = { password: PASSWORD, comment: '好' }
  const verb = `/approvals/tasks/${task}/approve`
  const first = await second.post(verb, body, { 'idempotency-key': key })
  assert.equal(first.status, 200, first.text)
  const again = await second.post(verb, body, { 'idempotency-key': key })
  assert.deepEqual([again.status, again.json.state], [200, 'executed'])
  assert.equal((await second.post(verb, body)).json.code, 'approval.notPending')
  const tenant = house.server.opened.tenants[0]!
  const [kept] = await tenant.db.query<{ body_hash: string }>(
    sql`select body_hash from ${at(tenant, 'idempotency')} where key = ${key}`,
  )
  const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
  assert.notEqual(kept!.body_hash, hash(body))
  assert.equal(kept!.body_hash, hash({ comment: '好' }))
  const audit = await tenant.db.query(
    sql`select 1 from ${at(tenant, 'audit')} where changes::text like ${`%${PASSWORD}%`}`,
  )
  assert.equal(audit.length, 0)
  const next = await frozen()
  const guess = () => second.post(`/approvals/tasks/${next.task}/approve`, { password: 'wrong-wrong-1' })
  const statuses = []
  for (let i = 0; i < 12; i++) statuses.push((await guess()).status)
  assert.equal(statuses.at(-1), 429)
  assert.equal(statuses.includes(200), false)
})

test('P2 over HTTP: several at once are counted as started; what is refused says why', async () => {
  const ids = [(await account()).id, (await account()).id, (await frozen()).id, randomUUID()]
  const reply = await chief.post('/accounts/batch/freeze', { ids, input: { reason: '批量' } })
  assert.equal(reply.status, 200, reply.text)
  assert.deepEqual([reply.json.done, reply.json.started], [[], ids.slice(0, 2)])
  assert.deepEqual(
    reply.json.failed.map((f: { code: string }) => f.code),
    ['approval.running', 'record.notFound'],
  )
})

test('P2 over HTTP: forged and malformed input is refused in words, never with 500', async () => {
  const { task, request } = await frozen()
  const tries: [string, unknown, number][] = [
    [`/approvals/tasks/${randomUUID()}/approve`, {}, 404],
    ['/approvals/tasks/not-an-id/approve', { password: PASSWORD }, 404],
    [`/approvals/tasks/${task}/approve`, { comment: 5 }, 400],
    [`/approvals/tasks/${task}/approve`, { comment: 'x'.repeat(1001) }, 400],
    [`/approvals/tasks/${task}/approve`, { password: ['a'] }, 400],
    [`/approvals/tasks/${task}/return`, { to: 'check', comment: '回' }, 422],
    [`/approvals/tasks/${task}/return`, { to: 'submitter' }, 422],
    [`/approvals/tasks/${task}/transfer`, { to: '1; drop table' }, 422],
    [`/approvals/tasks/${task}/addSign`, { employees: 'all', position: 'before' }, 400],
    [`/approvals/tasks/${task}/addSign`, { employees: [randomUUID()], position: 'beside' }, 400],
    [`/approvals/${request}/withdraw`, {}, 404],
    [`/approvals/${request}/resubmit`, { input: 'x' }, 400],
    [`/approvals/${randomUUID()}/urge`, {}, 404],
    ['/approvals/simulate', { object: 'account', command: 'freeze', record: 'x' }, 400],
    ['/approvals/simulate', { object: 'account', command: 'nothing', record: randomUUID() }, 404],
    ['/approvals/check-expression', { object: 'account', expression: 'true' }, 403],
  ]
  for (const [path, body, status] of tries) {
    const reply = await second.post(path, body)
    assert.equal(reply.status, status, `${path} ${JSON.stringify(body).slice(0, 80)}: ${reply.text.slice(0, 200)}`)
  }
  for (const path of ['/approvals/inbox?tab=all', '/approvals/inbox?limit=0', '/approvals/inbox?cursor=x'])
    assert.equal((await second.get(path)).status, 400, path)
  assert.equal((await rep.get(`/approvals/${request}`)).status, 404)
  assert.equal((await second.get('/approvals/x')).status, 404)
  assert.equal((await second.get(`/approvals/of/nothing/${randomUUID()}`)).status, 404)
  assert.equal((await rep.get('/approval-flows')).status, 403)
  const checked = await admin.post('/approvals/check-expression', { object: 'account', expression: 'row.bedz > 3' })
  assert.deepEqual([checked.json.ok, checked.json.error.zh], [false, '没有字段 row.bedz'])
  const good = await admin.post('/approvals/check-expression', {
    object: 'account',
    command: 'freeze',
    expression: "row.state == 'active' && input.reason != '' && 'rep' in submitter.roles",
  })
  assert.deepEqual(good.json, { ok: true, fields: ['row.state', 'input.reason', 'submitter.roles'] })
})

async function flowBefore(command: string, condition: string): Promise<void> {
  const node = {
    key: 'check',
    name: { zh: '复核', en: 'Check' },
    kind: 'approve',
    mode: 'any',
    approvers: [{ by: 'employee', employees: [second.employee] }],
    allowTransfer: true,
    allowAddSign: true,
    emptyApprovers: 'admin',
  }
  const made = await admin.post('/approval-flows', {
    name: `${command}审批`,
    object: 'account',
    command,
    condition,
    definition: { nodes: [node] },
  })
  assert.equal((await admin.post(`/approval-flows/${made.json.id}/publish`)).status, 200, made.text)
}

async function pass(request: string): Promise<{ state: string; record: string }> {
  const { json } = await second.get(`/approvals/${request}`)
  const done = await second.post(`/approvals/tasks/${json.mine}/approve`, { comment: '同意' })
  assert.equal(done.status, 200, done.text)
  return done.json
}

test('P2 over HTTP: create, change and delete answer 202 where they wait, and nothing is written before', async () => {
  await flowBefore('create', "row.name.startsWith('须批')")
  await flowBefore('update', "'note' in changed")
  await flowBefore('delete', "row.name.startsWith('须批')")
  const body = { name: '须批第一医院', accountRoles: ['hospital'], regionCode: '110101', source: 'other' }
  const key = randomUUID()
  const post = () => chief.post('/accounts', body, { 'idempotency-key': key })
  const first = await post()
  assert.deepEqual([first.status, first.json.row, first.json.approval.state], [202, null, 'running'], first.text)
  const again = await post()
  assert.deepEqual([again.status, again.json.approval], [202, first.json.approval], 'the same key, the same request')
  const count = async () => (await chief.get(`/accounts?q=${encodeURIComponent('须批第一医院')}`)).json.data.length
  assert.equal(await count(), 0)
  const started = await chief.get('/approvals/inbox?tab=started')
  assert.equal(started.json.data[0].request.id, first.json.approval.id)
  assert.equal(started.json.data[0].request.commandLabel.zh, '新建')
  assert.equal((await rep.get(`/approvals/${first.json.approval.id}`)).status, 404)
  const done = await pass(first.json.approval.id)
  assert.deepEqual([done.state, await count()], ['executed', 1])
  const id = done.record
  const { version } = (await chief.get(`/accounts/${id}`)).json
  assert.equal((await chief.patch(`/accounts/${id}`, { note: '过期' }, version + 7)).status, 409)
  const patch = await chief.patch(`/accounts/${id}`, { note: '批注' }, version)
  assert.deepEqual([patch.status, patch.json.row.id, patch.json.row.note ?? null], [202, id, null], patch.text)
  assert.equal((await chief.patch(`/accounts/${id}`, { address: '别处' }, version)).json.code, 'approval.running')
  assert.equal((await pass(patch.json.approval.id)).state, 'executed')
  const now = (await chief.get(`/accounts/${id}`)).json
  assert.equal(now.note, '批注')
  const plain = await account()
  const batch = await chief.post('/accounts/batch/delete', { ids: [id, plain.id] })
  assert.deepEqual([batch.json.started, batch.json.done, batch.json.failed], [[id], [plain.id], []], batch.text)
  const held = await chief.delete(`/accounts/${id}`, now.version)
  assert.deepEqual([held.status, held.json.code], [422, 'approval.running'])
  const [of] = (await chief.get(`/approvals/of/account/${id}`)).json.data
  assert.deepEqual([of.commandLabel.zh, of.state], ['删除', 'running'])
  assert.equal((await chief.post(`/approvals/${of.id}/withdraw`, {})).status, 200)
  const remove = await chief.delete(`/accounts/${id}`, now.version)
  assert.equal(remove.status, 202, remove.text)
  assert.equal((await chief.get(`/accounts/${id}`)).status, 200)
  assert.equal((await pass(remove.json.approval.id)).state, 'executed')
  assert.equal((await chief.get(`/accounts?q=${encodeURIComponent('须批第一医院')}`)).json.data.length, 0)
})

test('P2 over HTTP: one’s own profile is no way round an approval of changes to people', async () => {
  const node = { key: 'a', name: { zh: '人事', en: 'HR' }, kind: 'approve', mode: 'any', emptyApprovers: 'admin' }
  const approvers = [{ by: 'employee', employees: [second.employee] }]
  const definition = { nodes: [{ ...node, approvers, allowTransfer: true, allowAddSign: true }] }
  const flow = { name: '人员变更', object: 'employee', command: 'update', condition: "'phone' in changed", definition }
  const made = await admin.post('/approval-flows', flow)
  assert.equal((await admin.post(`/approval-flows/${made.json.id}/publish`)).status, 200)
  const own = await rep.patch('/me', { phone: '13900001111' }, 1)
  assert.deepEqual([own.status, own.json.code], [422, 'approval.needed'], own.text)
  assert.equal((await rep.patch('/me', { locale: 'en' }, 1)).status, 200)
  assert.equal((await rep.patch('/me', { locale: 'zh' }, 1)).status, 200)
})

test('P2 over HTTP: the document of the API says that a command may answer 202', async () => {
  const doc = await chief.send('GET', '/openapi.json')
  const route = doc.json?.paths?.['/api/v1/accounts/{id}/freeze']?.post
  assert.ok(route?.responses?.['202'], doc.text.slice(0, 200))
  const { post } = doc.json.paths['/api/v1/accounts']
  const { patch, delete: remove } = doc.json.paths['/api/v1/accounts/{id}']
  for (const write of [post, patch, remove]) assert.ok(write.responses['202'])
})
