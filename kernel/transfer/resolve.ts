import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { visibleSql } from '../access/predicate.ts'
import { hasVerb } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import type { Field, Label } from '../declare/index.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { COLLATION, columnOf } from '../store/model.ts'
import { join, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import type { Incoming } from './convert.ts'
import { OWNER } from './targets.ts'

/** Words for rows of one object → ids; several ids = the words fit several rows. */
type Book = Map<string, Set<string>>

/** Columns by which people name a row: its title, what is unique to it, its login name. */
function namingColumns(caller: Caller, target: LiveObject): { column: Sql; compared: Sql }[] {
  const columns = target.def.spec.number ? [{ column: raw('t.number'), compared: raw('t.number') }] : []
  for (const [name, field] of Object.entries(target.def.fields)) {
    const names = name === target.def.title || field.unique || name === 'username'
    if (!names || field.type !== 'text' || !isClear(fieldRight(caller.actor, target.def, name, field))) continue
    const column = `t.${columnOf(name, field)}`
    // The collation is that of the index.
    const collate = field.index && !field.unique ? ` collate ${COLLATION}` : ''
    columns.push({ column: raw(column), compared: raw(column + collate) })
  }
  return columns
}

/** Looks up words among the rows that the caller may see; one statement for all of them. */
async function lookUp(unit: Unit, to: string, words: string[]): Promise<Book> {
  const { caller } = unit
  const target = caller.model.objects.get(to)!
  const book: Book = new Map()
  if (!words.length || !hasVerb(caller.actor, target.def, 'read')) return book
  const add = (word: string, id: string) => book.set(word, (book.get(word) ?? new Set()).add(id))
  const ids = words.filter(isUuid).map((w) => w.toLowerCase())
  const working = raw(to === 'employee' ? ` and t.state = 'active'` : '')
  const from = sql`from ${at(caller.tenant, target.def.table)} t where t.deleted_at is null${working} and ${visibleSql(caller, target.def, 'read', 't')}`
  const parts = namingColumns(caller, target).map(
    ({ column, compared }) => sql`select t.id, ${column} as word ${from} and ${compared} = any(${words})`,
  )
  if (ids.length) parts.push(sql`select t.id, t.id::text as word ${from} and t.id = any(${ids}::uuid[])`)
  if (!parts.length) return book
  for (const { id, word } of await unit.tx.query<{ id: string; word: string }>(join(parts, ' union all ')))
    add(word, id)
  return book
}

const MANY = /[,，;；、|]/

interface Mention {
  key: string
  to: string
  label: Label
  many: boolean
}

function mentionsOf(live: LiveObject): Mention[] {
  const list: Mention[] = live.def.spec.owned ? [{ key: 'owner', to: 'employee', label: OWNER.label, many: false }] : []
  const fields = Object.entries(live.fields) as [string, Field][]
  for (const [key, field] of fields)
    if ((field.type === 'ref' || field.type === 'refs') && field.to)
      list.push({ key, to: field.to, label: field.label, many: field.type === 'refs' })
  return list
}

const split = (text: string): string[] =>
  text
    .split(MANY)
    .map((s) => s.trim())
    .filter(Boolean)

function settle(row: Incoming, mention: Mention, book: Book): void {
  const text = row.values[mention.key]
  if (typeof text !== 'string') return
  const { label } = mention
  const words = mention.many && !book.has(text) ? split(text) : [text]
  const ids: string[] = []
  for (const word of words) {
    const found = book.get(isUuid(word) ? word.toLowerCase() : word)
    const shown = word.slice(0, 60)
    if (found?.size === 1) ids.push([...found][0]!)
    else
      row.problems.push({
        field: mention.key,
        code: found ? 'ref.ambiguous' : 'ref.notFound',
        message: found
          ? {
              zh: `${label.zh}“${shown}”有 ${found.size} 个，请改用编号`,
              en: `${label.en}: ${found.size} are called ${shown}; give the number instead`,
            }
          : {
              zh: `${label.zh}“${shown}”不存在或您无权查看`,
              en: `${label.en}: no ${shown}, or you may not see it`,
            },
      })
  }
  if (ids.length === words.length) row.values[mention.key] = mention.many ? ids : ids[0]
  else delete row.values[mention.key]
}

/** Turns the names, numbers and ids that rows refer by into ids, among what the caller may see. */
export async function resolveRefs(unit: Unit, live: LiveObject, rows: Incoming[]): Promise<void> {
  const mentions = mentionsOf(live)
  const wanted = new Map<string, Set<string>>()
  for (const mention of mentions)
    for (const row of rows) {
      const text = row.values[mention.key]
      if (typeof text !== 'string') continue
      const words = wanted.get(mention.to) ?? new Set<string>()
      wanted.set(mention.to, words.add(text))
      if (mention.many) for (const word of split(text)) words.add(word)
    }
  for (const [to, words] of wanted) {
    const book = await lookUp(unit, to, [...words])
    for (const mention of mentions) if (mention.to === to) for (const row of rows) settle(row, mention, book)
  }
}

/** The records that rows say they are, by their own number or id. */
export async function resolveSelf(unit: Unit, live: LiveObject, rows: Incoming[]): Promise<Map<Incoming, string>> {
  const found = new Map<Incoming, string>()
  const words = [...new Set(rows.flatMap((r) => [r.is?.id, r.is?.number].filter((w) => w !== undefined)))]
  if (!words.length) return found
  const ids = words.filter(isUuid).map((w) => w.toLowerCase())
  const numbers = live.def.spec.number ? sql`t.number = any(${words})` : raw('false')
  const known = await unit.tx.query<{ id: string; number: string | null }>(sql`
    select t.id, ${raw(live.def.spec.number ? 't.number' : 'null')} as number from ${unit.table(live.def.table)} t
    where t.deleted_at is null and (${numbers} or t.id = any(${ids}::uuid[])) and ${visibleSql(unit.caller, live.def, 'read', 't')}`)
  const byWord = new Map(known.flatMap((k) => [[k.id, k.id] as const, [k.number ?? '', k.id] as const]))
  for (const row of rows) {
    const id = byWord.get(row.is?.id?.toLowerCase() ?? '-') ?? byWord.get(row.is?.number ?? '-')
    if (id) found.set(row, id)
  }
  return found
}
