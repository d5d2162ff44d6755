import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, PASSWORD, type TestHouse, testHouse } from '#testing/server.ts'
import { totp } from '#testing/totp.ts'

let house: TestHouse
let chief: Client
let rep: Client
let repKey: string

before(async () => {
  house = await testHouse()
  chief = await house.person('chief', { roles: ['admin'] })
  rep = await house.person('rep1', { roles: ['rep'] })
  const made = await rep.send('POST', '/api/v1/api-keys', { name: '接口' })
  assert.equal(made.status, 201, made.text)
  repKey = made.json.token
})
after(() => house.stop())

const rule = (body: unknown, who = chief) => who.send('PUT', '/api/v1/second-factor-rule', body)
const login = (name: string) => house.client().signIn(name, PASSWORD)

/** The engine sets the session anew; of two cookies of one name the later counts, as in a browser. */
function tidyJar(client: Client): void {
  const jar = new Map(client.cookie.split('; ').map((pair) => [pair.split('=')[0], pair]))
  client.cookie = [...jar.values()].join('; ')
}

/** Sets the second factor up as the page does; returns the secret. */
async function enrol(client: Client): Promise<string> {
  // Not in the last seconds of a period: a code computed here would be one period older when it arrives.
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 3_000) await sleep(left)
  const begun = await client.send('POST', '/api/auth/two-factor/enable', { password: PASSWORD })
  assert.equal(begun.status, 200, begun.text)
  const secret = new URL(begun.json.totpURI).searchParams.get('secret')!
  const verified = await client.send('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret, -1) })
  assert.equal(verified.status, 200, verified.text)
  tidyJar(client)
  return secret
}

const owes = (reply: { status: number; json: { code?: string }; text: string }, what: string) => {
  assert.equal(reply.status, 403, `${what}: ${reply.text}`)
  assert.equal(reply.json.code, 'auth.twoFactorRequired', what)
}

test('bar #21 only an administrator sees and sets the rule; nonsense is refused with its field', async () => {
  for (const reply of [await rep.get('/second-factor-rule'), await rule({ mode: 'off' }, rep)]) {
    assert.equal(reply.status, 403)
    assert.equal(reply.json.code, 'access.denied')
  }
  const some = await house.role('rep')
  for (const [body, field] of [
    [{}, 'mode'],
    [{ mode: 'all' }, 'mode'],
    [{ mode: ['off'] }, 'mode'],
    [{ mode: 'roles' }, 'roles'],
    [{ mode: 'roles', roles: some }, 'roles'],
    [{ mode: 'roles', roles: [some, 'nobody'] }, 'roles'],
    [{ mode: 'roles', roles: [null] }, 'roles'],
  ] as const) {
    const reply = await rule(body)
    assert.equal(reply.status, 422, JSON.stringify(body))
    assert.equal(reply.json.fields[0].field, field)
  }
  assert.deepEqual((await chief.get('/second-factor-rule')).json, { mode: 'off', roles: [], bound: 0, without: 0 })
})

test('bar #21 for chosen roles: whoever holds one owes it at his very next request, others do not', async () => {
  const other = await house.person('store1', { roles: ['warehouse'] })
  const set = await rule({ mode: 'roles', roles: [await house.role('rep')] })
  assert.equal(set.status, 200, set.text)
  assert.deepEqual([set.json.bound, set.json.without], [1, 1])
  owes(await rep.get('/me'), 'a session that was there before')
  assert.equal((await other.get('/me')).status, 200)
  assert.equal((await chief.get('/me')).status, 200)
})

