/**
 * Decimal numbers as strings: money and quantities never pass through floating point.
 *
 * Canonical form: optional `-`, digits without leading zeros, optional `.` and digits without trailing zeros; zero is
 * `0`. So equal numbers are equal strings. All functions but {@link parseDecimal} expect a plain decimal string
 * (trailing zeros allowed, as PostgreSQL `numeric` gives them) and throw `RangeError` for anything else.
 */

/** Why an entered number was refused: not a number; too many digits before the point; too many after it. */
export type DecimalError = 'decimal.format' | 'decimal.precision' | 'decimal.scale'

export type DecimalResult = { ok: true; value: string } | { ok: false; code: DecimalError }

/** Like SQL `numeric(precision, scale)`: all digits, and of them after the point. */
export type DecimalLimits = { precision: number; scale: number }

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/
const GROUPED = /^(-?)(\d{1,3}(?:,\d{3})+)(\.\d+)?$/

type Scaled = { units: bigint; scale: number }

/** Digits of which a number in JavaScript is exact; what is longer is read as text. */
const EXACT = 15

function toScaled(value: string): Scaled {
  if (typeof value !== 'string') return longScaled(value)
  const negative = value.charCodeAt(0) === 45
  const start = negative ? 1 : 0
  let units = 0
  let point = -1
  if (value.length - start > EXACT + 1) return longScaled(value)
  for (let i = start; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) units = units * 10 + digit
    else if (digit === -2 && point < 0 && i > start) point = i
    else throw new RangeError(`not a decimal: ${value}`)
  }
  if (value.length === start || point === value.length - 1) throw new RangeError(`not a decimal: ${value}`)
  if (units > Number.MAX_SAFE_INTEGER) return longScaled(value)
  return { units: BigInt(negative ? -units : units), scale: point < 0 ? 0 : value.length - 1 - point }
}

function longScaled(value: string): Scaled {
  const m = PLAIN.exec(value)
  if (!m) throw new RangeError(`not a decimal: ${value}`)
  const fraction = m[3] ?? ''
  const units = BigInt(m[2] + fraction)
  return { units: m[1] ? -units : units, scale: fraction.length }
}

function fixed({ units, scale }: Scaled): string {
  if (scale === 0) return units.toString()
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0')
  return `${negative ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function canonical(n: Scaled): string {
  const s = fixed(n)
  if (n.scale === 0) return s
  let end = s.length
  while (s.charCodeAt(end - 1) === 48) end--
  return s.slice(0, s.charCodeAt(end - 1) === 46 ? end - 1 : end)
}

const POWERS = Array.from({ length: 32 }, (_, n) => 10n ** BigInt(n))
const power = (n: number): bigint => POWERS[n] ?? 10n ** BigInt(n)

const rescale = (n: Scaled, scale: number): bigint => (n.scale === scale ? n.units : n.units * power(scale - n.scale))

/** Quotient rounded half up (away from zero): 2.5 → 3, −2.5 → −3, as Chinese bookkeeping rounds (四舍五入). */
function divideHalfUp(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  const q = (x * 2n + y) / (y * 2n)
  return negative ? -q : q
}

/**
 * Reads a number as a person types or pastes it: full-width digits, thousands separators (`,` or `，`, in threes),
 * blanks, a leading `+`, `¥` or `￥`. Nothing is guessed: `12,5`, `1.2.3` and `1e5` are refused, and so is a number
 * with more decimals than the field keeps (rounding is a decision for a person).
 */
export function parseDecimal(input: string, limits: DecimalLimits): DecimalResult {
  let s = input
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[\u2212\u2012\u2013]/, '-')
  s = s
    .replace(/^([+-]?)¥/, '$1')
    .replace(/^\+/, '')
    .replace(/^¥/, '')
  if (s.startsWith('-¥')) s = `-${s.slice(2)}`
  if (GROUPED.test(s)) s = s.replaceAll(',', '')
  s = s.replace(/^(-?)\./, '$10.').replace(/\.$/, '')
  if (!PLAIN.test(s)) return { ok: false, code: 'decimal.format' }
  const value = canonical(toScaled(s))
  const [whole, fraction = ''] = value.replace('-', '').split('.')
  if (fraction.length > limits.scale) return { ok: false, code: 'decimal.scale' }
  const wholeDigits = whole === '0' ? 0 : whole!.length
  if (wholeDigits > limits.precision - limits.scale) return { ok: false, code: 'decimal.precision' }
  return { ok: true, value }
}

/** The canonical form of a plain decimal: `012.500` → `12.5`, `-0.0` → `0`. */
export function normalize(value: string): string {
  return canonical(toScaled(value))
}

/** Exact sum of two decimals. */
export function add(a: string, b: string): string {
  const [x, y] = [toScaled(a), toScaled(b)]
  const scale = Math.max(x.scale, y.scale)
  return canonical({ units: rescale(x, scale) + rescale(y, scale), scale })
}

/** Exact difference `a − b`. */
export function sub(a: string, b: string): string {
  return add(a, negate(b))
}

/** Exact product. */
export function mul(a: string, b: string): string {
  const [x, y] = [toScaled(a), toScaled(b)]
  return canonical({ units: x.units * y.units, scale: x.scale + y.scale })
}

/** Quotient `a / b` rounded half up to `scale` decimals; throws `RangeError` for division by zero. */
export function div(a: string, b: string, scale: number): string {
  const [x, y] = [toScaled(a), toScaled(b)]
  if (y.units === 0n) throw new RangeError('division by zero')
  const numerator = x.units * power(scale + y.scale)
  return canonical({ units: divideHalfUp(numerator, y.units * power(x.scale)), scale })
}

/** The sum of a list; `0` of an empty one. */
export function sum(values: Iterable<string>): string {
  let total = '0'
  for (const v of values) total = add(total, v)
  return total
}

/** The number with its sign turned. */
export function negate(a: string): string {
  const x = toScaled(a)
  return canonical({ units: -x.units, scale: x.scale })
}

/** −1, 0 or 1 as `a` is less than, equal to or greater than `b` (as numbers: `1.0` equals `1`). */
export function compare(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [toScaled(a), toScaled(b)]
  const scale = Math.max(x.scale, y.scale)
  const d = rescale(x, scale) - rescale(y, scale)
  return d < 0n ? -1 : d > 0n ? 1 : 0
}

/** Rounds half up (away from zero) to `scale` decimals, canonical: `round('2.345', 2)` → `2.35`. */
export function round(a: string, scale: number): string {
  return canonical(toScaled(toFixed(a, scale)))
}

/** Like {@link round}, but always with `scale` decimals, for showing money: `toFixed('12.5', 2)` → `12.50`. */
export function toFixed(a: string, scale: number): string {
  const x = toScaled(a)
  if (x.scale <= scale) return fixed({ units: rescale(x, scale), scale })
  return fixed({ units: divideHalfUp(x.units, power(x.scale - scale)), scale })
}

/** With thousands separators and fixed decimals: `format('-1234567.5', 2)` → `-1,234,567.50`. */
export function format(a: string, scale: number): string {
  const [whole, fraction] = toFixed(a, scale).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
