import type { AddressInfo } from 'node:net'
import { liveRoute } from '#kernel/events/liveRoute.ts'
import { buildApp } from '#kernel/http/app.ts'
import { createAuth, createAuthenticator, loadSecret } from '#kernel/http/auth/index.ts'
import type { House } from '#kernel/http/house.ts'
import type { Log } from '#kernel/tenant.ts'
import { mustHaveSecondFactor } from '#modules/organization/index.ts'
import { startBackground } from './background.ts'
import { type DemoSize, firstPeople } from './firstPeople.ts'
import { type Opened, openHouse } from './open.ts'
import { routes } from './routes.ts'
import { webFolder } from './web.ts'

export interface ServerOptions {
  version: string
  port: number
  host: string
  dataDir?: string
  databaseUrl?: string
  logLevel?: string
  /** No web pages (tests of the API). */
  bare?: boolean
  /** How large a demo company a fresh database gets; by default the full one. */
  demo?: DemoSize
  /** Lines for the person who started it. */
  say: (line: string) => void
}

export interface RunningServer {
  url: string
  house: House
  opened: Opened
  stop(): Promise<void>
}

const jsonLog: Log = {
  info: (message, data) =>
    process.env.XINGLIN_LOG === 'debug' && console.error(JSON.stringify({ level: 'info', message, ...data })),
  warn: (message, data) => console.error(JSON.stringify({ level: 'warn', message, ...data })),
  error: (message, data) => console.error(JSON.stringify({ level: 'error', message, ...data })),
}

/** Starts everything in one process: database, migrations, first people, HTTP, jobs. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const building = options.bare ? Promise.resolve(undefined) : webFolder(options.say)
  const baseURL = process.env.XINGLIN_URL ?? `http://localhost:${options.port || 7300}`
  const opened = await openHouse({
    dataDir: options.dataDir,
    databaseUrl: options.databaseUrl,
    log: jsonLog,
    url: baseURL,
  })
  const secret = loadSecret(opened.dataDir)
  const auth = createAuth({ pool: opened.db.pool, secret, baseURL, onError: (message) => jsonLog.warn(message) })
  const authenticator = createAuthenticator({
    pool: opened.db.pool,
    secret: auth.secret,
    secure: auth.secure,
    idleSeconds: auth.idleSeconds,
  })
  const bySchema = new Map(opened.tenants.map((t) => [t.schema, t]))
  let ready = false
  const house: House = {
    registry: opened.registry,
    db: opened.db,
    auth,
    authenticator,
    secondFactor: mustHaveSecondFactor,
    log: jsonLog,
    tenant: (schema) => bySchema.get(schema)!,
    tenants: () => [...bySchema.values()],
    ready: () => ready,
  }
  for (const tenant of opened.fresh) await firstPeople(tenant, opened.dataDir, options.say, options.demo)
  const background = await startBackground(opened)
  const app = await buildApp(house, {
    version: options.version,
    web: await building,
    routes: [...routes(), liveRoute(background.hub)],
    logLevel: options.logLevel ?? process.env.XINGLIN_LOG ?? 'warn',
  })
  await app.listen({ port: options.port, host: options.host })
  ready = true
  const port = (app.server.address() as AddressInfo).port
  const url = `http://localhost:${port}`
  options.say(`杏林 Xinglin  ${url}`)
  return {
    url,
    house,
    opened,
    async stop() {
      ready = false
      await background.stop()
      await app.close()
      await opened.close()
    },
  }
}
