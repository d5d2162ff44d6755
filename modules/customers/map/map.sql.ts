import { LRUCache } from 'lru-cache'
import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, ensureChecked, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { memberSql, reachSql } from '#kernel/access/predicate.ts'
import { isNothing, reachOf } from '#kernel/access/reach.ts'
import { reachShare } from '#kernel/access/share.ts'
import { badRequest, denied } from '#kernel/errors.ts'
import { list } from '#kernel/records/list.ts'
import { target, type Where, whereSql } from '#kernel/records/where.ts'
import { and, join, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { account } from '../account/account.object.ts'

/** West, south, east, north, in degrees. */
export type Box = [number, number, number, number]

export const CHINA: Box = [73, 3, 136, 54]
/** More than so many in sight are shown as clusters. */
export const MOST_POINTS = 200
/** Cells across and down: so many clusters at most. */
export const CELLS = 24
/** A reader of less than this part of the table is led to his rows by their owners, else by where they lie. */
const NARROW = 0.5
const FIELDS = 'name number lng lat datum class lastContactAt address regionCode accountRoles owner'.split(' ')

export interface Cluster {
  lng: number
  lat: number
  count: number
}

/** Which accounts a map shows: what lies in the box, passes the filter, and is the reader's to see. */
function source(caller: Caller, box: Box, where: Where | undefined): Sql {
  const live = caller.model.objects.get(account.name)!
  // Who may not see positions has no map: the same refusal as of a filter by them.
  const [lng, lat] = [target(caller, live, 'lng', 't').column, target(caller, live, 'lat', 't').column]
  const [west, south, east, north] = box
  const table = at(caller.tenant, account.table)
  const held = and([
    sql`t.deleted_at is null and ${lng} between ${west} and ${east} and ${lat} between ${south} and ${north}`,
    whereSql(caller, live, where, 't'),
  ])
  const columns = sql`t.id, ${lng}::float8 as lng, ${lat}::float8 as lat`
  const reach = reachOf(caller.actor, account, 'read')
  if (reach.all || reachShare(caller, account, reach) > NARROW)
    return sql`(select ${columns} from ${table} t where ${held} and ${reachSql(caller, account, reach, 't')})`
  const parts: Sql[] = []
  const part = (rule: Sql) => parts.push(sql`select ${columns} from ${table} t where ${rule} and ${held}`)
  if (reach.owners.length) part(sql`t.owner_id = any(${reach.owners}::uuid[])`)
  if (reach.depts.length) part(sql`t.dept_id = any(${reach.depts}::uuid[])`)
  if (reach.member)
    part(sql`t.id in (select record_id from ${at(caller.tenant, 'team_member')} where employee_id = ${caller.actor.id})
      and ${memberSql(caller, account, reach, 't')}`)
  return sql`(${join(parts, ' union ')})`
}

function mayRead(caller: Caller): void {
  if (isNothing(reachOf(caller.actor, account, 'read'))) throw denied('read')
}

/** Clusters of many accounts are read off a large index: who looks again within a minute sees those of before. */
const known = new LRUCache<string, Cluster[]>({ max: 200, ttl: 60_000 })
const WORTH_KEEPING = 20_000

async function clusters(caller: Caller, box: Box, where: Where | undefined): Promise<Cluster[]> {
  const { tenant, actor } = caller
  const alike = reachOf(actor, account, 'read').all && !where ? '' : actor.id
  const key = JSON.stringify([tenant.schema, actor.epoch, alike, box, where])
  const kept = known.get(key)
  if (kept) {
    // Who may not see positions (any more) is refused all the same.
    source(caller, box, where)
    await ensureChecked(caller)
    return kept
  }
  const cells = await freshClusters(caller, box, where)
  if (cells.reduce((sum, c) => sum + c.count, 0) > WORTH_KEEPING) known.set(key, cells)
  return cells
}

async function freshClusters(caller: Caller, box: Box, where: Where | undefined): Promise<Cluster[]> {
  const [west, south, east, north] = box
  const [row] = await caller.tenant.db.fresh<Guarded & { cells: Cluster[] | null }>(sql`select ${guardColumns(caller)},
    (select json_agg(c) from (
      select round(avg(m.lng)::numeric, 5)::float8 as lng, round(avg(m.lat)::numeric, 5)::float8 as lat, count(*)::int as count
      from ${source(caller, box, where)} m
      group by least(floor((m.lng - ${west}::float8) / ${(east - west) / CELLS}::float8), ${CELLS - 1}),
        least(floor((m.lat - ${south}::float8) / ${(north - south) / CELLS}::float8), ${CELLS - 1})) c) as cells`)
  checkGuard(caller, row)
  return row!.cells ?? []
}

/** The rows themselves, through the list: masks, labels and rights are the list's own. */
async function points(caller: Caller, where: Where): Promise<Record<string, unknown>[]> {
  const page = await list(caller, account.name, { where, fields: FIELDS, limit: MOST_POINTS, count: 'none' })
  return JSON.parse(page.data) as Record<string, unknown>[]
}

export interface AccountMap {
  total: number
  clusters: Cluster[]
  points: Record<string, unknown>[]
}

/** 客户地图: clusters of a grid while there are many in sight, the accounts themselves when there are few. */
export async function accountMap(caller: Caller, box: Box, where?: Where): Promise<AccountMap> {
  mayRead(caller)
  const cells = await clusters(caller, box, where)
  const total = cells.reduce((sum, c) => sum + c.count, 0)
  if (total > MOST_POINTS) return { total, clusters: cells, points: [] }
  const [west, south, east, north] = box.map(String)
  const inBox = { lng: { between: [west, east] }, lat: { between: [south, north] } }
  const found = total ? await points(caller, where ? { and: [where, inBox] } : inBox) : []
  return { total: found.length, clusters: [], points: found }
}

/** Kilometres around, tried one after the other until there are enough. */
const RINGS = [2, 8, 30, 120, 500]
const KM = 111.32

/** 离我最近: the accounts nearest to a place, nearest first, looked for in growing boxes. */
export async function nearestAccounts(
  caller: Caller,
  here: { lng: number; lat: number },
  limit: number,
  where?: Where,
): Promise<(Record<string, unknown> & { km: number })[]> {
  mayRead(caller)
  const squeeze = Math.cos((here.lat * Math.PI) / 180)
  let near: { id: string; km: number }[] = []
  for (const ring of RINGS) {
    const [x, y] = [ring / KM / squeeze, ring / KM]
    const box: Box = [here.lng - x, here.lat - y, here.lng + x, here.lat + y]
    const km = sql`sqrt(power((m.lng - ${here.lng}::float8) * ${squeeze}::float8, 2) + power(m.lat - ${here.lat}::float8, 2)) * ${KM}::float8`
    const [row] = await caller.tenant.db.fresh<Guarded & { near: { id: string; km: number }[] | null }>(sql`
      select ${guardColumns(caller)}, (select json_agg(n order by n.km, n.id) from (select m.id, ${km} as km
        from ${source(caller, box, where)} m order by 2, 1 limit ${limit}) n) as near`)
    checkGuard(caller, row)
    // A box reaches further at its corners than at its sides; only what lies in the circle is surely the nearest.
    const held = row!.near ?? []
    near = ring === RINGS.at(-1) ? held : held.filter((n) => n.km <= ring)
    if (near.length >= limit) break
  }
  if (!near.length) return []
  const found = await points(caller, { id: { in: near.map((n) => n.id) } })
  const byId = new Map(found.map((p) => [p.id as string, p]))
  return near.flatMap(({ id, km }) => {
    const row = byId.get(id)
    return row ? [{ ...row, km: Math.round(km * 100) / 100 }] : []
  })
}

/** A box from `west,south,east,north`. */
export function readBox(text: string | undefined): Box {
  if (!text) return CHINA
  const parts = text.split(',').map(Number)
  const [west, south, east, north] = parts as Box
  const fits = parts.length === 4 && parts.every(Number.isFinite) && west < east && south < north
  if (!fits || west < -360 || east > 360 || south < -90 || north > 90)
    throw badRequest(
      'map.box',
      { zh: '地图范围应为：西,南,东,北（度）', en: 'The box is west,south,east,north in degrees' },
      { field: 'box' },
    )
  return [west, south, east, north]
}

/** A coordinate from a parameter. */
export function readDegree(text: string | undefined, name: string, most: number): number {
  const value = text === undefined || text === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || Math.abs(value) > most)
    throw badRequest('map.place', { zh: `${name} 不是有效的坐标`, en: `${name} is no coordinate` }, { field: name })
  return value
}
