import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { account } from './account.object.ts'

/** What the accounts below one come to: stores of a chain, hospitals of a group. Only those the reader sees. */
export interface RollUp {
  /** Accounts below, at whatever depth. */
  accounts: number
  byClass: Record<string, number>
  byStage: Record<string, number>
  byState: Record<string, number>
  /** Beds of all hospitals below. */
  beds: number
  /** Newest contact with any of them, ISO instant. */
  lastContactAt: string | null
  overdue: number
}

/** A group of groups of groups is deeper than any there is; the limit is for rings that data may hold. */
const DEPTH = 6

/** Adds up the accounts below one that the caller sees. Throws 404 where he does not see that one. */
export async function rollUp(caller: Caller, id: string): Promise<RollUp> {
  await requireVisible(caller, account.name, id)
  const table = at(caller.tenant, account.table)
  const [row] = await caller.tenant.db.query<Guarded & { sum: RollUp }>(sql`
    with recursive line as (
      select t.id, 1 as depth from ${table} t where t.parent_id = ${id} and t.deleted_at is null
      union select t.id, l.depth + 1 from line l join ${table} t on t.parent_id = l.id where t.deleted_at is null and l.depth < ${DEPTH}
    ), seen as (
      select t.* from ${table} t where t.id in (select id from line) and t.id <> ${id} and ${visibleSql(caller, account, 'read', 't')})
    select ${guardColumns(caller)}, json_build_object(
      'accounts', (select count(*) from seen),
      'byClass', (select coalesce(json_object_agg(k, n), '{}') from (select coalesce(class, 'none') as k, count(*) as n from seen group by 1) x),
      'byStage', (select coalesce(json_object_agg(k, n), '{}') from (select coalesce(lifecycle_stage, 'none') as k, count(*) as n from seen group by 1) x),
      'byState', (select coalesce(json_object_agg(k, n), '{}') from (select state as k, count(*) as n from seen group by 1) x),
      'beds', (select coalesce(sum(beds), 0) from seen),
      'lastContactAt', (select max(last_contact_at) from seen),
      'overdue', (select count(*) from seen where next_contact_at < (${caller.tenant.clock().toISOString()}::timestamptz at time zone 'Asia/Shanghai')::date)
    ) as sum`)
  checkGuard(caller, row)
  return row!.sum
}
