import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AuthWorld, authWorld, type Browser } from '#testing/authWorld.ts'
import { totp } from '#testing/totp.ts'
import { createOneTimeLink, setUserStatus } from './index.ts'

let world: AuthWorld
before(async () => {
  world = await authWorld()
})
after(() => world.close())

const PASSWORD = '黄芪-党参-白术-5'

interface Enrolled {
  id: string
  browser: Browser
  secret: string
  backupCodes: string[]
}

async function enrol(username: string): Promise<Enrolled> {
  // Not in the last seconds of a period: a code computed here would be one period older when it arrives.
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 3_000) await sleep(left)
  const id = await world.user({ username, password: PASSWORD })
  const browser = world.browser()
  await browser.signIn(username, PASSWORD)
  const enabled = await browser.post('/api/auth/two-factor/enable', { password: PASSWORD })
  assert.equal(enabled.statusCode, 200, enabled.body)
  const { totpURI, backupCodes } = enabled.json()
  const uri = new URL(totpURI)
  assert.equal(decodeURIComponent(uri.pathname), `/Xinglin:${username}`)
  const secret = uri.searchParams.get('secret')!
  // The code of the period before: the present one stays unused for the test.
  const verified = await browser.post('/api/auth/two-factor/verify-totp', { code: totp(secret, -1) })
  assert.equal(verified.statusCode, 200, verified.body)
  assert.equal(verified.json().user.twoFactorEnabled, true)
  return { id, browser, secret, backupCodes }
}

/** A browser that has given the right password and owes a code. */
async function halfway(username: string): Promise<Browser> {
  const browser = world.browser()
  const answer = await browser.signIn(username, PASSWORD)
  assert.deepEqual(answer.json(), { twoFactorRedirect: true })
  return browser
}

const verify = (browser: Browser, code: string, more = {}) =>
  browser.post('/api/auth/two-factor/verify-totp', { code, ...more })
const signedIn = async (browser: Browser) => (await browser.get('/api/v1/users/sessions')).statusCode === 200

test('bar #21 the right password alone opens nothing', async () => {
  await enrol('halfway')
  const browser = await halfway('halfway')
  assert.ok(!browser.jar.has('xinglin.session_token') && !browser.jar.has('xinglin.device'))
  assert.equal(await signedIn(browser), false)
  const { rows } = await world.pool.query(
    `select count(*)::int n from control.session s join control."user" u on u.id = s.user_id where u.username = 'halfway'`,
  )
  assert.equal(rows[0].n, 1, 'only the session in which it was switched on')
})

test('bar #21 2FA replay: a code works once, also for two at the same moment', async () => {
  const { secret } = await enrol('replay')
  const code = totp(secret)
  const two = await Promise.all([halfway('replay'), halfway('replay')])
  const answers = await Promise.all(two.map((browser) => verify(browser, code)))
  assert.deepEqual(answers.map((answer) => answer.statusCode).sort(), [200, 401])
  assert.doesNotMatch(answers.map((answer) => answer.body).join(''), /token/)
  assert.equal((await verify(await halfway('replay'), code)).statusCode, 401)
  assert.equal((await verify(await halfway('replay'), totp(secret, -1))).statusCode, 401, 'used to switch it on')
  assert.equal((await verify(await halfway('replay'), totp(secret, 1))).statusCode, 200)
})

test('bar #21 2FA brute force: at most 10 codes in 15 minutes over all challenges, then not even the right one', async () => {
  const { secret } = await enrol('guessed')
  const right = new Set([-1, 0, 1, 2].map((step) => totp(secret, step)))
  const wrong = Array.from({ length: 40 }, (_, n) => String(123_400 + n)).filter((code) => !right.has(code))
  const statuses: number[] = []
  for (let challenge = 0; challenge < 4; challenge++) {
    const browser = await halfway('guessed')
    for (let n = 0; n < 4; n++) statuses.push((await verify(browser, wrong.pop()!)).statusCode)
  }
  assert.equal(statuses.filter((status) => status === 401).length, 10)
  assert.equal(statuses.filter((status) => status === 429).length, 6)
  assert.equal((await verify(await halfway('guessed'), totp(secret))).statusCode, 429)
})

