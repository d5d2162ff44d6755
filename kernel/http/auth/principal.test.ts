import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sql from 'sql-template-tag'
import type { Queryable } from '#kernel/store/control/index.ts'
import { type AuthWorld, authWorld, type Browser } from '#testing/authWorld.ts'
import {
  createApiKey,
  createAuthenticator,
  listApiKeys,
  listSessions,
  livenessSql,
  type Principal,
  revokeApiKey,
  revokeSession,
  setPassword,
  setUserStatus,
} from './index.ts'

let world: AuthWorld
before(async () => {
  world = await authWorld()
})
after(() => world.close())

const PASSWORD = '人参-灵芝-天麻-6'

async function entered(username: string): Promise<{ id: string; browser: Browser; principal: Principal }> {
  const id = await world.user({ username, password: PASSWORD })
  const browser = world.browser()
  await browser.signIn(username, PASSWORD)
  const principal = await world.authenticator.authenticate({ cookie: browser.cookie })
  assert.ok(principal)
  return { id, browser, principal }
}

/** What a read statement of the kernel asks along with its rows. */
async function alive(principal: Principal): Promise<boolean> {
  const { text, values } = sql`select ${livenessSql(principal)} as alive`
  return (await world.pool.query(text, values)).rows[0].alive
}

test('C1 a session cookie names user, session and tenant', async () => {
  const { id, principal } = await entered('named')
  const [session] = await listSessions(world.pool, id)
  assert.deepEqual(principal, {
    kind: 'session',
    credentialId: session?.id,
    userId: id,
    tenantId: world.tenantId,
    tenantSchema: 't_demo',
    mustChangePassword: false,
    twoFactorEnabled: false,
    idleSeconds: 8 * 3600,
  })
  assert.match(principal.credentialId, /^[0-9a-f]{8}-[0-9a-f]{4}-7/, 'UUIDv7')
})

test('bar #8 revoke dies at next request: a cached principal is found dead by the statement itself', async () => {
  const ways: Record<string, (id: string, principal: Principal) => Promise<unknown>> = {
    revoked: (id, { credentialId }) => revokeSession(world.pool, id, credentialId),
    'status alone': (id) => world.pool.query(`update control."user" set status = 'disabled' where id = $1`, [id]),
    disabled: (id) => setUserStatus(world.pool, id, 'disabled'),
    'password set': (id) => setPassword(world.pool, id, '三七-红花-丹参-4'),
    expired: (id) => world.pool.query(`update control.session set expires_at = now() where user_id = $1`, [id]),
    idle: (id) =>
      world.pool.query(`update control.session set last_seen_at = now() - interval '9 hours' where user_id = $1`, [id]),
  }
  for (const [way, end] of Object.entries(ways)) {
    const { id, browser, principal } = await entered(`dies.${way.replace(' ', '.')}`)
    assert.equal(await alive(principal), true, way)
    await end(id, principal)
    assert.equal(await alive(principal), false, way)
    assert.deepEqual(await world.authenticator.authenticate({ cookie: browser.cookie }), principal, `${way}: cached`)
    assert.equal(await world.authenticator.authenticate({ cookie: browser.cookie }, { fresh: true }), null, way)
    assert.equal((await browser.get('/api/v1/users/sessions')).statusCode, 401, way)
  }
})

test('bar #8 the liveness of one principal is not satisfied by another’s row', async () => {
  const a = await entered('alive.a')
  const b = await entered('alive.b')
  assert.equal(await alive({ ...a.principal, userId: b.id }), false)
  assert.equal(await alive({ ...a.principal, kind: 'apiKey' }), false)
})

