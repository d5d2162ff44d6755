import { seeded } from '#kernel/values/seeded.ts'

/** Seeded random numbers: the same seed gives the same demo company on every machine. */

export type Rng = {
  /** The next number in [0, 1). */
  next(): number
  /** A whole number from `min` to `max`, both possible. */
  int(min: number, max: number): number
  /** One of the list; throws `RangeError` for an empty list. */
  pick<T>(list: readonly T[]): T
  /** One of the values, as often as its weight says. */
  weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): T
  /** True with this probability. */
  chance(probability: number): boolean
  /** Normally distributed, mean 0, deviation 1. */
  normal(): number
  /** An independent stream, so that more draws in one part do not change another. */
  fork(label: string): Rng
}

/** FNV-1a over UTF-16 units: a 32-bit number from a text. */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Random numbers from a seed. */
export function rng(seed: number): Rng {
  const next = seeded(seed)
  const self: Rng = {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick(list) {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[Math.floor(next() * list.length)]!
    },
    weighted(entries) {
      let left = next() * entries.reduce((sum, [, w]) => sum + w, 0)
      for (const [value, weight] of entries) {
        left -= weight
        if (left < 0) return value
      }
      return entries[entries.length - 1]![0]
    },
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (label) => rng((hash32(label) ^ seed) >>> 0),
  }
  return self
}
