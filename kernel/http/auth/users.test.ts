import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AuthWorld, authWorld } from '#testing/authWorld.ts'
import {
  assertAcceptablePassword,
  createOneTimeLink,
  createUser,
  readUserSummary,
  redeemOneTimeLink,
  setPassword,
  setUserStatus,
  updateUser,
} from './index.ts'

let world: AuthWorld
before(async () => {
  world = await authWorld()
})
after(() => world.close())

const PASSWORD = '茯苓-泽泻-猪苓-7'

test('C1 the first administrator comes in by a one-time link', async () => {
  const made = await createUser(world.pool, { tenantId: world.tenantId, name: '管理员', username: 'admin' })
  assert.match(made.setPasswordToken!, /^xll_[\w-]{43}$/)
  const browser = world.browser()
  const payload = { token: made.setPasswordToken!, newPassword: 'short' }
  assert.equal((await browser.post('/api/auth/set-password', payload)).json().code, 'password.tooShort')
  payload.newPassword = PASSWORD
  assert.equal((await browser.post('/api/auth/set-password', payload)).statusCode, 204, 'a refusal did not spend it')
  assert.equal((await browser.post('/api/auth/set-password', payload)).json().code, 'auth.badLink')
  assert.equal((await browser.signIn('admin', PASSWORD)).statusCode, 200)
  const { rows } = await world.pool.query('select l::text as row from control.one_time_link l')
  assert.ok(!JSON.stringify(rows).includes(made.setPasswordToken!))
})

test('C1 a link ends with the next one, with time, and with its user', async () => {
  const id = await world.user({ username: 'links', password: PASSWORD })
  const bad = (token: string) =>
    assert.rejects(redeemOneTimeLink(world.pool, token, PASSWORD), { code: 'auth.badLink' })
  const first = await createOneTimeLink(world.pool, id)
  const second = await createOneTimeLink(world.pool, id)
  await bad(first)
  await world.pool.query(`update control.one_time_link set expires_at = now() where user_id = $1`, [id])
  await bad(second)
  const third = await createOneTimeLink(world.pool, id)
  await setUserStatus(world.pool, id, 'disabled')
  await bad(third)
  await setUserStatus(world.pool, id, 'active')
  await bad(third)
})

test('C1 a password set by somebody else must be changed, and changing it ends other sessions', async () => {
  const id = await world.user({ username: 'given', password: PASSWORD, mustChangePassword: true })
  const [one, two] = [world.browser(), world.browser()]
  assert.equal((await one.signIn('given', PASSWORD)).json().user.mustChangePassword, true)
  await two.signIn('given', PASSWORD)
  const before = one.cookie
  const change = (newPassword: string) =>
    one.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword })
  assert.equal((await change(PASSWORD)).json().code, 'password.same')
  assert.equal((await change('woaini1314')).json().code, 'password.common')
  assert.equal((await change('given-2026')).json().code, 'password.ownName')
  const done = await change('阿胶-龟甲-鳖甲-0')
  assert.equal(done.statusCode, 200, done.body)
  assert.equal(done.json().user.mustChangePassword, false)
  assert.notEqual(one.cookie, before)
  assert.equal((await one.get('/api/v1/users/sessions')).json().length, 1)
  assert.equal((await two.get('/api/v1/users/sessions')).statusCode, 401)
  assert.equal((await world.browser().signIn('given', PASSWORD)).statusCode, 401)
  await setPassword(world.pool, id, PASSWORD, { mustChange: true })
  assert.equal((await one.get('/api/v1/users/sessions')).statusCode, 401)
  assert.equal((await readUserSummary(world.pool, id))?.mustChangePassword, true)
})

