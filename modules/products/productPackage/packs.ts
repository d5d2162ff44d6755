import { compare, div, mul, normalize, sub } from '#kernel/values/decimal.ts'

/** How a package is put up: base units in a pack, packs in a carton (件). */
export interface Packing {
  unitsPerPack: number
  packsPerCarton: number
}

export type PackUnit = 'base' | 'pack' | 'carton'

/** Base units in one of a unit. */
export function unitSize(unit: PackUnit, packing: Packing): string {
  if (unit === 'base') return '1'
  if (unit === 'pack') return String(packing.unitsPerPack)
  return mul(String(packing.unitsPerPack), String(packing.packsPerCarton))
}

/** A quantity of packs or cartons in base units, exactly: `toBase('2.5', 'carton', {1, 100})` → `250`. */
export const toBase = (qty: string, unit: PackUnit, packing: Packing): string => mul(qty, unitSize(unit, packing))

/** The whole number of times that `size` fits into `qty`, towards zero. */
function whole(qty: string, size: string): string {
  const digits = div(qty, size, 0)
  return compare(mul(digits, size), qty) > 0 ? sub(digits, '1') : digits
}

/**
 * Base units as whole cartons, whole packs and the rest, exactly: their base units sum to the quantity. For a quantity
 * that is not negative.
 */
export function toCartons(qty: string, packing: Packing): { cartons: string; packs: string; rest: string } {
  const cartons = whole(qty, unitSize('carton', packing))
  const after = sub(qty, toBase(cartons, 'carton', packing))
  const packs = whole(after, unitSize('pack', packing))
  return { cartons, packs, rest: sub(after, toBase(packs, 'pack', packing)) }
}

/** Base units in a larger unit, or null where that has no exact decimal (at most `scale` places). */
export function fromBase(qty: string, unit: PackUnit, packing: Packing, scale = 4): string | null {
  const result = div(qty, unitSize(unit, packing), scale)
  return compare(toBase(result, unit, packing), qty) === 0 ? normalize(result) : null
}
