import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb } from '#kernel/access/reach.ts'
import type { Label, ObjectDef } from '#kernel/declare/index.ts'
import { denied, Problem } from '#kernel/errors.ts'
import { findDuplicates, type Match } from '#kernel/records/duplicates.ts'
import { join, raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { bigrams } from '#kernel/text/grams.ts'
import { foldForSearch } from '#kernel/text/search.ts'
import { type NameFeatures, nameFeatures } from '../matching/features.ts'
import { type MatchCandidate, NameMatcher, type RegionHint } from '../matching/index.ts'
import { parseRegion } from '../matching/regions.ts'
import { currentCode, regionByCode, regionPath, regionText } from '../regions/divisions.ts'
import { nameKeyOf } from './derive.ts'

/** A row that the one being typed may double: {@link Match} with how near it is (0 to 1) and where it lies. */
export interface SimilarMatch extends Match {
  score: number
  /** Division, for telling two of the same name apart. */
  sub: string
}

interface Row {
  id: string
  name: string
  aliases: string[] | null
  number: string | null
  region_code: string | null
  owner: string | null
  owner_id: string | null
  seen: boolean
}

const LIKE: Label = { zh: '名称与地区相近', en: 'Similar name and region' }
/** Below this the two have no more in common than two hospitals have. */
const LEAST = 0.45
const SHOWN = 10
const CONSIDERED = 80

/** The words of a division, as the matcher takes them. */
function hintOf(code: string | null | undefined): RegionHint {
  const [province, city, county] = code ? regionPath(code).map((l) => l.zh) : []
  return { province, city, county }
}

/** Codes from and up to which to look: the city of the given division, else what the name starts with. */
function codeRange(code: string | undefined, features: NameFeatures): [string, string] | undefined {
  const named = features.regions.length === 1 ? String(features.regions[0]) : undefined
  const given = code ? currentCode(code) : undefined
  const place = given && regionByCode(given) ? given : named
  if (!place) return undefined
  const digits = place.endsWith('0000') ? 2 : 4
  const next = String(Number(place.slice(0, digits)) + 1)
  return [place.slice(0, digits).padEnd(6, '0'), next.padEnd(6, '0')]
}

/** Pairs that half of all customers have in their names: of no help in finding one of them. */
const COMMON = new Set(
  '医院 人民 民医 民卫 中医 中心 心医 心卫 卫生 生院 生室 生服 服务 务中 社区 区卫 保健 健院 妇幼 幼保 门诊 诊部 诊所 药房 大药 药店 有限 限公 公司 医药 药有 集团 连锁 股份 示例'.split(
    ' ',
  ),
)

/** Terms of the name without its region: those that tell it apart, and all of them. */
function indexTerms(features: NameFeatures): { telling: string[]; all: string[] } {
  const key = features.key.replace('#', '')
  const region = parseRegion(key)
  const rest = foldForSearch(region.rest === '' ? key : region.rest)
  const all = bigrams(rest).filter((g) => [...g].length === 2)
  const telling = all.filter((g) => !COMMON.has(g))
  // With one telling pair, a wrong character in it leaves none: look for its characters too.
  return { telling: telling.length === 1 ? [...telling, ...telling[0]!] : telling, all }
}

/**
 * Where to look, each way on an index: the same spelling anywhere; in the same city (province, where the name says no
 * more) whatever shares a telling part of the name, for 人民医院 all its parts; all telling parts anywhere.
 */
function candidatesSql(caller: Caller, def: ObjectDef, name: string, code: string | undefined, self?: string): Sql {
  const table = at(caller.tenant, def.table)
  const key = nameKeyOf(name)
  const grams = raw(`"${caller.tenant.schema}".grams(t.search_text)`)
  const alive = self ? sql`t.deleted_at is null and t.id <> ${self}` : raw('t.deleted_at is null')
  const nearest = sql`order by similarity(t.name_key, ${key}) desc limit ${CONSIDERED}`
  const parts: Sql[] = [sql`(select t.id from ${table} t where t.name_key = ${key} and ${alive} limit ${CONSIDERED})`]
  for (const features of nameFeatures(name, hintOf(code))) {
    const { telling, all } = indexTerms(features)
    const range = codeRange(code, features)
    const own = telling.length ? sql`${grams} && ${telling}::text[]` : sql`${grams} @> ${all}::text[]`
    if (range && all.length)
      parts.push(
        sql`(select t.id from ${table} t where t.region_code >= ${range[0]} and t.region_code < ${range[1]} and ${own} and ${alive} ${nearest})`,
      )
    if (telling.length > 1)
      parts.push(
        sql`(select t.id from ${table} t where ${grams} @> ${telling.filter((g) => g.length > 1)}::text[] and ${alive} ${nearest})`,
      )
  }
  return join(parts, ' union ')
}

async function candidates(caller: Caller, def: ObjectDef, name: string, code: string | undefined, self?: string) {
  const table = at(caller.tenant, def.table)
  const [found] = await caller.tenant.db.fresh<Guarded & { rows: Row[] }>(sql`
    select ${guardColumns(caller)}, (select coalesce(json_agg(r), '[]') from (
      select t.id, t.name, t.aliases, t.number, t.region_code, t.owner_id, ${visibleSql(caller, def, 'read', 't')} as seen,
        (select e.name from ${at(caller.tenant, 'employee')} e where e.id = t.owner_id) as owner
      from (${candidatesSql(caller, def, name, code, self)}) c join ${table} t on t.id = c.id
      order by similarity(t.name_key, ${nameKeyOf(name)}) desc limit ${CONSIDERED}) r) as rows`)
  checkGuard(caller, found)
  return found!.rows
}

function score(rows: Row[], name: string, code: string | undefined): Map<string, MatchCandidate> {
  const matcher = new NameMatcher(
    rows.map((r) => ({ id: r.id, name: r.name, otherNames: r.aliases ?? [], region: hintOf(r.region_code) })),
    [],
    { limit: SHOWN, least: LEAST },
  )
  return new Map(matcher.match(name, hintOf(code)).candidates.map((c) => [c.id, c]))
}

function toMatch(caller: Caller, row: Row, how: { score: number }): SimilarMatch {
  return {
    n: 0,
    id: row.seen ? row.id : null,
    label: row.name,
    number: row.number,
    rule: 'similar',
    reason: LIKE,
    level: 'warn',
    owner: row.owner ? (row.seen ? row.owner : `${row.owner.slice(0, 1)}**`) : null,
    mine: row.owner_id === caller.actor.id,
    score: Math.round(how.score * 100) / 100,
    sub: row.region_code ? regionText(row.region_code) : '',
  }
}

async function exactMatches(caller: Caller, def: ObjectDef, values: Record<string, unknown>, self?: string) {
  const live = caller.model.objects.get(def.name)!
  let derived: Record<string, unknown> = {}
  try {
    derived = def.spec.derive?.(values, { now: caller.tenant.clock(), actorId: caller.actor.id }) ?? {}
  } catch (error) {
    // A half-typed credit code is no reason to look for nothing.
    if (!(error instanceof Problem)) throw error
    const { uscc: _uscc, regionCode: _region, ...rest } = values
    derived = def.spec.derive?.(rest, { now: caller.tenant.clock(), actorId: caller.actor.id }) ?? {}
  }
  return findDuplicates(caller, live, [{ ...values, ...derived, id: self }])
}

/**
 * Look-up before a customer is created, while its name is being typed: exact doubles by code, licence, phone or
 * spelling first, then those alike, nearest first. It looks past the caller's reach on purpose and tells no more of
 * what he may not see than the name, the place and the owner's first character.
 */
export async function similarAccounts(
  who: unknown,
  def: ObjectDef,
  values: Record<string, unknown>,
  self?: string,
): Promise<SimilarMatch[]> {
  const caller = who as Caller
  if (!hasVerb(caller.actor, def, 'create') && !hasVerb(caller.actor, def, 'update')) throw denied('create')
  const exact = await exactMatches(caller, def, values, self)
  const first = exact.map((m) => ({ ...m, score: 1, sub: '' }))
  const name = typeof values.name === 'string' ? values.name.trim().slice(0, 200) : ''
  if ([...name].length < 2) return first
  const code = typeof values.regionCode === 'string' ? values.regionCode : undefined
  const rows = await candidates(caller, def, name, code, self)
  const scores = score(rows, name, code)
  const known = new Set(exact.map((m) => `${m.label}${m.number ?? ''}`))
  const alike = rows
    .filter((r) => scores.has(r.id) && !known.has(`${r.name}${r.number ?? ''}`))
    .map((r) => toMatch(caller, r, scores.get(r.id)!))
    .sort((a, b) => b.score - a.score)
  return [...first, ...alike].slice(0, SHOWN)
}