test('bar #8 invalidate() forgets one credential or all of a user', async () => {
  const { id, browser, principal } = await entered('forget')
  const headers = { cookie: browser.cookie }
  await world.pool.query('delete from control.session where user_id = $1', [id])
  assert.ok(await world.authenticator.authenticate(headers))
  world.authenticator.invalidate({ credentialId: principal.credentialId })
  assert.equal(await world.authenticator.authenticate(headers), null)
  await browser.signIn('forget', PASSWORD)
  const again = { cookie: browser.cookie }
  assert.ok(await world.authenticator.authenticate(again))
  await world.pool.query('delete from control.session where user_id = $1', [id])
  world.authenticator.invalidate({ userId: id })
  assert.equal(await world.authenticator.authenticate(again), null)
})

test('bar #19 cookies with a changed token, a changed signature or none are nobody', async () => {
  const { browser } = await entered('tampered')
  const value = decodeURIComponent(browser.jar.get('xinglin.session_token')!)
  const [token, signature] = [value.slice(0, value.lastIndexOf('.')), value.slice(value.lastIndexOf('.') + 1)]
  const other = (text: string) => `${text.startsWith('x') ? 'y' : 'x'}${text.slice(1)}`
  const bad = [
    token,
    `${token}.`,
    `${other(token!)}.${signature}`,
    `${token}.${other(signature!)}`,
    `.${signature}`,
    '%E0%A4%A',
  ]
  for (const one of bad) {
    const cookie = `xinglin.session_token=${one.startsWith('%') ? one : encodeURIComponent(one)}`
    assert.equal(await world.authenticator.authenticate({ cookie }, { fresh: true }), null, one)
  }
  assert.equal(await world.authenticator.authenticate({}), null)
})

test('C1 a session is touched while it is used', async () => {
  const { id, browser } = await entered('touch')
  await world.pool.query(`update control.session set last_seen_at = now() - interval '2 hours' where user_id = $1`, [
    id,
  ])
  // Another server process on the same database, with a cache of its own.
  const other = createAuthenticator({ pool: world.pool, secret: world.auth.secret })
  assert.ok(await other.authenticate({ cookie: browser.cookie }))
  for (let n = 0; n < 200; n++) {
    const [session] = await listSessions(world.pool, id)
    if (Date.now() - Date.parse(session!.lastSeenAt) < 60_000) return
  }
  assert.fail('last seen did not move')
})

test('bar #19 a touch that comes late does not revive an idle session', async (t) => {
  const { id, browser } = await entered('late')
  const sent: Promise<unknown>[] = []
  const pool: Queryable = {
    query(text, values) {
      const answer = world.pool.query(text, values)
      sent.push(answer)
      return answer as never
    },
  }
  const other = createAuthenticator({ pool, secret: world.auth.secret })
  const headers = { cookie: browser.cookie }
  assert.ok(await other.authenticate(headers))
  await Promise.all(sent.splice(0))
  await world.pool.query(`update control.session set last_seen_at = now() - interval '9 hours' where user_id = $1`, [
    id,
  ])
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 })
  assert.ok(await other.authenticate(headers), 'cached')
  t.mock.timers.reset()
  assert.equal(sent.length, 1, 'a touch was sent')
  await Promise.all(sent)
  assert.equal(await other.authenticate(headers, { fresh: true }), null)
})

