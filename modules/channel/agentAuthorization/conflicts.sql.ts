import { visibleSql } from '#kernel/access/predicate.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { regionText } from '#modules/customers/index.ts'
import { agentAuthorization } from './agentAuthorization.object.ts'
import { grantedUnder, lineOf, piecesOf } from './claims.sql.ts'
import { codeAt, decimalOf } from './territory.ts'

/** One meeting of two rights: which authorisation, over which packages, where and when. */
export interface Conflict {
  /** Null where the reader may not see it: somebody holds it, and that is all he learns. */
  authorization: { id: string; number: string; agent: string } | null
  exclusive: boolean
  packages: string[]
  /** Divisions and hospitals, as people call them. */
  places: string[]
  from: string
  to: string
}

interface Row {
  id: string
  number: string
  agent: string
  seen: boolean
  exclusive: boolean
  packages: string[]
  points: { at: string; hospital: string | null }[]
  valid_from: string
  valid_to: string
}

function placeOf({ at, hospital }: Row['points'][number]): string {
  const code = codeAt(at)
  return hospital ?? (regionText(code) || code)
}

/**
 * The rights in force that this authorisation would meet: exclusive against exclusive, and exclusive against another
 * agent's of any kind. Its own line (those it was granted under, those granted under it) is no conflict.
 */
export async function conflictsOf(unit: Unit, row: Values): Promise<Conflict[]> {
  const id = row.id as string
  const own = [id, ...(await lineOf(unit, row)), ...(await grantedUnder(unit, id, ['active']))]
  const pieces = (await piecesOf(unit, row)).map((p) => ({ f: decimalOf(p.from), t: decimalOf(p.to), h: p.hospital }))
  const packages = (row.packages as string[] | null) ?? []
  const table = unit.table(agentAuthorization.table)
  const rows = await unit.tx.query<Row>(sql`
    with mine as (select * from jsonb_to_recordset(${JSON.stringify(pieces)}::jsonb) as m(f numeric, t numeric, h uuid)),
    met as (
      select c.authorization_id, c.exclusive, c.package_id, greatest(c.from_point, m.f) as at, coalesce(c.hospital_id, m.h) as hospital_id
      from mine m join ${unit.table('authorization_claim')} c on numrange(c.from_point, c.to_point) && numrange(m.f, m.t)
      where c.package_id = any(${packages}::uuid[]) and not (c.authorization_id = any(${own}::uuid[]))
        and daterange(c.valid_from, c.valid_to, '[]') && daterange(${row.validFrom}::date, ${row.validTo}::date, '[]')
        and ((c.exclusive and ${row.exclusive === true}) or (c.exclusive <> ${row.exclusive === true} and c.agent_id <> ${row.agent})))
    select t.id, t.number, a.name as agent, ${visibleSql(unit.caller, agentAuthorization, 'read', 't')} as seen, x.exclusive,
      greatest(t.valid_from, ${row.validFrom}::date)::text as valid_from, least(t.valid_to, ${row.validTo}::date)::text as valid_to,
      (select json_agg(p.name order by p.name) from ${unit.table('product_package')} p where p.id = any(x.packages)) as packages,
      (select json_agg(json_build_object('at', y.at::text, 'hospital', h.name) order by y.at) from
        (select distinct met.at, met.hospital_id from met where met.authorization_id = x.authorization_id order by met.at limit 20) y
        left join ${unit.table('account')} h on h.id = y.hospital_id) as points
    from (select authorization_id, bool_or(exclusive) as exclusive, array_agg(distinct package_id) as packages from met group by 1) x
      join ${table} t on t.id = x.authorization_id join ${unit.table('account')} a on a.id = t.agent_id
    order by t.number`)
  return rows.map((r) => ({
    authorization: r.seen ? { id: r.id, number: r.number, agent: r.agent } : null,
    exclusive: r.exclusive,
    packages: r.packages ?? [],
    places: [...new Set(r.points.map(placeOf))],
    from: r.valid_from,
    to: r.valid_to,
  }))
}
