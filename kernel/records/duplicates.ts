import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { compiled } from '../access/compiled.ts'
import type { LiveObject } from '../access/model.ts'
import { visibleSql } from '../access/predicate.ts'
import type { DuplicateRule, Label } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import type { Runner } from '../store/database.ts'
import { columnOf, columnType } from '../store/model.ts'
import { join, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { isEmptyValue, type Values } from './input.ts'

/** What a person may learn of a row that his own may double, even when he may not see it: enough to ask whose it is. */
export interface Match {
  /** Index of the given row. */
  n: number
  /** Null when the caller may not see the row. */
  id: string | null
  label: string
  number: string | null
  rule: string
  reason: Label
  level: 'block' | 'warn'
  /** Masked unless the caller sees the row; null = nobody's. */
  owner: string | null
  mine: boolean
  /** Another row of the same batch, not one that is stored. */
  twin?: true
}

type Found = Pick<Match, 'n' | 'label' | 'number' | 'owner'> & { id: string; owner_id: string | null; seen: boolean }

interface Asked {
  rule: DuplicateRule
  columns: { f: string; column: string; type: string }[]
  /** What each row is compared by; rows without a value are not. */
  keys: Values[]
}

function keyOf(rule: DuplicateRule, row: Values): Values | undefined {
  return rule.fields.some((f) => isEmptyValue(row[f]))
    ? undefined
    : Object.fromEntries(rule.fields.map((f) => [f, row[f]]))
}

/** Which rules have something to say about these rows. */
function askedOf(live: LiveObject, rows: Values[]): Asked[] {
  return (live.def.spec.duplicates ?? []).flatMap((rule) => {
    const keys = rows.flatMap((row, n) => {
      const key = keyOf(rule, row)
      return key ? [{ n, self: row.id ?? null, ...key }] : []
    })
    const columns = rule.fields.map((f) => {
      const field = live.def.fields[f]!
      return { f, column: columnOf(f, field), type: columnType(field) }
    })
    return keys.length ? [{ rule, columns, keys }] : []
  })
}

/** The keys of a batch as a table. */
const batchKeys = ({ columns, keys }: Asked): Sql =>
  sql`jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k(${raw(
    `n int, self uuid, ${columns.map((c) => `"${c.f}" ${c.type}`).join(', ')}`,
  )})`

/** The key of one row as a table whose values are filled in later. */
const oneKey = ({ columns, rule }: Asked, slot: (name: string) => unknown): Sql =>
  sql`(select 0 as n, ${slot('self')}::uuid as self, ${join(
    columns.map((c) => sql`${slot(`${rule.name}.${c.f}`)}::${raw(c.type)} as ${raw(`"${c.f}"`)}`),
    ', ',
  )}) k`

function matchSql(caller: Caller, live: LiveObject, { columns }: Asked, keys: Sql): Sql {
  const equal = raw(columns.map((c) => `t.${c.column} = k."${c.f}"`).join(' and '))
  const title = live.def.fields[live.def.title]
    ? raw(`t.${columnOf(live.def.title, live.def.fields[live.def.title]!)}`)
    : raw('t.id::text')
  const owner = live.def.spec.owned
    ? sql`(select e.name from ${at(caller.tenant, 'employee')} e where e.id = t.owner_id)`
    : raw('null')
  // The order is no index's: a bare limit on a table that was not analysed yet reads as "any five will do soon" and is
  // planned as a walk over the whole table for each key.
  return sql`select k.n, t.id, ${title} as label, ${raw(live.def.spec.number ? 't.number' : 'null')} as number, ${owner} as owner,
      ${raw(live.def.spec.owned ? 't.owner_id' : 'null::uuid')} as owner_id, ${visibleSql(caller, live.def, 'read', 't')} as seen
    from ${keys}
    cross join lateral (select * from ${at(caller.tenant, live.def.table)} t where ${equal} and t.deleted_at is null
      and t.id is distinct from k.self order by t.version, t.id limit 5) t`
}

const allMatches = (caller: Caller, live: LiveObject, asked: Asked[], keys: (a: Asked) => Sql): Sql =>
  join(
    asked.map((a, i) => sql`select ${raw(String(i))} as rule, x.* from (${matchSql(caller, live, a, keys(a))}) x`),
    ' union all ',
  )

function toMatch(caller: Caller, rule: DuplicateRule, found: Found): Match {
  const { n, id, label, number, owner, seen } = found
  return {
    ...{ n, label, number, rule: rule.name, reason: rule.label, level: rule.level },
    id: seen ? id : null,
    owner: owner && !seen ? `${owner.slice(0, 1)}**` : owner,
    mine: found.owner_id === caller.actor.id,
  }
}

/**
 * Rows already there that these may be, by the object's exact rules, one statement for the whole batch. It looks past
 * the caller's visibility on purpose (that is what a duplicate check is for) and says no more than {@link Match}.
 */
export async function findDuplicates(
  caller: Caller,
  live: LiveObject,
  rows: Values[],
  runner: Runner = caller.tenant.db,
): Promise<Match[]> {
  const asked = askedOf(live, rows)
  if (!asked.length) return []
  const told = async (): Promise<(Found & { rule: number })[]> => {
    // A batch is planned afresh: a plan kept from when the table was small would read all of it for each row.
    if (rows.length > 1) return runner.fresh(allMatches(caller, live, asked, batchKeys))
    const values: Values = { self: rows[0]!.id ?? null }
    for (const { rule } of asked) for (const f of rule.fields) values[`${rule.name}.${f}`] = rows[0]![f]
    const key = `doubles ${live.def.name} ${asked.map((a) => a.rule.name).join()}`
    const statement = compiled(caller, key, values, (who, slot) => {
      const matches = allMatches(who, live, asked, (a) => oneKey(a, slot))
      return sql`select ${guardColumns(who)}, m.* from (select 1) one left join (${matches}) m on true`
    })
    const found = await runner.query<Guarded & Found & { rule: number | null }>(statement)
    checkGuard(caller, found[0])
    return found.filter((f) => f.rule !== null) as (Found & { rule: number })[]
  }
  return (await told()).map((f) => toMatch(caller, asked[f.rule]!.rule, f))
}

/**
 * Duplicates within one batch: the second and later rows with the same key. `seen` carries the keys on to the next
 * batch of a dry run.
 */
export function twinsWithin(live: LiveObject, rows: Values[], seen = new Set<string>()): Map<number, DuplicateRule> {
  const twins = new Map<number, DuplicateRule>()
  for (const rule of live.def.spec.duplicates ?? [])
    rows.forEach((row, n) => {
      const key = keyOf(rule, row)
      if (!key) return
      const text = JSON.stringify([rule.name, ...Object.values(key)])
      if (seen.has(text) && !twins.has(n)) twins.set(n, rule)
      seen.add(text)
    })
  return twins
}

/** Refuses a create: exact doubles always, suspected ones until the person says that they are different. */
export function duplicateProblem(matches: Match[]): Problem {
  const blocked = matches.some((m) => m.level === 'block')
  const first = matches.find((m) => m.level === 'block') ?? matches[0]!
  const it = { zh: `${first.label}（${first.reason.zh}）`, en: `${first.label} (${first.reason.en})` }
  const label = {
    zh: blocked ? `已存在相同的记录：${it.zh}` : `疑似重复：${it.zh}，确认不同后可继续`,
    en: blocked ? `This already exists: ${it.en}` : `This may be a double of ${it.en}; confirm to go on`,
  }
  return new Problem(409, blocked ? 'duplicate.blocked' : 'duplicate.suspected', label, { extra: { matches } })
}
