import { Refusal } from '#kernel/errors.ts'
import { afterWrite } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { agentAuthorization } from './agentAuthorization.object.ts'
import { decimalOf, type Piece, type Place, territory } from './territory.ts'

const ids = (value: unknown): string[] => (value as string[] | null) ?? []

/** Where accounts stand; those without a known division are left out. */
export async function placesOf(unit: Unit, accounts: string[]): Promise<Map<string, Place>> {
  if (!accounts.length) return new Map()
  const rows = await unit.tx.query<{ id: string; region_code: string }>(
    sql`select id, region_code from ${unit.table('account')} where id = any(${accounts}::uuid[]) and region_code ~ '^[0-9]{6}$'`,
  )
  return new Map(rows.map((r) => [r.id, { id: r.id, regionCode: r.region_code }]))
}

/** The territory of an authorisation as it now stands. */
export async function piecesOf(unit: Unit, row: Values): Promise<Piece[]> {
  const [hospitals, excluded] = [ids(row.hospitals), ids(row.excludedHospitals)]
  const places = await placesOf(unit, [...hospitals, ...excluded])
  const known = (list: string[]): Place[] => list.flatMap((id) => places.get(id) ?? [])
  return territory({
    agentLevel: String(row.agentLevel),
    regionCodes: ids(row.regionCodes),
    hospitals: known(hospitals),
    excluded: known(excluded),
  })
}

/** The authorisations under which one was granted, nearest first. */
export async function lineOf(unit: Unit, row: Values): Promise<string[]> {
  if (!row.parentAuthorization) return []
  const table = unit.table(agentAuthorization.table)
  const rows = await unit.tx.query<{ id: string }>(sql`with recursive line as (
      select t.id, t.parent_authorization_id as up, 1 as n from ${table} t where t.id = ${row.parentAuthorization}
      union all select t.id, t.parent_authorization_id, l.n + 1 from line l join ${table} t on t.id = l.up where l.n < 20)
    select id from line order by n`)
  return rows.map((r) => r.id)
}

/** All that were granted under one, directly or further down, and are in one of these states. */
export async function grantedUnder(unit: Unit, id: string, states: string[]): Promise<string[]> {
  const table = unit.table(agentAuthorization.table)
  const rows = await unit.tx.query<{ id: string }>(sql`with recursive below as (
      select t.id from ${table} t where t.parent_authorization_id = ${id} and t.deleted_at is null
      union select t.id from below b join ${table} t on t.parent_authorization_id = b.id where t.deleted_at is null)
    select t.id from below b join ${table} t on t.id = b.id where t.state = any(${states}::text[]) order by t.id`)
  return rows.map((r) => r.id)
}

/** Holds the authorisation above in its state until this transaction ends, and returns it. */
export async function holdAbove(unit: Unit, id: string): Promise<Values | undefined> {
  const [row] = await unit.tx.query<Values>(sql`select t.id, t.number, t.state, t.agent_id as agent,
      t.parent_authorization_id as "parentAuthorization", t.deposit_due::text as "depositDue", t.deposit_balance::text as "depositBalance",
      t.agent_level as "agentLevel", t.packages,
      t.region_codes as "regionCodes", t.hospitals, t.excluded_hospitals as "excludedHospitals", t.exclusive,
      t.valid_from::text as "validFrom", t.valid_to::text as "validTo"
    from ${unit.table(agentAuthorization.table)} t where t.id = ${id} and t.deleted_at is null for share`)
  return row
}

async function release(unit: Unit, authorizations: string[]): Promise<void> {
  await unit.tx.query(
    sql`delete from ${unit.table('authorization_claim')} where authorization_id = any(${authorizations}::uuid[])`,
  )
}

async function claim(unit: Unit, row: Values): Promise<void> {
  const pieces = (await piecesOf(unit, row)).map((p) => ({
    f: decimalOf(p.from),
    t: decimalOf(p.to),
    h: p.hospital,
  }))
  // In one order everywhere, so that two activations wait for each other instead of locking crosswise.
  const packages = [...ids(row.packages)].sort()
  pieces.sort((a, b) => (a.f.padStart(24, '0') < b.f.padStart(24, '0') ? -1 : 1))
  const depth = (await lineOf(unit, row)).length
  // Ids are made here and never by the database (GROWTH.md).
  const rows = packages.flatMap((p) => pieces.map((piece) => ({ ...piece, p, id: newId() })))
  const by = unit.caller.actor.id
  await unit.tx.query(sql`insert into ${unit.table('authorization_claim')}
      (id, version, created_at, created_by, updated_at, updated_by, owner_id, dept_id, root_id, authorization_id, agent_id,
       package_id, hospital_id, from_point, to_point, exclusive, depth, scope_version, valid_from, valid_to)
    select r.id, 1, ${unit.stamp}, ${by}, ${unit.stamp}, ${by}, ${row.owner ?? null}, ${row.dept ?? null}, ${row.root ?? null},
      ${row.id}, ${row.agent}, r.p, r.h, r.f, r.t, ${row.exclusive === true}, ${depth}, ${row.scopeVersion}, ${row.validFrom}, ${row.validTo}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, p uuid, h uuid, f numeric, t numeric)`)
}

/** Of these authorisations, those whose claims stand as their scope says: nothing about them moved. */
async function settled(unit: Unit, rows: Values[]): Promise<Set<string>> {
  const standing = await unit.tx.query<{ id: string }>(sql`select t.id from ${unit.table(agentAuthorization.table)} t
    where t.id = any(${rows.map((r) => r.id)}::uuid[]) and exists (select 1 from ${unit.table('authorization_claim')} c
      where c.authorization_id = t.id and c.scope_version = t.scope_version)`)
  return new Set(standing.map((r) => r.id))
}

/**
 * Claims follow their authorisation, whoever changes it: in force it holds its territory, otherwise nothing. The
 * constraints of the claims are what makes overlapping exclusive rights impossible, for two people at once too.
 */
export const keepClaims = afterWrite(agentAuthorization, async (unit, rows, how) => {
  const active = rows.filter((r) => r.state === 'active' && !r.deletedAt)
  if (how === 'create') {
    for (const row of active) await claim(unit, row)
    return
  }
  const gone = rows.find((r) => r.deletedAt && ['active', 'suspended'].includes(String(r.state)))
  if (gone)
    throw new Refusal('authorization.inForce', {
      zh: `授权 ${gone.number} 尚未结束，请先终止再删除`,
      en: `Authorisation ${gone.number} has not ended; terminate it before deleting it`,
    })
  const standing = active.length ? await settled(unit, active) : new Set<string>()
  const moved = active.filter((r) => !standing.has(r.id as string))
  const idle = rows.filter((r) => r.state !== 'active')
  await release(
    unit,
    [...idle, ...moved].map((r) => r.id as string),
  )
  for (const row of moved) await claim(unit, row)
})