test('bar #21 codes of any other shape are not tried', async () => {
  const { secret } = await enrol('shape')
  const browser = await halfway('shape')
  for (const code of [` ${totp(secret)}`, '12345', '1234567', '一二三四五六']) {
    assert.equal((await verify(browser, code)).statusCode, 400)
  }
})

test('bar #21 a backup code works once', async () => {
  const { backupCodes } = await enrol('backup')
  const use = async (code: string) =>
    (await (await halfway('backup')).post('/api/auth/two-factor/verify-backup-code', { code })).statusCode
  assert.equal(await use(backupCodes[0]!), 200)
  assert.equal(await use(backupCodes[0]!), 401)
  assert.equal(await use(backupCodes[1]!), 200)
})

test('bar #21 reset bypass: a new password by link opens no session and keeps the second factor', async () => {
  const { id, browser } = await enrol('reset')
  const token = await createOneTimeLink(world.pool, id)
  const stranger = world.browser()
  const newPassword = '枸杞-菊花-决明-8'
  assert.equal((await stranger.post('/api/auth/set-password', { token, newPassword })).statusCode, 204)
  assert.equal(await signedIn(stranger), false)
  assert.equal(await signedIn(browser), false, 'older sessions have ended')
  assert.deepEqual((await stranger.signIn('reset', newPassword)).json(), { twoFactorRedirect: true })
})

test('bar #21 a trusted browser skips the code until the password changes', async () => {
  const { secret } = await enrol('trusted')
  const browser = await halfway('trusted')
  assert.equal((await verify(browser, totp(secret), { trustDevice: true })).statusCode, 200)
  assert.ok((await browser.signIn('trusted', PASSWORD)).json().user)
  const newPassword = '甘草-陈皮-半夏-2'
  const changed = await browser.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword })
  assert.equal(changed.statusCode, 200, changed.body)
  assert.deepEqual((await browser.signIn('trusted', newPassword)).json(), { twoFactorRedirect: true })
})

test('bar #21 somebody disabled between password and code does not get in', async () => {
  const { id, secret } = await enrol('disabled')
  const browser = await halfway('disabled')
  await world.pool.query(`update control."user" set status = 'disabled' where id = $1`, [id])
  assert.equal((await verify(browser, totp(secret))).statusCode, 401)
  assert.equal(await signedIn(browser), false)
  await world.pool.query(`update control."user" set status = 'active' where id = $1`, [id])
  const again = await halfway('disabled')
  await setUserStatus(world.pool, id, 'disabled')
  await setUserStatus(world.pool, id, 'active')
  assert.equal((await verify(again, totp(secret, 1))).statusCode, 401, 'the half-made sign-in has ended')
})

test('bar #21 a dead session in the same browser does not answer for the challenge', async () => {
  const dead = await world.user({ username: 'dead', password: PASSWORD })
  const { id, secret } = await enrol('living')
  const other = world.browser()
  await other.signIn('dead', PASSWORD)
  await world.pool.query(`update control.session set last_seen_at = now() - interval '9 hours' where user_id = $1`, [
    dead,
  ])
  const browser = await halfway('living')
  browser.jar.set('xinglin.session_token', other.jar.get('xinglin.session_token')!)
  const answer = await verify(browser, totp(secret))
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal((await browser.get('/api/auth/get-session')).json().user.id, id)
})

test('C1 switching it off asks the password', async () => {
  const { browser } = await enrol('off')
  assert.equal((await browser.post('/api/auth/two-factor/disable', { password: 'not-the-password' })).statusCode, 400)
  assert.equal((await browser.post('/api/auth/two-factor/disable', { password: PASSWORD })).statusCode, 204)
  assert.equal(await signedIn(browser), true)
  assert.ok((await world.browser().signIn('off', PASSWORD)).json().user)
})
