import { count, type ListQuery, list } from '#kernel/records/list.ts'
import type { ModelRow } from './chart.ts'
import { type Look, Mismatch, refusal } from './look.ts'
import { SHAPES } from './objects.ts'
import { clear, may, mayAtAll, rightOn } from './oracle.ts'

type Json = Record<string, unknown>

/** What a reader may read of another row's name. */
function checkRefLabel(look: Look, where: string, shown: unknown, object: string, id: string): void {
  const { chart, me } = look
  const target = look.row(id)
  const ref = shown as { id?: string; label?: string | null } | null
  look.same(`${where} id`, ref?.id, id)
  if (!target) throw new Mismatch('wrong', `${where}: refers to nothing`, id)
  const right = rightOn(chart, me, object, 'name')
  const name = String(target.values.name)
  if (right === 'hidden' || !may(chart, me, 'read', target))
    look.same(`${where} label`, ref?.label ?? null, null, 'leak')
  else if (right === 'masked') look.same(`${where} masked label`, masks(ref?.label, name), true, 'leak')
  else look.same(`${where} label`, ref?.label, name, 'hidden')
}

/** A mask has stars and does not give the value away. */
const masks = (shown: unknown, value: string): boolean =>
  typeof shown === 'string' && shown.includes('*') && !shown.includes(value)

function checkField(look: Look, where: string, object: string, field: string, shown: Json, value: unknown): void {
  const right = rightOn(look.chart, look.me, object, field)
  const empty = value === null || (Array.isArray(value) && !value.length)
  if (right === 'hidden') {
    look.same(`${where}.${field} hidden`, field in shown, false, 'leak')
    return
  }
  if (!(field in shown)) throw new Mismatch('hidden', `${where}.${field}`, shown)
  if (right === 'masked') {
    if (!empty) look.same(`${where}.${field} masked`, masks(shown[field], String(value)), true, 'leak')
    return
  }
  const to = SHAPES[object]!.refs[field]
  if (field === 'papers') {
    const files = shown[field] as { id: string }[]
    look.sameIds(
      `${where}.${field}`,
      files.map((f) => f.id),
      value as string[],
    )
  } else if (to && Array.isArray(value)) {
    const list = shown[field] as { id: string }[]
    look.sameIds(
      `${where}.${field}`,
      list.map((r) => r.id),
      value as string[],
    )
    for (const ref of list) checkRefLabel(look, `${where}.${field}`, ref, to, ref.id)
  } else if (to && value !== null) checkRefLabel(look, `${where}.${field}`, shown[field], to, String(value))
  else look.same(`${where}.${field}`, shown[field] ?? null, value ?? null)
}

function checkLines(look: Look, where: string, shown: Json, row: ModelRow): void {
  const right = rightOn(look.chart, look.me, row.object, 'parts')
  if (right === 'hidden') {
    look.same(`${where}.parts hidden`, 'parts' in shown, false, 'leak')
    return
  }
  const lines = shown.parts as Json[]
  look.same(`${where}.parts`, lines.length, row.lines.length)
  lines.forEach((line, i) => {
    const { what, cost } = row.lines[i]!
    if (right === 'masked') look.same(`${where}.parts.what`, masks(line.what, what), true, 'leak')
    else look.same(`${where}.parts.what`, line.what, what)
    // Sensitive line fields have no right of their own: masked for everybody.
    look.same(`${where}.parts.cost`, masks(line.cost, cost), true, 'leak')
  })
}

/** One shown row against the generated one: every field hidden, masked or plain as the roles say. */
export function checkRow(look: Look, object: string, shown: Json, where: string, whole = false): void {
  const row = look.row(String(shown.id))
  if (!row) throw new Mismatch('leak', `${where}: unknown row`, shown)
  const at = `${where} row ${row.id}`
  for (const [field, value] of Object.entries(row.values)) checkField(look, at, object, field, shown, value)
  if (whole && object === 'mRoot') checkLines(look, at, shown, row)
  const { kind, fields, lines } = SHAPES[object]!
  const system = [
    'id',
    'version',
    'createdAt',
    'updatedAt',
    ...(kind === 'root' || kind === 'within' ? ['owner', 'dept'] : []),
  ]
  if (row.state) system.push('state')
  if (whole) system.push('createdBy', 'updatedBy', 'deletedAt', '_can')
  const extra = Object.keys(shown).filter((k) => ![...fields, ...lines, ...system].includes(k))
  look.same(`${at}: undeclared keys`, extra, [], 'leak')
}

const OPERATORS: [op: string, value: unknown][] = [
  ['eq', 'x'],
  ['isNull', true],
  ['gt', '1'],
  ['in', []],
]

/** Where and sort on a field that is not clear answer exactly as on one that does not exist; on a clear one, truly. */
export async function checkFilters(look: Look, object: string, choice: number): Promise<void> {
  const { chart, me } = look
  if (!mayAtAll(chart, me, object, 'read')) return
  const [op, given] = OPERATORS[choice % OPERATORS.length]!
  const listed = (query: ListQuery) => look.as((c) => list(c, object, query))
  const nested = (field: string) => ({ or: [{ not: { [field]: { [op]: given } } }] })
  const unknown = await refusal('nowhere', () => listed({ where: { nowhere: { [op]: given } } }))
  let turn = choice
  for (const field of SHAPES[object]!.fields) {
    if (clear(rightOn(chart, me, object, field))) {
      if (turn++ % 3 === 0) await checkTrueFilter(look, object, field)
      continue
    }
    const got = await refusal(field, () => listed({ where: { [field]: { [op]: given } } }))
    look.same(`where ${object}.${field}`, got, unknown, 'leak')
    const deep = await refusal(field, () => look.as((c) => count(c, object, { where: nested(field) })))
    look.same(`nested where ${object}.${field}`, deep, unknown, 'leak')
    const sorted = await refusal(field, () => listed({ sort: `-${field}` }))
    look.same(`sort ${object}.${field}`, sorted, unknown, 'leak')
  }
}

async function checkTrueFilter(look: Look, object: string, field: string): Promise<void> {
  const { chart, me } = look
  const source = look.rows(object).find((r) => r.values[field] !== null && !Array.isArray(r.values[field]))
  if (!source) return
  const value = source.values[field]
  const expected = look.rows(object).filter((r) => !r.deleted && r.values[field] === value && may(chart, me, 'read', r))
  const got = await look.as((c) => count(c, object, { where: { [field]: { eq: value } } }))
  look.same(`count where ${object}.${field}`, got, expected.length)
}
