import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AuthWorld, authWorld } from '#testing/authWorld.ts'
import { listSessions } from './index.ts'

let world: AuthWorld
before(async () => {
  world = await authWorld()
})
after(() => world.close())

const PASSWORD = '紫苏-麻黄-桂枝-9'

test('C1 username, e-mail and phone all sign in; who I am is told without secrets', async () => {
  const id = await world.user({
    username: 'Zhang.San',
    email: 'Zhang@Example.cn',
    phone: '+86 138-0013-8000',
    password: PASSWORD,
  })
  for (const login of ['zhang.san', ' ZHANG@example.cn ', '13800138000', '+8613800138000']) {
    const browser = world.browser()
    const answer = await browser.signIn(login, PASSWORD)
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().user.id, id)
    const me = await browser.get('/api/auth/get-session')
    assert.equal(me.json().user.username, 'zhang.san')
    assert.doesNotMatch(answer.body + me.body, /token|\$argon2id/)
  }
})

test('C1 a password is the same composed and decomposed, but not otherwise', async () => {
  await world.user({ username: 'nfc', password: 'éclair-éclair-7' })
  assert.equal((await world.browser().signIn('nfc', 'e\u0301clair-e\u0301clair-7')).statusCode, 200)
  assert.equal((await world.browser().signIn('nfc', 'Éclair-éclair-7')).statusCode, 401)
  assert.equal((await world.browser().signIn('nfc', 'éclair-éclair-7 ')).statusCode, 401)
})

test('bar #19 fixation/logout replay: every sign-in has a new session, a signed-out cookie is dead', async () => {
  const id = await world.user({ username: 'fixation', password: PASSWORD })
  const browser = world.browser()
  await browser.signIn('fixation', PASSWORD)
  const first = browser.cookie
  const [before] = await listSessions(world.pool, id)
  await browser.signIn('fixation', PASSWORD)
  const second = browser.cookie
  const sessions = await listSessions(world.pool, id)
  assert.notEqual(first, second)
  assert.equal(sessions.length, 1, 'the session that the browser had before has ended')
  assert.notEqual(sessions[0]?.id, before?.id)
  assert.equal(await world.authenticator.authenticate({ cookie: first }, { fresh: true }), null)
  assert.ok(await world.authenticator.authenticate({ cookie: second }))

  assert.equal((await browser.post('/api/auth/sign-out')).statusCode, 204)
  assert.ok(!browser.jar.has('xinglin.session_token'))
  const replay = await world.browser({ cookie: second }).get('/api/v1/users/sessions')
  assert.equal(replay.statusCode, 401)
  assert.equal(await world.authenticator.authenticate({ cookie: second }), null, 'not even from the cache')
  assert.deepEqual(await listSessions(world.pool, id), [])
})

test('bar #19 a planted session id is not taken over', async () => {
  await world.user({ username: 'planted', password: PASSWORD })
  const browser = world.browser()
  browser.jar.set('xinglin.session_token', 'attackers-choice.AAAA')
  await browser.signIn('planted', PASSWORD)
  assert.doesNotMatch(browser.cookie, /attackers-choice/)
})

test('bar #19 idle for 8 hours or older than 7 days: 401, and no touch revives it', async () => {
  const id = await world.user({ username: 'idle', password: PASSWORD })
  for (const age of [
    `last_seen_at = now() - interval '8 hours 1 second'`,
    `expires_at = now() - interval '1 second'`,
  ]) {
    const browser = world.browser()
    await browser.signIn('idle', PASSWORD)
    assert.equal((await browser.get('/api/v1/users/sessions')).statusCode, 200)
    await world.pool.query(`update control.session set ${age} where user_id = $1`, [id])
    assert.equal((await browser.get('/api/v1/users/sessions')).statusCode, 401)
    const password = { currentPassword: PASSWORD, newPassword: `${PASSWORD}0` }
    assert.equal((await browser.post('/api/auth/change-password', password)).statusCode, 401)
    assert.equal((await browser.get('/api/auth/get-session')).json().user, null)
    await world.pool.query('delete from control.session where user_id = $1', [id])
  }
  const browser = world.browser()
  await browser.signIn('idle', PASSWORD)
  const { rows } = await world.pool.query(
    `select extract(epoch from expires_at - created_at)::int as life from control.session where user_id = $1`,
    [id],
  )
  assert.ok(Math.abs(rows[0].life - 7 * 24 * 3600) <= 1, `${rows[0].life} s`)
})

