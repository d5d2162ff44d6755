import type { Caller } from '../access/actor.ts'
import { memberSql, rootColumn } from '../access/predicate.ts'
import { NOTHING, type Reach } from '../access/reach.ts'
import type { ObjectDef } from '../declare/index.ts'
import { badRequest } from '../errors.ts'
import { or, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import type { Where } from './where.ts'

/** What ties a row to its reader: he or somebody under him owns it, he is on its team, he gave it a star. */
const TIES = ['mine', 'subordinates', 'team', 'starred']

/** Rows led to by a short list of ids that another table keeps. */
export interface Led {
  column: Sql
  ids: Sql
  /** What must hold besides: a membership may have ended. */
  rule: Sql
}

export interface ScopeReach {
  reach: Reach
  led: Led[]
  rule: Sql
}

export const ledSql = ({ column, ids, rule }: Led): Sql => sql`${column} in (${ids}) and ${rule}`

/** Rows whose team the reader is on: from the few memberships, not from the many rows. */
export const ledByTeam = (caller: Caller, object: ObjectDef, reach: Reach, alias: string): Led => ({
  column: rootColumn(object, alias),
  ids: sql`select record_id from ${at(caller.tenant, 'team_member')} where employee_id = ${caller.actor.id}`,
  rule: memberSql(caller, object, reach, alias),
})

const ledByStars = (caller: Caller, object: ObjectDef, alias: string): Led => ({
  column: raw(`${alias}.id`),
  ids: sql`select record_id from ${at(caller.tenant, 'star')} where employee_id = ${caller.actor.id} and object = ${object.name}`,
  rule: raw('true'),
})

/** Which tests an object takes: stars go on everything but personal things, the others need an owner. */
const tiesOf = ({ spec }: ObjectDef): string[] => (spec.personal ? [] : spec.owned ? TIES : ['starred'])

/** `{scope: {in: ['mine', 'team']}}`: the rows with any of these ties, as a way to walk and as a rule. */
export function scopeReach(caller: Caller, object: ObjectDef, given: unknown, alias: string): ScopeReach {
  const known = tiesOf(object)
  const ties = Array.isArray(given) ? given : [given]
  if (!ties.length || ties.length > TIES.length || ties.some((t) => !known.includes(t)))
    throw badRequest(
      'query.scope',
      { zh: `范围只能是：${known.join('、') || '（此对象没有）'}`, en: `scope must be one of: ${known.join(', ')}` },
      { field: 'scope' },
    )
  const { id, subordinates } = caller.actor
  const owners = [...(ties.includes('mine') ? [id] : []), ...(ties.includes('subordinates') ? subordinates : [])]
  const reach: Reach = { ...NOTHING, owners, member: ties.includes('team') ? 'any' : null }
  const led = reach.member ? [ledByTeam(caller, object, reach, alias)] : []
  if (ties.includes('starred')) led.push(ledByStars(caller, object, alias))
  const owned = owners.length ? [sql`${raw(alias)}.owner_id = any(${owners}::uuid[])`] : []
  return { reach, led, rule: or([...owned, ...led.map((l) => sql`(${ledSql(l)})`)]) }
}

/** The test of scope that every row must pass, taken out of a filter: a list is better led by it than sifted. */
export function takeScope(where: Where = {}, depth = 0): { given?: unknown; rest: Where } {
  const { scope, ...rest } = where
  const [[op, given] = [], more] = Object.entries(scope ?? {})
  if (given !== undefined && !more && (op === 'eq' || op === 'in')) return { given, rest }
  const { and, ...others } = where
  if (!Array.isArray(and) || depth > 2) return { rest: where }
  for (const [n, part] of and.entries()) {
    const inner = part && !Array.isArray(part) && typeof part === 'object' ? takeScope(part, depth + 1) : undefined
    if (inner?.given === undefined) continue
    const left = and.flatMap((p, i) => (i !== n ? [p] : Object.keys(inner.rest).length ? [inner.rest] : []))
    return { given: inner.given, rest: left.length ? { ...others, and: left } : others }
  }
  return { rest: where }
}
