import { regionByCode } from '#modules/customers/index.ts'

/**
 * Territories on a line. A division is the stretch of codes that it covers (330000 浙江省 is [330000, 340000)), a
 * hospital a single point behind the code of its division, told apart from its neighbours by the digits of its id. So
 * "inside", "overlaps" and "all but these hospitals" are questions about stretches of numbers, which the database can
 * keep from overlapping.
 */

/** Digits behind the point: 10^13 places in a county, so that two hospitals on one point do not happen. */
export const SCALE = 13
const UNIT = 10n ** BigInt(SCALE)
const COUNTRY: Stretch = { from: 0n, to: 1_000_000n * UNIT }

/** From (inclusive) to (exclusive), in units of 10^-13 of a division code. */
interface Stretch {
  from: bigint
  to: bigint
}

export interface Piece extends Stretch {
  /** The account, where the piece is one named hospital. */
  hospital: string | null
}

export interface Place {
  id: string
  regionCode: string
}

export interface Scope {
  agentLevel: string
  regionCodes: readonly string[]
  hospitals: readonly Place[]
  excluded: readonly Place[]
}

/** Where an account stands. */
export function pointOf({ id, regionCode }: Place): bigint {
  const digits = BigInt(`0x${id.replaceAll('-', '').slice(-12)}`) % UNIT
  return BigInt(regionCode) * UNIT + digits
}

function stretchOf(code: string): Stretch {
  const level = regionByCode(code)?.level
  const width = level === 'province' ? 10_000n : level === 'city' ? 100n : 1n
  return { from: BigInt(code) * UNIT, to: (BigInt(code) + width) * UNIT }
}

/** Stretches joined where they touch or overlap, in order. */
function union(stretches: Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const s of [...stretches].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = joined.at(-1)
    if (!last || s.from > last.to) joined.push({ ...s })
    else if (s.to > last.to) last.to = s.to
  }
  return joined
}

function without(stretches: Stretch[], points: bigint[]): Stretch[] {
  const holes = [...new Set(points)].sort((a, b) => (a < b ? -1 : 1))
  return stretches.flatMap((s) => {
    const parts: Stretch[] = []
    let from = s.from
    for (const hole of holes.filter((p) => p >= s.from && p < s.to)) {
      if (from < hole) parts.push({ from, to: hole })
      from = hole + 1n
    }
    if (from < s.to) parts.push({ from, to: s.to })
    return parts
  })
}

/**
 * What a scope covers: its divisions without the excluded hospitals, and its named hospitals, which count wherever they
 * lie and even where they are excluded. A national scope without divisions and hospitals is the whole country.
 */
export function territory(scope: Scope): Piece[] {
  const named = new Map(scope.hospitals.map((h) => [pointOf(h), h.id]))
  const whole = scope.agentLevel === 'national' && !scope.regionCodes.length && !scope.hospitals.length
  const divisions = union(whole ? [{ ...COUNTRY }] : scope.regionCodes.map(stretchOf))
  const open = without(divisions, [...scope.excluded.map(pointOf), ...named.keys()])
  return [
    ...open.map((s) => ({ ...s, hospital: null })),
    ...[...named].map(([from, hospital]) => ({ from, to: from + 1n, hospital })),
  ]
}

/** The pieces of `inner` that `outer` does not cover whole. */
export function outside(inner: readonly Piece[], outer: readonly Piece[]): Piece[] {
  const cover = union([...outer])
  return inner.filter((p) => !cover.some((c) => c.from <= p.from && p.to <= c.to))
}

/** A number of the line as PostgreSQL's numeric. */
export function decimalOf(units: bigint): string {
  const text = units.toString().padStart(SCALE + 1, '0')
  return `${text.slice(0, -SCALE)}.${text.slice(-SCALE)}`
}

/** The code of the division around the point at which a stretch begins. */
export function codeAt(from: string): string {
  return from.split('.')[0]!.padStart(6, '0')
}