test('bar #19 cookies are httpOnly and lax, and Secure over https', async () => {
  await world.user({ username: 'cookie', password: PASSWORD })
  const plain = await world.browser().signIn('cookie', PASSWORD)
  for (const cookie of plain.cookies) {
    assert.equal(cookie.httpOnly, true)
    assert.equal(cookie.sameSite, 'Lax')
    assert.ok(!cookie.secure)
  }
  assert.deepEqual(plain.cookies.map((cookie) => cookie.name).sort(), ['xinglin.device', 'xinglin.session_token'])
  const https = await authWorld({ baseURL: 'https://crm.example.cn' })
  try {
    await https.user({ username: 'cookie', password: PASSWORD })
    const browser = https.browser()
    const answer = await browser.signIn('cookie', PASSWORD)
    assert.ok(answer.cookies.length === 2 && answer.cookies.every((cookie) => cookie.secure))
    assert.ok(answer.cookies.every((cookie) => cookie.name.startsWith('__Secure-xinglin.')))
    assert.equal((await browser.get('/api/v1/users/sessions')).statusCode, 200)
  } finally {
    await https.close()
  }
})

test('bar #20 hash format: argon2id, 19 MiB, two passes, one lane, own salt', async () => {
  const ids = [
    await world.user({ username: 'hash1', password: PASSWORD }),
    await world.user({ username: 'hash2', password: PASSWORD }),
  ]
  const { rows } = await world.pool.query<{ password: string }>(
    'select password from control.account where user_id = any($1)',
    [ids],
  )
  const salts = rows.map(({ password }) => {
    const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(password)
    assert.ok(parts, password)
    assert.ok(Number(parts[1]) >= 19 * 1024 && Number(parts[2]) >= 2 && Number(parts[3]) === 1)
    assert.ok(Buffer.from(parts[4]!, 'base64').length >= 16 && Buffer.from(parts[5]!, 'base64').length >= 32)
    return parts[4]
  })
  assert.notEqual(salts[0], salts[1])
})

test('bar #23 enumeration: unknown, wrong, disabled and password-less answer alike and hash once each', async () => {
  await world.user({ username: 'known', password: PASSWORD })
  const disabled = await world.user({ username: 'left', password: PASSWORD })
  await world.pool.query(`update control."user" set status = 'disabled' where id = $1`, [disabled])
  await world.user({ username: 'nopassword' })
  const answers = []
  for (const login of ['known', 'left', 'nopassword', 'nobody', 'nobody@example.cn', '13999999999']) {
    const tried = world.tried.length
    const answer = await world.browser().signIn(login, login === 'left' ? PASSWORD : 'wrong-wrong-wrong')
    const { requestId: _, ...body } = answer.json()
    const { date: __, ...headers } = answer.headers
    answers.push({ status: answer.statusCode, body, headers: Object.keys(headers).sort() })
    assert.equal(world.tried.length - tried, 1, login)
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.equal(answers[0]?.status, 401)
})

test('bar #25 no secret in logs: passwords, tokens, cookies and codes never reach the log', async () => {
  const canary = 'Canary-金丝雀-77'
  await world.user({ username: 'kanari', password: canary })
  const browser = world.browser()
  await browser.signIn('kanari', `${canary}-wrong`)
  await browser.signIn('kanari', canary)
  const key = (await browser.post('/api/v1/api-keys', { name: 'k' })).json().token as string
  await world.app.inject({ url: '/api/v1/api-keys', headers: { authorization: `Bearer ${key}` } })
  await browser.post('/api/auth/two-factor/enable', { password: canary })
  await browser.post('/api/auth/set-password', { token: 'xll_canary-token', newPassword: canary })
  assert.match(world.log(), /sign-in/)
  const session = decodeURIComponent(browser.jar.get('xinglin.session_token')!).split('.')[0]!
  for (const secret of [canary, '金丝雀', key, session, 'xll_canary', world.auth.secret]) {
    assert.ok(!world.log().includes(secret))
    assert.ok(!JSON.stringify(world.events).includes(secret))
  }
})

test('only the listed endpoints of better-auth exist', async () => {
  await world.user({ username: 'closed', password: PASSWORD })
  const browser = world.browser()
  await browser.signIn('closed', PASSWORD)
  const paths =
    'sign-up/email sign-in/email sign-in/username update-user delete-user change-email list-sessions revoke-sessions request-password-reset reset-password verify-password sign-in/social two-factor/send-otp two-factor/get-totp-uri two-factor/view-backup-codes ok error'
  for (const path of paths.split(' ')) {
    for (const method of ['GET', 'POST'] as const) {
      const answer = await browser.send({ method, url: `/api/auth/${path}`, ...(method === 'POST' && { payload: {} }) })
      assert.equal(answer.statusCode, 404, `${method} ${path}`)
    }
  }
})

test('undeclared keys and wrong types are refused with the field', async () => {
  const answer = await world.browser().post('/api/auth/sign-in', { login: ['a'], password: 'b' })
  assert.equal(answer.statusCode, 400)
  assert.equal(answer.json().fields[0].field, 'login')
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  const extra = await world.browser().post('/api/auth/sign-in', { login: 'a', password: 'b', userId: 'c' })
  assert.equal(extra.statusCode, 400)
})
