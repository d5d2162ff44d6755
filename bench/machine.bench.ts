import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { load } from './lib/load.ts'
import { measure } from './lib/measure.ts'

// What this machine gives at best: a bare node:http server that answers a prepared text. Other figures are read
// against it when machines are compared.
if (process.send) {
  const text = JSON.stringify(Array.from({ length: 50 }, (_, id) => ({ id, name: '北京协和医院', level: '三级甲等' })))
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(text))
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
} else {
  const child = fork(import.meta.filename)
  const [address] = (await once(child, 'message')) as [{ port: number }]
  const url = `http://127.0.0.1:${address.port}`
  const result = await load({ url, connections: 16, seconds: 3, request: { path: '/' } })
  child.kill()
  measure({ name: 'machine: bare node:http, 16 connections', value: result.rps, unit: 'requests/s' })
  measure({ name: 'machine: bare node:http, p99', value: result.p99, unit: 'ms', better: 'lower' })
}
