import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Caller } from '#kernel/access/actor.ts'
import { systemCaller } from '#kernel/access/caller.ts'
import type { LiveModel, LiveObject } from '#kernel/access/model.ts'
import type { Field } from '#kernel/declare/index.ts'
import type { Task } from '#kernel/events/jobs.ts'
import { storedSql } from '#kernel/records/projection.ts'
import { ARRAYS } from '#kernel/store/model.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import type { IndexState } from './state.ts'

interface FieldIndex {
  name: string
  table: string
  /** What stands behind `create index concurrently … on …`. */
  body: string
}

/** Names of indexes that this file makes and removes; no migration uses one. */
const OURS = '_cfx_[0-9a-f]{10}[bg]$'

/** Of a field made anew under an old name with another type the old index is of no use: the type is in the name. */
function nameOf(live: LiveObject, name: string, field: Field, kind: 'b' | 'g'): string {
  const digest = createHash('sha256').update(`${live.def.name}.${name}:${field.type}`).digest('hex').slice(0, 10)
  return `${live.def.table.slice(0, 40)}_cfx_${digest}${kind}`
}

/**
 * What one field needs: a btree for equality and ranges, its rows in the order of the list; for texts trigrams, which
 * serve equality, beginnings and parts alike and have no greatest length; for lists of choices their elements. The
 * expression is letter for letter the one that filters use.
 */
function indexOf(live: LiveObject, name: string, field: Field): FieldIndex {
  const { table } = live.def
  const expression = storedSql(name, field, table).text
  const alive = 'where deleted_at is null'
  const of = (kind: 'b' | 'g', body: string) => ({ name: nameOf(live, name, field, kind), table, body })
  if (ARRAYS.has(field.type)) return of('g', `using gin (${expression}) ${alive}`)
  if (field.type === 'text' || field.type === 'longText')
    return of('g', `using gin (${expression} gin_trgm_ops) ${alive}`)
  return of('b', `(${expression}, updated_at desc, id desc) ${alive}`)
}

const wanted = (model: LiveModel): FieldIndex[] =>
  [...model.objects.values()].flatMap((live) =>
    Object.entries(live.fields)
      .filter(([, field]) => field.custom && field.index)
      .map(([name, field]) => indexOf(live, name, field)),
  )

/** What could not be built, and when; tried again an hour later. */
const broken = new Map<string, number>()
const AGAIN_MS = 3_600_000

/** One at a time per company, over all processes; held by the session that builds, and looked for by the page. */
const lockOf = (tenant: Tenant): number =>
  createHash('sha256').update(`field indexes ${tenant.schema}`).digest().readInt32BE(0)

/**
 * Brings the indexes of administrators' fields to what is marked now: builds what is missing, beside the people at work
 * (`concurrently`), drops what is no longer wanted and what a build that died has left. As the owner of the tables.
 */
export async function keepFieldIndexes(
  tenant: Tenant,
  ownerUrl: string,
): Promise<{ built: string[]; dropped: string[] }> {
  const want = wanted((await systemCaller(tenant)).model)
  const done = { built: [] as string[], dropped: [] as string[] }
  const present = await tenant.db.query<{ name: string; valid: boolean }>(presentSql(tenant))
  const fits = new Set(present.filter((i) => i.valid).map((i) => i.name))
  if (want.every((i) => fits.has(i.name)) && present.length === want.length) return done
  const client = new pg.Client({ connectionString: ownerUrl, statement_timeout: 0, lock_timeout: 0 })
  client.on('error', () => {}) // said to the statement as well
  await client.connect()
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [lockOf(tenant)])
    if (!rows[0].mine) return done
    await bring(client, tenant, want, done)
  } finally {
    await client.end()
  }
  return done
}

async function bring(
  client: pg.Client,
  tenant: Tenant,
  want: FieldIndex[],
  done: { built: string[]; dropped: string[] },
): Promise<void> {
  const statement = presentSql(tenant)
  const { rows } = await client.query<{ name: string; valid: boolean }>(statement.text, statement.values as unknown[])
  const names = new Set(want.map((i) => i.name))
  for (const { name } of rows.filter((i) => !i.valid || !names.has(i.name))) {
    await client.query(`drop index concurrently if exists ${at(tenant, name).text}`)
    done.dropped.push(name)
  }
  const held = new Set(rows.filter((i) => i.valid).map((i) => i.name))
  const fresh = want.filter((i) => !held.has(i.name))
  for (const index of fresh) {
    const key = `${tenant.schema}.${index.name}`
    if ((broken.get(key) ?? 0) > Date.now() - AGAIN_MS) continue
    try {
      await client.query(`create index concurrently "${index.name}" on ${at(tenant, index.table).text} ${index.body}`)
      broken.delete(key)
      done.built.push(index.name)
    } catch (error) {
      // Half an index would only burden every write; the other fields get theirs.
      broken.set(key, Date.now())
      await client.query(`drop index concurrently if exists ${at(tenant, index.name).text}`)
      tenant.log.warn('an index of a custom field could not be built', { index: index.name, error: String(error) })
    }
  }
  // Without figures about the expression the planner does not know how rare a value is.
  for (const table of new Set(fresh.map((i) => i.table))) await client.query(`analyze ${at(tenant, table).text}`)
}

const presentSql = (tenant: Tenant) => sql`select c.relname as name, i.indisvalid as valid from pg_index i
  join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ${tenant.schema} and c.relname ~ ${OURS}`

/** How far the indexes of the fields marked for filtering are, by the field's id. */
export async function fieldIndexStates(caller: Caller): Promise<{ id: string; state: IndexState }[]> {
  const { tenant, model } = caller
  const [rows, present, [lock]] = await Promise.all([
    tenant.db.query<{ id: string; object: string; name: string }>(
      sql`select id, object, name from ${at(tenant, 'custom_field')} where deleted_at is null and filterable`,
    ),
    tenant.db.query<{ name: string; valid: boolean }>(presentSql(tenant)),
    tenant.db.query<{ held: boolean }>(sql`select exists (select 1 from pg_locks where locktype = 'advisory' and granted
      and objsubid = 1 and ((classid::bigint << 32) | objid::bigint) = ${lockOf(tenant)}::bigint) as held`),
  ])
  const valid = new Map(present.map((i) => [i.name, i.valid]))
  return rows.flatMap(({ id, object, name }): { id: string; state: IndexState }[] => {
    const live = model.objects.get(object)
    const field = live?.fields[name]
    if (!live || !field?.index) return []
    const index = indexOf(live, name, field).name
    const unfinished: IndexState = lock!.held ? 'building' : 'failed'
    const given: IndexState = broken.has(`${tenant.schema}.${index}`)
      ? 'failed'
      : valid.has(index)
        ? unfinished
        : 'waiting'
    return [{ id, state: valid.get(index) ? 'ready' : given }]
  })
}

/** Every minute: a field that was marked, unmarked or removed since gets what it needs, without a restart. */
export const fieldIndexTask = (ownerUrl: string): Task => ({
  name: 'customFields.index',
  every: '* * * * *',
  async run({ tenant }) {
    const { built, dropped } = await keepFieldIndexes(tenant, ownerUrl)
    if (built.length || dropped.length) tenant.log.info('indexes of custom fields', { built, dropped })
  },
})
