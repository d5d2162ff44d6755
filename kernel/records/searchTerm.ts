import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { rowsKnown } from '../access/share.ts'
import { columnOf, isSearchable, privateSearch } from '../store/model.ts'
import { join, literal, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { foldForSearch } from '../text/search.ts'
import { storedSql } from './projection.ts'

const MAX_QUERY = 60

/** May this caller search by the words of sensitive fields? Only if he may read every one of them. */
function maySearchPrivate(caller: Caller, live: LiveObject): boolean {
  const names = privateSearch(live.def)
  return names.length > 0 && names.every((n) => isClear(fieldRight(caller.actor, live.def, n, live.fields[n])))
}

/** Taken out of stored words as the fold takes them out, or as near as a database without Unicode's classes comes. */
const MARKS = literal(' -_./\\()[]{}<>,;:\'"·、，。！？；：（）《》“”‘’…—+*#&%@!?|~^=$`').text

/**
 * The words of what is left to a caller from whom some ordinary search field is hidden, folded; undefined for all
 * others. The index finds rows by all words, this then judges each: no pinyin initials, but nothing of what is hidden.
 */
function openWords(caller: Caller, live: LiveObject, alias: string): Sql | undefined {
  const searched = Object.entries(live.fields).filter(([, f]) => f.search && !f.sensitive)
  const open = searched.filter(([n, f]) => isClear(fieldRight(caller.actor, live.def, n, f)))
  if (open.length === searched.length) return undefined
  const parts = open.map(([n, f]) => sql`array_to_string(array[${storedSql(n, f, alias)}]::text[], chr(1))`)
  if (live.def.spec.number) parts.push(raw(`${alias}.number`))
  return sql`translate(lower(normalize(concat_ws(chr(1), ${join([raw("''"), ...parts], ', ')}), nfkc)), ${raw(MARKS)}, '')`
}

function matchColumn(
  caller: Caller,
  column: 'search_text' | 'search_private',
  folded: string,
  alias: string,
  how: 'index' | 'walk' = 'index',
): Sql {
  const stored = raw(`${alias}.${column}`)
  // Out of reach of the indexes on purpose: for words that so many rows hold that looking at rows in order is faster.
  // A single letter or digit is in no index and in every other row.
  const lone = folded.length === 1 && folded < '\u2e80'
  if (how === 'walk' || lone) return sql`strpos(${stored}, ${folded}) > 0`
  // One or two characters: the gram index; three and more: trigrams. Both are exact, LIKE decides.
  if (column === 'search_text' && folded.length <= 2)
    return sql`${raw(`"${caller.tenant.schema}"`)}.grams(${stored}) @> array[${folded}]::text[]`
  return sql`${stored} like ${`%${folded}%`}`
}

/** Papers whose words hold the term: those of files that hang on the row now and that the caller may open. */
function insideFiles(caller: Caller, live: LiveObject, folded: string): Sql | undefined {
  const [name, field] = Object.entries(live.fields).find(([, f]) => f.type === 'files' && !f.custom) ?? []
  if (!live.def.spec.hangsOn || !name || !isClear(fieldRight(caller.actor, live.def, name, field))) return undefined
  const has =
    folded.length <= 2
      ? sql`${raw(`"${caller.tenant.schema}"`)}.grams(f.body_text) @> array[${folded}]::text[]`
      : sql`f.body_text like ${`%${folded}%`}`
  return sql`select x.id from ${at(caller.tenant, 'file')} f join ${at(caller.tenant, live.def.table)} x on x.id = f.record_id
    and f.id = any(x.${raw(columnOf(name, field!))}) where f.body_text <> '' and ${has}`
}

/** The words of a query, folded as the stored text is. */
export const wordsOf = (query: string | undefined): string[] =>
  (query ?? '').slice(0, MAX_QUERY).split(/\s+/).map(foldForSearch).filter(Boolean).slice(0, 5)

/** Rows looked at to learn how common a word is, all over the table and among the newest. */
const SAMPLE = 1500
/** The part of the newest rows from which on a page is soon full; of all rows, from which on no index is of help. */
const COMMON = 0.015
const EVERYWHERE = 0.1
/** So many newer rows are walked past for a word that is not among the newest but frequent enough. */
const BELOW = 20_000
/** Tables smaller than this are searched as they are: any way is fast. */
const LARGE = 20_000

type Part = { newest: number; all: number }

/** Which part of the newest rows below so many, and of all, passes each test on a row `t`. Reads a few rows of either. */
async function parts(caller: Caller, live: LiveObject, tests: Sql[], below = 0): Promise<Part[]> {
  const table = at(caller.tenant, live.def.table)
  const passed = tests.map((test) => sql`count(*) filter (where ${test})`)
  const counts = sql`count(*)::int as n, array[${join(passed, ', ')}]::int[] as found from`
  const percent = (SAMPLE / rowsKnown(caller.tenant, live.def.name)) * 100
  const [newest, all] = await caller.tenant.db.query<{ n: number; found: number[] }>(
    sql`(select 0 as of, ${counts} (select * from ${table} where deleted_at is null order by updated_at desc, id desc limit ${SAMPLE} offset ${below}) t)
      union all (select 1 as of, ${counts} (select * from ${table} tablesample system (${percent})) t) order by of`,
  )
  const part = (of: { n: number; found: number[] }, i: number): number => of.found[i]! / Math.max(of.n, 1)
  return tests.map((_, i) => ({ newest: part(newest!, i), all: part(all!, i) }))
}

const isCommon = ({ newest, all }: Part): boolean => newest > COMMON || all > EVERYWHERE
const isOpen = (part: Part): boolean => !isCommon(part) && part.all > COMMON

const isSmall = (caller: Caller, live: LiveObject): boolean => rowsKnown(caller.tenant, live.def.name) < LARGE

/**
 * The words of a query that many rows hold. The database cannot know: its statistics say little of what is inside a
 * text. Decides only how rows are found, never which.
 */
export async function commonWords(caller: Caller, live: LiveObject, query: string | undefined): Promise<Set<string>> {
  const words = wordsOf(query)
  if (!words.length || isSmall(caller, live) || !isSearchable(live.def) || live.def.spec.hangsOn) return new Set()
  const tests = words.map((w) => sql`strpos(t.search_text, ${w}) > 0`)
  const found = await parts(caller, live, tests)
  // What an import of yesterday does not hold is met soon below it, at less cost than gathering one row in thirty.
  const below = found.some(isOpen) ? await parts(caller, live, tests, BELOW) : found
  return new Set(words.filter((_, i) => isCommon(found[i]!) || (isOpen(found[i]!) && isCommon(below[i]!))))
}

/** Do so few rows pass a filter that to walk through them in order would be the longest way? `byDate`: newest first. */
export async function isRare(caller: Caller, live: LiveObject, filter: Sql, byDate: boolean): Promise<boolean> {
  if (isSmall(caller, live)) return false
  const [found] = await parts(caller, live, [filter])
  return byDate ? !isCommon(found!) : found!.all <= COMMON
}

/**
 * Rows that one typed query finds: Chinese characters, pinyin initials, digits of a phone, a code; several words must
 * all match. Returns undefined for an empty query.
 */
export function searchSql(
  caller: Caller,
  live: LiveObject,
  query: string | undefined,
  alias: string,
  walk: ReadonlySet<string> = new Set(),
): Sql | undefined {
  const words = wordsOf(query)
  if (!query?.trim()) return undefined
  if (!isSearchable(live.def) || !words.length) return raw('false')
  const alsoPrivate = maySearchPrivate(caller, live)
  const inText = (word: string, at: string, how: 'index' | 'walk'): Sql => {
    const [found, left] = [matchColumn(caller, 'search_text', word, at, how), openWords(caller, live, at)]
    return left ? sql`(${found} and strpos(${left}, ${word}) > 0)` : found
  }
  const tests = words.map((word) => {
    const open = inText(word, alias, walk.has(word) ? 'walk' : 'index')
    const inside = insideFiles(caller, live, word)
    if (inside)
      // Two questions to two indexes, merged: an `or` over both tables could use neither.
      return sql`${raw(alias)}.id in (select s.id from ${at(caller.tenant, live.def.table)} s where ${inText(word, 's', 'index')}
        union ${inside})`
    return alsoPrivate ? sql`(${open} or ${matchColumn(caller, 'search_private', word, alias)})` : open
  })
  return tests.reduce((a, b) => sql`${a} and ${b}`)
}
