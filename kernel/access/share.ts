import type { ObjectDef } from '../declare/index.ts'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import type { Caller } from './actor.ts'
import type { Reach } from './reach.ts'

interface Stats {
  total: number
  byOwner: Map<string, number>
  byDept: Map<string, number>
}

const known = new WeakMap<Tenant, Map<string, Stats>>()

/** How large PostgreSQL takes each table to be. */
async function sizesOf(tenant: Tenant): Promise<Map<string, number>> {
  const rows = await tenant.db.fresh<{ name: string; n: number }>(
    sql`select relname as name, reltuples as n from pg_class where relnamespace = ${tenant.schema}::regnamespace and relkind = 'r'`,
  )
  return new Map(rows.map(({ name, n }) => [name, n]))
}

/**
 * Counts each object's rows by owner and department and keeps the counts in the process. An estimate that
 * only chooses between two equally right statements (what nobody owns: PostgreSQL's own); refreshed by a job, at start and after imports.
 */
export async function refreshShares(tenant: Tenant): Promise<void> {
  const stats = new Map<string, Stats>()
  const sizes = await sizesOf(tenant)
  for (const object of tenant.registry.objects.values()) {
    if (!object.spec.owned) {
      const total = Math.max(0, sizes.get(object.table) ?? 0)
      stats.set(object.name, { total, byOwner: new Map(), byDept: new Map() })
      continue
    }
    const rows = await tenant.db.fresh<{ owner_id: string | null; dept_id: string | null; n: number }>(
      sql`select owner_id, dept_id, count(*)::int as n from ${at(tenant, object.table)} where deleted_at is null group by 1, 2`,
    )
    const s: Stats = { total: 0, byOwner: new Map(), byDept: new Map() }
    for (const r of rows) {
      s.total += r.n
      if (r.owner_id) s.byOwner.set(r.owner_id, (s.byOwner.get(r.owner_id) ?? 0) + r.n)
      if (r.dept_id) s.byDept.set(r.dept_id, (s.byDept.get(r.dept_id) ?? 0) + r.n)
    }
    stats.set(object.name, s)
  }
  known.set(tenant, stats)
  versions.set(tenant, sharesVersion(tenant) + 1)
}

/** Roughly how many living rows an object has; 0 where nobody counted. */
export const rowsKnown = (tenant: Tenant, object: string): number => known.get(tenant)?.get(object)?.total ?? 0

const versions = new WeakMap<Tenant, number>()

/** Changes whenever the counts do: a statement shaped by the old ones is written anew. */
export const sharesVersion = (tenant: Tenant): number => versions.get(tenant) ?? 0

const sum = (ids: string[], counts: Map<string, number>): number =>
  ids.reduce((total, id) => total + (counts.get(id) ?? 0), 0)

/**
 * Roughly the part of an object's rows within reach, 0 to 1. Where nobody has counted yet (a server just started, a new
 * table): nothing, for the way that suits a narrow reader is bounded for every reader, the other one is not.
 */
export function reachShare(caller: Caller, object: ObjectDef, reach: Reach): number {
  if (reach.all) return 1
  const stats = known.get(caller.tenant)?.get(object.name)
  if (!stats?.total) return 0
  return Math.min(1, Math.max(sum(reach.owners, stats.byOwner), sum(reach.depts, stats.byDept)) / stats.total)
}