test('C1 a login belongs to one person, in any spelling', async () => {
  await world.user({ username: 'wang.wu', email: 'wang@example.cn', phone: '13600136000', password: PASSWORD })
  const taken = (given: object, field: string) =>
    assert.rejects(
      world.user({ ...given, password: PASSWORD }),
      (error: { code: string; fields: { field: string }[] }) => {
        assert.equal(error.code, 'user.loginTaken')
        assert.equal(error.fields[0]?.field, field)
        return true
      },
    )
  await taken({ username: 'WANG.WU' }, 'username')
  await taken({ username: 'wang2', email: 'Wang@EXAMPLE.cn' }, 'email')
  await taken({ username: 'wang3', phone: '0086 136-0013-6000' }, 'phone')
  const other = await world.user({ username: 'zhao.liu', password: PASSWORD })
  await assert.rejects(updateUser(world.pool, other, { username: 'wang.wu' }), { code: 'user.loginTaken' })
  await updateUser(world.pool, other, { phone: '13500135000', name: '赵六' })
  const { name, username, phone } = (await readUserSummary(world.pool, other))!
  assert.deepEqual({ name, username, phone }, { name: '赵六', username: 'zhao.liu', phone: '13500135000' })
})

test('C1 what cannot be a login is refused: a username that could pass for a phone or an e-mail', async () => {
  const bad: [object, string][] = [
    [{ username: '13800138000' }, 'user.usernameInvalid'],
    [{ username: 'a@b.cn' }, 'user.usernameInvalid'],
    [{ username: 'a b' }, 'user.usernameInvalid'],
    [{ email: 'nobody' }, 'user.emailInvalid'],
    [{ phone: '12' }, 'user.phoneInvalid'],
    [{}, 'user.usernameInvalid'],
  ]
  for (const [given, code] of bad)
    await assert.rejects(world.user({ ...given, password: PASSWORD }), { status: 422, code })
  assert.ok(await world.user({ username: '张三', password: PASSWORD }))
  assert.ok(await world.user({ username: '10086', password: PASSWORD }))
  assert.equal((await world.browser().signIn('张三', PASSWORD)).statusCode, 200)
})

test('bar #20 password policy: length in characters, no well-known ones, nothing cut off', () => {
  const verdict = (password: string) => {
    try {
      assertAcceptablePassword(password, { username: 'lisi88', phone: '13800138000', name: '李四' })
      return 'ok'
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const common =
    'a123456789 woaini1314 1234567890 12345678901 qwertyuiop 1qaz2wsx3edc aaaaaaaaaa abcabcabcabc password123 P@ssw0rd123 qq123456789 5201314520 admin123456 abc1234567 iloveyou520 woaini5201314 zxcvbnm123 1q2w3e4r5t xinglin2026 9876543210 asdfghjkl123 woaini123456 Passw0rd2026! 0123456789'
  for (const password of common.split(' ')) assert.equal(verdict(password), 'password.common', password)
  for (const password of ['lisi88123', 'lisi88-1']) assert.equal(verdict(password), 'password.tooShort', password)
  for (const password of ['lisi88-123', 'a13800138000', '13800138000x']) {
    assert.equal(verdict(password), 'password.ownName', password)
  }
  for (const password of [
    'correct horse battery',
    'Kx7-plmQ-02',
    '床前明月光疑是地上霜',
    'tr0ub4dor&3x',
    `${'x'.repeat(9)}🌿y-z7`,
  ]) {
    assert.equal(verdict(password), 'ok', password)
  }
  assert.equal(verdict(`${'🌿'.repeat(3)}abcdef`), 'password.tooShort', 'characters, not bytes')
  const long = `${Array.from({ length: 128 }, (_, n) => `${'本草纲目神农'[n % 6]}`)
    .join('')
    .slice(0, 120)}kq7-zx9w`
  assert.equal([...long].length, 128)
  assert.equal(verdict(long), 'ok')
  assert.equal(verdict(`${long}x`), 'password.tooLong')
})

test('bar #20 the 128th character counts', async () => {
  const long = `${'参芪苓术草归芎芍'.repeat(15)}kq7-zx9w`
  assert.equal([...long].length, 128)
  await world.user({ username: 'long', password: long })
  assert.equal((await world.browser().signIn('long', `${long.slice(0, -1)}v`)).statusCode, 401)
  assert.equal((await world.browser().signIn('long', long)).statusCode, 200)
})
