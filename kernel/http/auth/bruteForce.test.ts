import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AuthWorld, authWorld } from '#testing/authWorld.ts'

let world: AuthWorld
before(async () => {
  world = await authWorld()
})
after(() => world.close())

const PASSWORD = '当归-川芎-白芍-3'
const address = (n: number) => ({ 'x-forwarded-for': `198.51.${n >> 8}.${n & 255}` })

/** The stored hash of a user: which of the tried hashes are guesses at this person. */
async function hashOf(userId: string): Promise<string> {
  const { rows } = await world.pool.query('select password from control.account where user_id = $1', [userId])
  return rows[0].password
}

test('bar #22 60 guesses from 60 addresses: at most 10 evaluated, the victim still gets in', async () => {
  const id = await world.user({ username: 'victim', password: PASSWORD })
  const hash = await hashOf(id)
  const victim = world.browser(address(9000))
  assert.equal((await victim.signIn('victim', PASSWORD)).statusCode, 200)
  await victim.post('/api/auth/sign-out')
  assert.ok(victim.jar.has('xinglin.device'))
  world.tried.length = 0

  const answers = []
  for (let n = 0; n < 60; n += 6) {
    const guesses = [0, 1, 2, 3, 4, 5].map((k) =>
      world.browser(address(n + k)).signIn('victim', `guess-${n + k}-guess`),
    )
    answers.push(...(await Promise.all(guesses)))
  }
  assert.equal(world.tried.filter((one) => one === hash).length, 10)
  const refused = answers.filter((answer) => answer.statusCode === 429)
  assert.equal(refused.length, 50)
  for (const answer of refused) {
    const wait = Number(answer.headers['retry-after'])
    assert.ok(wait > 14 * 60 && wait <= 15 * 60, `retry after ${wait} s`)
  }

  assert.equal((await world.browser(address(9001)).signIn('victim', PASSWORD)).statusCode, 429, 'a stranger waits')
  assert.equal((await victim.signIn('victim', PASSWORD)).statusCode, 200, 'the known browser does not')
})

test('bar #22 the known browser has a counter of its own, which is bounded too', async () => {
  const id = await world.user({ username: 'stolen', password: PASSWORD })
  const hash = await hashOf(id)
  const thief = world.browser(address(1))
  await thief.signIn('stolen', PASSWORD)
  await thief.post('/api/auth/sign-out')
  world.tried.length = 0
  const statuses = []
  for (let n = 0; n < 12; n++) statuses.push((await thief.signIn('stolen', `guess-${n}-guess`)).statusCode)
  assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])
  assert.equal(world.tried.filter((one) => one === hash).length, 10)
  const elsewhere = await world.browser(address(2)).signIn('stolen', PASSWORD)
  assert.equal(elsewhere.statusCode, 200, 'and spends nobody else’s')
})

test('bar #22 a device cookie of one user is none for another, and a forged one is none at all', async () => {
  const attacker = world.browser(address(3))
  await world.user({ username: 'attacker', password: PASSWORD })
  const id = await world.user({ username: 'target', password: PASSWORD })
  await attacker.signIn('attacker', PASSWORD)
  await attacker.post('/api/auth/sign-out')
  const forged = world.browser(address(4))
  forged.jar.set('xinglin.device', encodeURIComponent(`${id}:device:${Math.floor(Date.now() / 1000)}.AAAA`))
  for (let n = 0; n < 5; n++) {
    await attacker.signIn('target', `guess-${n}-guess`)
    await forged.signIn('target', `other-${n}-guess`)
  }
  assert.equal((await attacker.signIn('target', PASSWORD)).statusCode, 429)
  assert.equal((await forged.signIn('target', PASSWORD)).statusCode, 429)
})

test('bar #22 three logins of one person are no three budgets, and #23 that does not tell they are one person', async () => {
  const id = await world.user({ username: 'trio', email: 'trio@example.cn', phone: '13700137000', password: PASSWORD })
  const hash = await hashOf(id)
  world.tried.length = 0
  const seen: Record<string, number[]> = {}
  for (const login of ['trio', 'trio@example.cn', '+86 137 0013 7000', 'ghost', 'ghost@example.cn']) {
    seen[login] = []
    for (let n = 0; n < 11; n++) {
      seen[login].push((await world.browser(address(100 + n)).signIn(login, `guess-${n}-guess`)).statusCode)
    }
  }
  assert.equal(world.tried.filter((one) => one === hash).length, 10)
  for (const statuses of Object.values(seen)) assert.deepEqual(statuses, [...Array(10).fill(401), 429])
})

test('bar #23 unknown logins are limited like known ones', async () => {
  await world.user({ username: 'real', password: PASSWORD })
  const run = async (login: string) => {
    const answers = []
    for (let n = 0; n < 12; n++) {
      const tried = world.tried.length
      const answer = await world.browser(address(200 + n)).signIn(login, `guess-${n}-guess`)
      const { requestId: _, retryAfter: __, ...body } = answer.json()
      answers.push({ status: answer.statusCode, body, hashes: world.tried.length - tried })
    }
    return answers
  }
  assert.deepEqual(await run('real'), await run('unreal'))
})

test('bar #22 one address trying many logins is stopped; right passwords cost nothing', async () => {
  await world.user({ username: 'office', password: PASSWORD })
  for (let n = 0; n < 15; n++) {
    const answer = await world.browser(address(300)).signIn('office', PASSWORD)
    assert.equal(answer.statusCode, 200, `sign-in ${n}`)
  }
  const statuses = []
  for (let n = 0; n < 101; n++) {
    statuses.push((await world.browser(address(301)).signIn(`spray${n}`, 'Spring-2026-spring')).statusCode)
  }
  assert.deepEqual(statuses, [...Array(100).fill(401), 429])
  assert.equal((await world.browser(address(302)).signIn('office', PASSWORD)).statusCode, 200)
})

test('bar #22 guesses come back when they are 15 minutes old, one by one', async () => {
  await world.user({ username: 'waiting', password: PASSWORD })
  for (let n = 0; n < 10; n++) await world.browser(address(400)).signIn('waiting', `guess-${n}-guess`)
  assert.equal((await world.browser(address(400)).signIn('waiting', PASSWORD)).statusCode, 429)
  await world.pool.query(`update control.login_attempt
    set hits = array[hits[1] - interval '15 minutes'] || hits[2:] where cardinality(hits) = 10`)
  assert.equal((await world.browser(address(400)).signIn('waiting', PASSWORD)).statusCode, 200)
  assert.equal((await world.browser(address(400)).signIn('waiting', 'guess-again-guess')).statusCode, 401)
  assert.equal((await world.browser(address(400)).signIn('waiting', PASSWORD)).statusCode, 429)
})

test('bar #22 the password asked again of a signed-in user is limited too', async () => {
  await world.user({ username: 'reauth', password: PASSWORD })
  const browser = world.browser()
  await browser.signIn('reauth', PASSWORD)
  const statuses = []
  for (let n = 0; n < 11; n++) {
    const body = { currentPassword: `guess-${n}-guess`, newPassword: '全新的-密码-一二三' }
    const path = n % 2 ? 'change-password' : 'two-factor/enable'
    const payload = n % 2 ? body : { password: body.currentPassword }
    statuses.push((await browser.post(`/api/auth/${path}`, payload)).statusCode)
  }
  assert.deepEqual(statuses, [...Array(10).fill(400), 429])
})
