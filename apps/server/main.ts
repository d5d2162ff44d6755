import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { assertRuntime } from '#kernel/runtime.ts'
import { startServer } from './server.ts'

assertRuntime()
const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string
}
const server = await startServer({
  version,
  port: Number(process.env.PORT ?? 7300),
  host: process.env.HOST ?? '127.0.0.1',
  say: (line) => console.log(line),
})

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping) process.exit(1)
    stopping = true
    // What is under way is finished; what cannot finish in 20 s is cut.
    setTimeout(() => process.exit(1), 20_000).unref()
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
