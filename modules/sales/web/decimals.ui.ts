/**
 * Sums on decimal strings for what a page shows before the server has answered. Digits, never floats; the server's
 * figures are the ones that count. An empty or malformed operand counts as zero.
 */

interface Scaled {
  units: bigint
  scale: number
}

const PLAIN = /^(-?)(\d*)(?:\.(\d*))?$/

function read(value: unknown): Scaled {
  const m = PLAIN.exec(String(value ?? '').trim())
  const digits = m ? `${m[2] ?? ''}${m[3] ?? ''}` : ''
  if (!m || digits === '') return { units: 0n, scale: 0 }
  const units = BigInt(digits)
  return { units: m[1] ? -units : units, scale: m[3]?.length ?? 0 }
}

function write(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '') : digits
  return units < 0n && /[1-9]/.test(text) ? `-${text}` : text
}

const lift = (n: Scaled, scale: number): bigint => n.units * 10n ** BigInt(scale - n.scale)

/** a + b. */
export function plus(a: unknown, b: unknown): string {
  const [x, y] = [read(a), read(b)]
  const scale = Math.max(x.scale, y.scale)
  return write(lift(x, scale) + lift(y, scale), scale)
}

const negative = (a: unknown): string => {
  const x = read(a)
  return write(-x.units, x.scale)
}

/** a − b. */
export const minus = (a: unknown, b: unknown): string => plus(a, negative(b))

export const sumOf = (values: unknown[]): string => values.reduce<string>((sum, v) => plus(sum, v), '0')

/** a × b, rounded half up (away from zero) to `scale` digits. */
export function times(a: unknown, b: unknown, scale = 2): string {
  const [x, y] = [read(a), read(b)]
  const units = x.units * y.units
  const digits = x.scale + y.scale
  if (digits <= scale) return write(units * 10n ** BigInt(scale - digits), scale)
  const step = 10n ** BigInt(digits - scale)
  const half = units < 0n ? -step / 2n : step / 2n
  return write((units + half) / step, scale)
}

/** What `part` of `whole` is worth of `amount`, rounded half up to the cent; nothing of nothing. */
export function shareOf(amount: unknown, part: unknown, whole: unknown): string {
  const [a, p, w] = [read(times(amount, part, 8)), read(plus(part, '0')), read(plus(whole, '0'))]
  if (w.units <= 0n || p.units <= 0n) return '0'
  const up = a.units * 10n ** BigInt(w.scale) * 200n
  const down = w.units * 10n ** BigInt(a.scale)
  return write((up / down + 1n) / 2n, 2)
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: unknown, b: unknown): number {
  const difference = read(minus(a, b)).units
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const smaller = (a: unknown, b: unknown): string => (compare(a, b) <= 0 ? plus(a, '0') : plus(b, '0'))

export const isPositive = (a: unknown): boolean => compare(a, '0') > 0

/** How much of `whole` is `part`, 0–100, cut down: it says 100 only when all is there. */
export function percent(part: unknown, whole: unknown): number {
  const [x, y] = [read(part), read(whole)]
  const scale = Math.max(x.scale, y.scale)
  const [p, w] = [lift(x, scale), lift(y, scale)]
  if (w <= 0n) return 0
  return Math.max(0, Math.min(100, Number((p * 100n) / w)))
}