test('C1 own sessions are listed and ended, others’ are not', async () => {
  const { id, browser } = await entered('sessions')
  const phone = world.browser({ 'user-agent': 'Phone', 'x-forwarded-for': '203.0.113.9' })
  await phone.signIn('sessions', PASSWORD)
  const list = (await browser.get('/api/v1/users/sessions')).json()
  assert.equal(list.length, 2)
  assert.deepEqual(
    list.map((one: { current: boolean }) => one.current),
    [false, true],
  )
  assert.equal(list[0].userAgent, 'Phone')
  assert.equal(list[0].ip, '203.0.113.9')
  assert.match(list[0].createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  const stranger = await entered('sessions.other')
  assert.equal((await stranger.browser.delete(`/api/v1/users/sessions/${list[0].id}`)).statusCode, 404)
  assert.equal((await browser.delete(`/api/v1/users/sessions/${list[0].id}`)).statusCode, 204)
  assert.equal((await phone.get('/api/v1/users/sessions')).statusCode, 401)
  assert.equal((await listSessions(world.pool, id)).length, 1)
  assert.equal((await browser.delete('/api/v1/users/sessions/not-a-uuid')).statusCode, 400)
})

test('API keys: shown once, stored as a hash, ask as the user, end at once', async () => {
  const { id, browser } = await entered('keys')
  await world.pool.query('update control."user" set must_change_password = true where id = $1', [id])
  assert.equal((await browser.post('/api/v1/api-keys', { name: '报表' })).json().code, 'auth.mustChangePassword')
  await world.pool.query('update control."user" set must_change_password = false where id = $1', [id])
  const made = await browser.post('/api/v1/api-keys', { name: '报表' })
  assert.equal(made.statusCode, 201, made.body)
  const { token, id: keyId, prefix } = made.json()
  assert.match(token, /^xl_[\w-]{43}$/)
  assert.ok(token.startsWith(prefix) && prefix.length < 12)
  const { rows } = await world.pool.query('select k::text as row from control.api_key k where id = $1', [keyId])
  assert.ok(!rows[0].row.includes(token) && !rows[0].row.includes(token.slice(9)))
  const listed = (await browser.get('/api/v1/api-keys')).json()
  assert.deepEqual(
    listed.map((key: { name: string; token?: string }) => [key.name, key.token]),
    [['报表', undefined]],
  )

  const headers = { authorization: `Bearer ${token}` }
  const principal = await world.authenticator.authenticate(headers)
  assert.equal(principal?.kind, 'apiKey')
  assert.equal(principal?.userId, id)
  assert.equal(await alive(principal!), true)
  const managing = await world.app.inject({ url: '/api/v1/api-keys', headers })
  assert.equal(managing.statusCode, 403, 'a key does not manage keys')

  const stranger = await entered('keys.other')
  assert.equal((await stranger.browser.delete(`/api/v1/api-keys/${keyId}`)).statusCode, 404)
  assert.equal((await browser.delete(`/api/v1/api-keys/${keyId}`)).statusCode, 204)
  assert.equal(await world.authenticator.authenticate(headers), null)
  assert.equal(await alive(principal!), false)
})

test('API keys: expired, disabled and unknown ones are nobody; a bad key does not fall back to the cookie', async () => {
  const { id, browser } = await entered('keys.end')
  await assert.rejects(createApiKey(world.pool, id, 'x', new Date(Date.now() - 1)), { code: 'apiKey.expiresAtInvalid' })
  const key = await createApiKey(world.pool, id, 'soon', new Date(Date.now() + 3_600_000))
  const headers = { authorization: `Bearer ${key.token}` }
  const principal = await world.authenticator.authenticate(headers)
  assert.equal(await alive(principal!), true)
  await world.pool.query('update control.api_key set expires_at = now() where id = $1', [key.id])
  assert.equal(await alive(principal!), false)
  assert.equal(await world.authenticator.authenticate(headers, { fresh: true }), null)

  const second = await createApiKey(world.pool, id, 'disabled')
  await setUserStatus(world.pool, id, 'disabled')
  assert.deepEqual(await listApiKeys(world.pool, id), [])
  await setUserStatus(world.pool, id, 'active')
  const after = await world.authenticator.authenticate({ authorization: `Bearer ${second.token}` })
  assert.equal(after, null, 'being let in again does not revive a key')
  assert.equal(await revokeApiKey(world.pool, id, second.id), false)

  await browser.signIn('keys.end', PASSWORD)
  for (const authorization of ['Bearer xl_nonsense', 'Bearer ', 'Basic YTpi']) {
    const cookie = browser.cookie
    assert.equal(await world.authenticator.authenticate({ cookie, authorization }), null, authorization)
  }
})

test('C1 a cookie of another installation is nobody here', async () => {
  const { browser } = await entered('foreign')
  const other = await authWorld()
  try {
    assert.equal(await other.authenticator.authenticate({ cookie: browser.cookie }), null)
  } finally {
    await other.close()
  }
})
