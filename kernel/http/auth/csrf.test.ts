import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AuthWorld, authWorld, type Browser } from '#testing/authWorld.ts'
import { forgeryRefusal } from './index.ts'

const PASSWORD = '金银花-连翘-薄荷-1'
let world: AuthWorld
let browser: Browser
before(async () => {
  world = await authWorld()
  await world.user({ username: 'victim', password: PASSWORD })
  browser = world.browser()
  await browser.signIn('victim', PASSWORD)
})
after(() => world.close())

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }
const evil = { origin: 'https://evil.example' }

test('bar #18 CSRF: no cross-site form or script writes anything', async () => {
  const attacks: Record<string, string>[] = [
    { ...form, ...evil },
    { 'content-type': 'text/plain', ...evil },
    { ...json, ...evil },
    { ...json, origin: 'null' },
    { ...json, 'sec-fetch-site': 'cross-site' },
    { ...json, 'sec-fetch-site': 'same-site' },
    { ...json, origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
    { 'content-type': 'multipart/form-data; boundary=x', ...evil },
    { 'content-type': 'multipart/form-data; boundary=x' },
    form,
    { 'content-type': 'text/plain' },
  ]
  const urls = ['/api/v1/api-keys', '/api/auth/sign-out', '/api/auth/change-password', '/api/auth/sign-in']
  for (const url of urls) {
    for (const headers of attacks) {
      const answer = await browser.send({ method: 'POST', url, headers, payload: '{"name":"planted"}' })
      assert.ok([403, 415].includes(answer.statusCode), `${url} ${JSON.stringify(headers)} → ${answer.statusCode}`)
      assert.match(answer.json().code, /^(auth\.crossSite|request\.notJson)$/)
    }
  }
  assert.equal((await browser.get('/api/v1/api-keys')).body, '[]')
  const deletion = await browser.send({
    method: 'DELETE',
    url: `/api/v1/users/sessions/${(await browser.get('/api/v1/users/sessions')).json()[0].id}`,
    headers: evil,
  })
  assert.equal(deletion.statusCode, 403)
  assert.equal((await browser.get('/api/v1/users/sessions')).statusCode, 200)
})

test('bar #18 our own pages and plain programs are served', async () => {
  const own: Record<string, string>[] = [
    { ...json, origin: 'http://localhost', host: 'localhost', 'sec-fetch-site': 'same-origin' },
    { ...json, origin: 'http://192.168.1.9:7300', host: '192.168.1.9:7300' },
    json,
  ]
  for (const headers of own) {
    const answer = await browser.send({ method: 'POST', url: '/api/v1/api-keys', headers, payload: '{"name":"own"}' })
    assert.equal(answer.statusCode, 201, JSON.stringify(headers))
  }
})

test('bar #18 the rule itself: proxies that rewrite Host, uploads, keys, reads', () => {
  const upload = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '9', host: 'app' }
  const code = (method: string, headers: Record<string, string>, own?: string[]) =>
    forgeryRefusal(method, headers, own)?.code ?? null
  assert.equal(code('POST', { ...upload, origin: 'https://crm.example.cn' }), 'auth.crossSite')
  assert.equal(code('POST', { ...upload, origin: 'https://crm.example.cn' }, ['https://crm.example.cn']), null)
  assert.equal(code('POST', { ...upload, 'sec-fetch-site': 'same-origin' }), null)
  assert.equal(code('POST', { ...upload, 'idempotency-key': '1' }), null)
  assert.equal(code('POST', { ...upload, authorization: 'Bearer xl_x', origin: 'https://other' }), null)
  assert.equal(code('GET', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }), null)
  assert.equal(code('PATCH', { ...json, 'content-length': '2', 'sec-fetch-site': 'none' }), null)
  assert.equal(code('PUT', { 'content-type': 'application/xml', 'content-length': '2' }), 'request.notJson')
})
