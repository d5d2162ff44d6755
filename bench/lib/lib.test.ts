import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { load } from './load.ts'
import { judge, percentile } from './measure.ts'
import { readResponse } from './response.ts'

test('bench: a figure is judged against its floor and targets', () => {
  assert.deepEqual(judge({ name: 'list', value: 800, unit: 'rps', floor: 1000, ratioAtLeast: 0.8 }), {
    name: 'list',
    value: 800,
    unit: 'rps',
    floor: 1000,
    ratio: 0.8,
    target: 'ratio ≥ 0.8',
    ok: true,
  })
  assert.equal(judge({ name: 'list', value: 799, unit: 'rps', floor: 1000, ratioAtLeast: 0.8 }).ok, false)
  assert.equal(judge({ name: 't', value: 20, unit: 'ms', floor: 10, better: 'lower', ratioAtLeast: 0.6 }).ratio, 0.5)
  assert.equal(judge({ name: 'p99', value: 31, unit: 'ms', atMost: 30 }).ok, false)
  assert.equal(judge({ name: 'x', value: 1, unit: 'rps', ratioAtLeast: 0.5 }).ok, false, 'no floor: no ratio: not met')
  assert.equal(judge({ name: 'x', value: 1, unit: 'rps' }).ok, true)
})

test('bench: percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  assert.deepEqual(
    [0.5, 0.95, 0.99, 1].map((p) => percentile(hundred, p)),
    [50, 95, 99, 100],
  )
  assert.equal(percentile([7], 0.99), 7)
  assert.equal(percentile([], 0.5), 0)
})

test('bench: responses are read whole, by length and by chunks, also when they arrive in pieces', () => {
  const plain = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n杏林')
  const chunked = Buffer.from('HTTP/1.1 422 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n')
  const empty = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')
  for (const [bytes, status, body] of [
    [plain, 200, '杏林'],
    [chunked, 422, 'abcd'],
    [empty, 204, ''],
  ] as const) {
    for (let cut = 0; cut < bytes.length; cut++) assert.equal(readResponse(bytes.subarray(0, cut)), undefined)
    const found = readResponse(Buffer.concat([bytes, plain]))
    assert.deepEqual([found?.status, found?.length, found?.body.toString()], [status, bytes.length, body])
  }
})

test('bench: the load generator counts what the server answered', async (t) => {
  let answered = 0
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    answered++
    seen.add(`${request.method} ${request.url} ${request.headers['x-n']}`)
    response.statusCode = request.url === '/bad' ? 500 : 200
    response.end(request.url)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const request = (n: number) =>
    n % 2 ? { path: '/bad', headers: { 'X-N': 'odd' } } : { path: '/good', method: 'PUT', body: '{}' }
  const result = await load({ url, connections: 4, seconds: 1, warmup: 0, request })
  assert.deepEqual([...seen].sort(), ['GET /bad odd', 'PUT /good undefined'])
  assert.equal(result.requests, (result.statuses[200] ?? 0) + (result.statuses[500] ?? 0))
  assert.ok(result.requests > 0 && result.requests <= answered && answered - result.requests <= 4)
  assert.equal(result.errors, result.statuses[500])
  assert.equal(result.firstError, '/bad')
})

test('bench: a server that is not there is an error, not a hang', async () => {
  const result = await load({
    url: 'http://127.0.0.1:1',
    connections: 1,
    seconds: 0.1,
    warmup: 0,
    request: { path: '/' },
  })
  assert.ok(result.errors > 0 && result.requests === 0)
})
