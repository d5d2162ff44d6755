// Child process of a bench: the real server on the bench house, without pages or demo.
import { startServer } from '#apps/server/server.ts'

const server = await startServer({
  version: 'bench',
  port: 0,
  host: '127.0.0.1',
  dataDir: process.argv[2],
  bare: true,
  logLevel: 'silent',
  say: () => {},
})
process.send?.({ url: server.url, pg: server.opened.owner.url })
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
// A bench that breaks leaves nobody behind.
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))
