import type { Caller } from '../../access/actor.ts'
import { type Label, pick } from '../../declare/index.ts'
import { dayOf } from '../../tenant.ts'
import { toChineseUppercase } from '../../values/chineseAmount.ts'
import { add, format, mul, normalize, sum } from '../../values/decimal.ts'
import { shownText } from '../export.ts'
import { type Collected, endOf, fieldOf, isOpen, type Period, rowsOf, type Scope } from './data.ts'
import type { Phrase, Piece } from './language.ts'

/**
 * What is said of many rows at once: their sum, their number; of rows that point here with a day, the sum of those before
 * the period (the opening balance) and of all until its end.
 */
const AGGREGATES = new Set(['sum', 'count', 'before', 'until'])

type Place = Extract<Piece, { path: string[] }>

const DECIMAL = /^-?\d+(\.\d+)?$/
const isNumber = (value: unknown): value is string => typeof value === 'string' && DECIMAL.test(value)

/** Two digits after the point, and more where a unit price has them: `1,234.50`, `0.0375`. */
function moneyText(value: string, scale: number): string {
  const digits = normalize(value).split('.')[1]?.length ?? 0
  return format(value, Math.min(Math.max(2, digits), Math.max(scale, 2)))
}

function dayCn(value: string): string {
  const [year, month, day] = value.slice(0, 10).split('-').map(Number)
  return `${year}年${month}月${day}日`
}

/** The instant's day in China, or the day itself. */
const dayText = (value: string): string => (value.length > 10 ? dayOf(new Date(value)) : value)

function filtered(value: string, filter: string): string {
  switch (filter) {
    case 'upper':
      return isNumber(value) ? toChineseUppercase(value) : value
    case 'money':
      return isNumber(value) ? format(value, 2) : value
    case 'percent':
      return isNumber(value) ? `${normalize(mul(value, '100'))}%` : value
    case 'date':
      return /^\d{4}-\d\d-\d\d/.test(value) ? dayText(value) : value
    case 'dateCn':
      return /^\d{4}-\d\d-\d\d/.test(value) ? dayCn(dayText(value)) : value
    default:
      return value
  }
}

/** Names that belong to no record. */
const WORDS: Record<string, (caller: Caller, about: Period & { day: string }) => string> = {
  company: ({ tenant }) => tenant.label,
  today: (_caller, { day }) => day,
  reader: ({ actor }) => actor.name,
  from: (_caller, { from }) => from ?? '',
  to: (_caller, { to, day }) => to ?? day,
}

/** A value as it stands in the row, before it is made readable: what filters calculate with. */
function rawOf(
  caller: Caller,
  all: Collected,
  scope: Scope,
  path: string[],
): { value: unknown; at: Scope; name: string } | undefined {
  const end = endOf(caller, all, scope, path)
  if (!end || !Object.hasOwn(end.scope.row, end.name)) return undefined
  return { value: end.scope.row[end.name], at: end.scope, name: end.name }
}

function shown(caller: Caller, { shape }: Scope, name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  const field = fieldOf(caller, shape, name)
  if (!field) return systemText(caller, shape.def.spec.states, name, value)
  if (!isOpen(caller, shape, name)) return String(value)
  if (field.type === 'money') return moneyText(String(value), field.scale ?? 2)
  if (field.type === 'decimal') return normalize(String(value))
  return shownText(caller, field, value)
}

function systemText(
  caller: Caller,
  states: Record<string, { label: Label }> | undefined,
  name: string,
  value: unknown,
): string {
  if (name === 'state')
    return pick(states?.[String(value)]?.label ?? { zh: String(value), en: String(value) }, caller.locale)
  if (name === 'createdAt' || name === 'updatedAt') return dayOf(new Date(String(value)))
  if (typeof value === 'object') return (value as { label?: string | null }).label ?? ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Everything that a template can ask about one record, answered as text. */
export class Words {
  readonly #caller: Caller
  readonly all: Collected
  readonly #about: Period & { day: string }

  constructor(caller: Caller, all: Collected, period: Period = {}) {
    this.#caller = caller
    this.all = all
    this.#about = { ...period, day: dayOf(caller.tenant.clock()) }
  }

  /** Lines and pointing rows that a path goes through, and what is left of the path. */
  #many(path: string[]): { scopes: Scope[]; rest: string[] } | undefined {
    const [first = '', second = ''] = path
    if (Object.hasOwn(this.all.root.shape.def.spec.lines ?? {}, first))
      return { scopes: rowsOf(this.all, [first]), rest: path.slice(1) }
    if (this.all.pointing.has(`${first}.${second}`))
      return { scopes: rowsOf(this.all, [first, second]), rest: path.slice(2) }
    return undefined
  }

  #aggregate(place: Place): string | undefined {
    const many = this.#many(place.path)
    if (!many) return undefined
    if (place.filters.includes('count')) return String(many.scopes.length)
    if (!many.rest.length) return ''
    const values = many.scopes.map((s) => rawOf(this.#caller, this.all, s, many.rest)?.value ?? '0')
    // One that is masked makes the sum unknown, not smaller.
    const within = values.every(isNumber) ? sum(values) : '***'
    if (place.filters.includes('sum')) return within
    const opening = this.all.opening.get(place.path.join('.'))
    if (opening === undefined) return many.scopes.length ? '***' : ''
    if (place.filters.includes('before')) return opening
    return isNumber(within) ? add(opening, within) : within
  }

  place(place: Place, scope: Scope): string {
    const from = place.root ? this.all.root : scope
    if (place.path[0] === '#') return scope.n ? String(scope.n) : ''
    if (place.filters.some((f) => AGGREGATES.has(f))) {
      const total = this.#aggregate(place)
      if (total === undefined) return ''
      const rest = place.filters.filter((f) => !AGGREGATES.has(f))
      return rest.length ? rest.reduce(filtered, total) : isNumber(total) ? normalize(total) : total
    }
    const raw = rawOf(this.#caller, this.all, from, place.path)
    if (!raw) return place.path.length === 1 ? this.#word(place.path[0]!, place.filters) : ''
    const plain = typeof raw.value === 'string' && place.filters.length > 0
    const text = plain ? (raw.value as string) : shown(this.#caller, raw.at, raw.name, raw.value)
    return place.filters.reduce(filtered, text)
  }

  #word(name: string, filters: string[]): string {
    const own = Object.hasOwn(WORDS, name) ? WORDS[name]!(this.#caller, this.#about) : ''
    return filters.reduce(filtered, own)
  }

  /** The text of a phrase; undefined where an optional one has nothing to say. */
  phrase({ pieces, optional }: Phrase, scope: Scope = this.all.root): string | undefined {
    let said = false
    const text = pieces
      .map((piece) => {
        if ('text' in piece) return piece.text
        const value = this.place(piece, scope)
        said ||= value !== ''
        return value
      })
      .join('')
    return optional && !said ? undefined : text
  }

  /** The sum of a column that holds one value a row; empty where that is no number. */
  total({ pieces }: Phrase, scopes: Scope[]): string {
    const [piece] = pieces
    if (pieces.length !== 1 || !piece || !('path' in piece)) return ''
    const ends = scopes.map((s) => rawOf(this.#caller, this.all, s, piece.path))
    const values = ends.map((e) => e?.value ?? '0')
    const first = ends.find((e) => e)
    if (!first || !values.every(isNumber)) return ''
    return shown(this.#caller, first.at, first.name, sum(values as string[]))
  }
}
