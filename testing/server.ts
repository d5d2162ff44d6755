import { randomUUID } from 'node:crypto'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { changeRow, lockRow } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import { rows } from '#kernel/records/list.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { appRoleOf } from '#kernel/store/migrate.ts'
import { type RunningServer, startServer } from '../apps/server/server.ts'
import { removeFolder, tempFolder } from './folder.ts'
import { copyOf, newDatabase, onServer, templateUrl } from './pg.ts'

export const PASSWORD = 'Proof-of-the-house-2026'

export interface Reply {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON came
  json: any
}

/** One signed-in person (or nobody) in front of the real server. */
export class Client {
  readonly base: string
  readonly employee: string
  cookie = ''

  constructor(base: string, employee = '') {
    this.base = base
    this.employee = employee
  }

  /** Sends a request; an object body as JSON, a string as it stands. Writes carry a fresh Idempotency-Key. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { origin: this.base, 'idempotency-key': randomUUID() }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const set = response.headers.getSetCookie().map((c) => c.split(';')[0]!)
    if (set.length) this.cookie = [...new Set([...this.cookie.split('; ').filter(Boolean), ...set])].join('; ')
    const text = await response.text()
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      json = undefined
    }
    return { status: response.status, headers: response.headers, text, json }
  }

  get = (path: string, headers?: Record<string, string>) => this.send('GET', `/api/v1${path}`, undefined, headers)
  post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
    this.send('POST', `/api/v1${path}`, body, headers)
  patch = (path: string, body: unknown, version: number, headers: Record<string, string> = {}) =>
    this.send('PATCH', `/api/v1${path}`, body, { 'if-match': `"${version}"`, ...headers })
  delete = (path: string, version: number) =>
    this.send('DELETE', `/api/v1${path}`, undefined, { 'if-match': `"${version}"` })

  async signIn(login: string, password: string): Promise<this> {
    const reply = await this.send('POST', '/api/auth/sign-in', { login, password })
    if (reply.status !== 200) throw new Error(`sign-in of ${login}: ${reply.status} ${reply.text}`)
    return this
  }
}

export interface TestHouse {
  server: RunningServer
  client(): Client
  /** Hires somebody with a login of the same name and signs him in. */
  person(username: string, options?: { roles?: string[]; department?: string; manager?: string }): Promise<Client>
  asSystem<T>(work: (unit: Unit) => Promise<T>): Promise<T>
  department(name: string, parent?: string): Promise<string>
  role(name: string): Promise<string>
  stop(): Promise<void>
}

/** Without pages and without the demo company. */
function startBare(databaseUrl: string, dataDir: string): Promise<RunningServer> {
  process.env.XINGLIN_DEMO = '0'
  const options = { version: '0.0.0', port: 0, host: '127.0.0.1', dataDir, databaseUrl, bare: true }
  return startServer({ ...options, logLevel: process.env.XINGLIN_LOG ?? 'silent', say: () => {} })
}

/** Makes the house in an empty database, for `testHouse` to copy. */
export async function houseTemplate(url: string): Promise<void> {
  const server = await startBare(url, tempFolder('house'))
  await server.stop()
}

async function copiedHouse(): Promise<string | undefined> {
  const copy = await copyOf('house')
  // The role of the application is named after its database: that of the copy may what that of the template may.
  if (copy) await onServer(`create role ${appRoleOf(copy)} in role ${appRoleOf(await templateUrl('house'))}`)
  return copy
}

/** The real server, without pages and without the demo company, on a database of its own of the test PostgreSQL. */
export async function testHouse(): Promise<TestHouse> {
  const dataDir = tempFolder('house')
  const server = await startBare((await copiedHouse()) ?? (await newDatabase('house')), dataDir)
  const tenant = server.opened.tenants[0]!
  const base = server.url.replace('localhost', '127.0.0.1')
  const asSystem = <T>(work: (unit: Unit) => Promise<T>): Promise<T> =>
    withCaller(
      () => systemCaller(tenant),
      (caller) => write(caller, { command: 'test', body: null }, work),
    )
  const role = async (roleName: string) => {
    const found = await rows<{ id: string }>(await systemCaller(tenant), 'role', { where: { name: { eq: roleName } } })
    return found[0]!.id
  }
  return {
    server,
    client: () => new Client(base),
    asSystem,
    role,
    department: async (label, parent) =>
      (await asSystem((unit) => create(unit, 'department', { name: label, parent: parent ?? null }))).id as string,
    async person(username, given = {}) {
      const roles = await Promise.all((given.roles ?? []).map(role))
      const id = await asSystem(async (unit) => {
        const { department = null, manager = null } = given
        const made = await create(unit, 'employee', { name: username, department, manager, roles })
        const login = await tenant.logins!.open(unit.tx, { name: username, username, password: PASSWORD })
        const row = await lockRow(unit, 'employee', made.id as string, 'update')
        await changeRow(unit, 'employee', row, { userId: login.userId, username }, 'openLogin')
        return made.id as string
      })
      return new Client(base, id).signIn(username, PASSWORD)
    },
    async stop() {
      await server.stop()
      removeFolder(dataDir)
    },
  }
}