test('bar #21 attack: the password alone opens nothing but the set-up, by whatever route', async () => {
  const thief = await login('rep1')
  const routes: [string, string, unknown?][] = [
    ['GET', '/api/v1/me'],
    ['GET', '/api/v1/meta'],
    ['GET', '/api/v1/accounts'],
    ['GET', '/api/v1/accounts/export?format=csv'],
    ['GET', '/api/v1/accounts/import-template'],
    ['GET', '/api/v1/search?q=a'],
    ['GET', '/api/v1/events'],
    ['GET', '/api/v1/audit'],
    [
      'POST',
      '/api/v1/accounts',
      { name: '越权医院', accountRoles: ['hospital'], regionCode: '110101', source: 'other' },
    ],
    ['POST', '/api/v1/notifications/markAllRead', {}],
    ['PATCH', '/api/v1/me', { phone: '13800000000' }],
    ['PUT', '/api/v1/second-factor-rule', { mode: 'off' }],
    ['GET', '/api/v1/users/sessions'],
    ['DELETE', '/api/v1/users/sessions/0198aaaa-0000-7000-8000-000000000000'],
    ['GET', '/api/v1/api-keys'],
    ['POST', '/api/v1/api-keys', { name: '后门' }],
    ['DELETE', '/api/v1/api-keys/0198aaaa-0000-7000-8000-000000000000'],
    ['POST', '/api/auth/change-password', { currentPassword: PASSWORD, newPassword: 'Another-Of-The-House-77' }],
  ]
  for (const [method, path, body] of routes) owes(await thief.send(method, path, body), `${method} ${path}`)
  const form = new FormData()
  form.append('file', new Blob(['x']), 'x.txt')
  const upload = await fetch(`${thief.base}/api/v1/files`, {
    method: 'POST',
    body: form,
    headers: { cookie: thief.cookie, origin: thief.base, 'idempotency-key': 'upload-of-a-thief' },
  })
  assert.equal(upload.status, 403)
  // A wrong bearer beside the cookie is nobody, not the cookie's owner.
  assert.equal((await thief.get('/me', { authorization: 'Bearer xl_nothing' })).status, 401)
  assert.equal(
    (await thief.send('POST', '/api/auth/two-factor/generate-backup-codes', { password: PASSWORD })).status,
    409,
  )
  const off = await thief.send('POST', '/api/auth/two-factor/disable', { password: PASSWORD })
  assert.equal(off.json.code, 'twoFactor.compulsory')
  // Begun but not verified is not set up.
  assert.equal((await thief.send('POST', '/api/auth/two-factor/enable', { password: PASSWORD })).status, 200)
  owes(await thief.get('/me'), 'enrolment begun')
  assert.equal((await thief.send('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })).status, 401)
  owes(await thief.get('/me'), 'wrong code')
  assert.equal((await thief.send('GET', '/api/auth/get-session')).json.user.username, 'rep1')
  assert.equal((await thief.send('POST', '/api/auth/sign-out', {})).status, 204)
})

test('bar #21 API keys are not bound by the rule', async () => {
  const bearer = { authorization: `Bearer ${repKey}` }
  assert.equal((await house.client().get('/me', bearer)).status, 200)
})

test('bar #21 once set up everything opens, and sessions with the password alone end; it cannot be switched off', async () => {
  const thief = await login('rep1')
  const secret = await enrol(rep)
  assert.equal((await rep.get('/me')).json.user.twoFactorEnabled, true)
  assert.equal((await rep.get('/accounts')).status, 200)
  assert.equal((await thief.get('/me')).status, 401, 'a session of before does not become whole by his code')
  assert.equal((await thief.get('/accounts')).status, 401)
  const off = await rep.send('POST', '/api/auth/two-factor/disable', { password: PASSWORD })
  assert.equal(off.status, 409)
  assert.equal(off.json.code, 'twoFactor.compulsory')
  const again = house.client()
  const half = await again.send('POST', '/api/auth/sign-in', { login: 'rep1', password: PASSWORD })
  assert.deepEqual(half.json, { twoFactorRedirect: true })
  assert.equal((await again.get('/me')).status, 401)
  const whole = await again.send('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret) })
  assert.equal(whole.status, 200, whole.text)
  tidyJar(again)
  assert.equal((await again.get('/me')).status, 200)
  assert.deepEqual((await chief.get('/second-factor-rule')).json.without, 0)
})

test('bar #21 everybody: the administrator himself is bound; lifting it opens at once', async () => {
  const other = await house.person('store2', { roles: ['warehouse'] })
  const set = await rule({ mode: 'everybody' })
  owes(await chief.get('/me'), 'the administrator')
  owes(await rule({ mode: 'off' }), 'he cannot take it back before he has set it up')
  owes(await other.get('/me'), 'somebody else')
  assert.ok(set.status === 200 || set.status === 403, set.text)
  await enrol(chief)
  assert.equal((await rule({ mode: 'off' })).status, 200)
  assert.equal((await other.get('/me')).status, 200)
})

test('bar #21 a lost telephone: an administrator takes it off, all sessions end, and the rule asks for it anew', async () => {
  assert.equal((await rule({ mode: 'roles', roles: [await house.role('rep')] })).status, 200)
  const stranger = await house.person('hr1', { roles: ['hr'] })
  const path = `/employees/${rep.employee}/endSecondFactor`
  assert.equal((await stranger.post(path)).status, 403)
  assert.equal((await rep.get('/me')).status, 200)
  assert.equal((await chief.post(path)).status, 200)
  assert.equal((await rep.get('/me')).status, 401)
  owes(await (await login('rep1')).get('/me'), 'signed in with the password alone')
})
