import { randomBytes } from 'node:crypto'
import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, systemCaller, withCaller } from '#kernel/access/caller.ts'
import { shipDefaults } from '#kernel/access/shipped.ts'
import { runCommand } from '#kernel/commands/context.ts'
import { write } from '#kernel/commands/run.ts'
import { type CommandDef, type ModuleSpec, Registry } from '#kernel/declare/index.ts'
import { remove, update } from '#kernel/records/change.ts'
import { type CreateOptions, create } from '#kernel/records/create.ts'
import { getRow } from '#kernel/records/get.ts'
import type { Values } from '#kernel/records/input.ts'
import { type ListQuery, rows } from '#kernel/records/list.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { Database } from '#kernel/store/database.ts'
import { newId } from '#kernel/store/ids.ts'
import { migrateTenant } from '#kernel/store/migrate.ts'
import { desiredTables, planMigration } from '#kernel/store/plan.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, silentLog, type Tenant } from '#kernel/tenant.ts'
import { removeFolder, tempFolder } from './folder.ts'
import { copyOf, dropDatabase, testServer } from './pg.ts'

/** One person of a test's company, through whom everything is done. */
export class Person {
  readonly world: World
  readonly id: string

  constructor(world: World, id: string) {
    this.world = world
    this.id = id
  }

  caller(): Promise<Caller> {
    return callerFor(this.world.tenant, { employeeId: this.id })
  }

  do<T>(work: (caller: Caller) => Promise<T>): Promise<T> {
    return withCaller(() => this.caller(), work)
  }

  write<T>(work: (unit: Unit) => Promise<T>, key?: string): Promise<T> {
    return this.do((caller) => write(caller, { command: 'test', body: null, key }, work))
  }

  create(object: string, values: Values, options?: CreateOptions): Promise<Values> {
    return this.write((unit) => create(unit, object, values, options))
  }

  update(object: string, id: string, patch: Values, version?: number): Promise<Values> {
    return this.write((unit) => update(unit, object, id, patch, { version }))
  }

  remove(object: string, id: string): Promise<void> {
    return this.write((unit) => remove(unit, object, id, undefined))
  }

  run(command: CommandDef, id: string | null, input: Values = {}): ReturnType<typeof runCommand> {
    return this.write((unit) => runCommand(unit, command, id, input))
  }

  list<T = Values>(object: string, query?: ListQuery): Promise<T[]> {
    return this.do((caller) => rows<T>(caller, object, query))
  }

  get<T = Values>(object: string, id: string): Promise<T> {
    return this.do((caller) => getRow<T>(caller, object, id))
  }
}

/** A company in a schema of its own, migrated from the declarations, with the shipped roles. */
export class World {
  readonly tenant: Tenant
  /** Stands still until a test moves it. */
  now: Date
  /** Alone in its database, which goes with it. */
  readonly #isCopy: boolean

  constructor(tenant: Tenant, now: Date, isCopy: boolean) {
    this.tenant = tenant
    this.now = now
    this.#isCopy = isCopy
    tenant.clock = () => this.now
  }

  as(id: string): Person {
    return new Person(this, id)
  }

  async system(): Promise<Caller> {
    return systemCaller(this.tenant)
  }

  async asSystem<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return withCaller(
      () => this.system(),
      (caller) => write(caller, { command: 'test', body: null }, work),
    )
  }

  async role(name: string): Promise<string> {
    const [row] = await this.tenant.db.query<{ id: string }>(
      sql`select id from ${at(this.tenant, 'role')} where name = ${name}`,
    )
    if (!row) throw new Error(`no role ${name}`)
    return row.id
  }

  async department(name: string, parent?: string): Promise<string> {
    return (await this.asSystem((unit) => create(unit, 'department', { name, parent: parent ?? null }))).id as string
  }

  /** What people of a role may do with a field from now on; null: as the role came. */
  async fieldRight(role: string, object: string, field: string, right: string | null): Promise<void> {
    const { db } = this.tenant
    const id = await this.role(role)
    const table = at(this.tenant, 'role_field_right')
    await db.fresh(sql`delete from ${table} where role_id = ${id} and object = ${object} and field = ${field}`)
    if (right)
      await db.fresh(
        sql`insert into ${table} (role_id, object, field, "right") values (${id}, ${object}, ${field}, ${right})`,
      )
    await db.fresh(sql`update ${at(this.tenant, 'access_epoch')} set n = n + 1 where id = 1`)
  }

  /** Hires somebody with roles by name. */
  async hire(name: string, options: { roles?: string[]; department?: string; manager?: string } = {}): Promise<Person> {
    const roles = await Promise.all((options.roles ?? []).map((r) => this.role(r)))
    const row = await this.asSystem((unit) =>
      create(unit, 'employee', {
        name,
        roles,
        department: options.department ?? null,
        manager: options.manager ?? null,
      }),
    )
    return this.as(row.id as string)
  }

  async close(): Promise<void> {
    const { db, schema, folder } = this.tenant
    if (!this.#isCopy) await db.fresh(raw(`drop schema if exists "${schema}" cascade`))
    await db.close()
    if (this.#isCopy) await dropDatabase(db.url)
    removeFolder(folder)
  }
}

export interface WorldOptions {
  modules?: ModuleSpec[]
  /** Beside them: objects that a test declares. */
  also?: ModuleSpec[]
  now?: string
}

const NOW = '2026-06-15T02:00:00Z'
const TEMPLATE_SCHEMA = 't_template'

/** Read only where they are wanted: eight hundred files. */
const allModules = async (): Promise<ModuleSpec[]> => (await import('#modules/all.ts')).modules

function found(modules: ModuleSpec[], db: Database, schema: string): Tenant {
  return {
    id: newId(),
    schema,
    name: 'test',
    label: '测试公司',
    registry: new Registry(modules),
    db,
    clock: () => new Date(NOW),
    log: silentLog,
    folder: tempFolder('test'),
  }
}

/** Makes the tables that its modules declare and `present` ones have not made yet, and lays down what they ship. */
async function settleIn(tenant: Tenant, present: ModuleSpec[]): Promise<void> {
  const before = present.length ? desiredTables(present) : []
  const statements = planMigration(before, desiredTables(tenant.registry.modules))
  await migrateTenant(tenant.db, tenant.schema, [{ name: present.length ? '0002-also' : '0001-declared', statements }])
  await shipDefaults(await systemCaller(tenant))
}

/** Makes the company of all modules in an empty database, for `world` to copy. */
export async function worldTemplate(url: string): Promise<void> {
  const tenant = found(await allModules(), new Database({ url, max: 2 }), TEMPLATE_SCHEMA)
  await settleIn(tenant, [])
  await tenant.db.close()
}

/** A fresh company on the test server. Close it when done. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const { also = [] } = options
  const modules = options.modules ?? (await allModules())
  const copy = options.modules ? undefined : await copyOf('world')
  const schema = `t_${randomBytes(6).toString('hex')}`
  const db = new Database({ url: copy ?? (await testServer()), max: 8 })
  const tenant = found([...modules, ...also], db, schema)
  const made = new World(tenant, new Date(options.now ?? NOW), copy !== undefined)
  if (copy) await db.fresh(raw(`alter schema "${TEMPLATE_SCHEMA}" rename to "${schema}"`))
  if (!copy || also.length) await settleIn(tenant, copy ? modules : [])
  return made
}
