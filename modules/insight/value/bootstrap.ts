/** Bootstrap intervals: the fit is repeated on resampled customers. Slower than Hessian errors, valid on small data. */
import { seeded } from '#kernel/values/seeded.ts'
import { poisson } from '../random.ts'
import type { Fit } from './fit.ts'

export interface BootstrapOptions {
  replicates?: number
  /** Coverage of the intervals, 0.95 when absent. */
  level?: number
  seed?: number
}

export interface BootstrapInterval {
  low: number
  high: number
  /** Standard deviation over the replicates. */
  standardError: number
}

/**
 * Percentile intervals of anything computed from a fit, by the Poisson bootstrap (Hanley & MacGibbon 2006): each
 * customer's weight is drawn from Poisson(weight).
 * @param rows the rows of the original fit
 * @param fit e.g. `bgNbd.fit`
 * @param statistic what to follow, e.g. (params) => ({ next: bgNbd.expectedPurchases(params, row, 13) })
 */
export function bootstrapIntervals<R extends { weight?: number }, P, S extends string>(
  rows: readonly R[],
  fit: (rows: readonly R[]) => Fit<P>,
  statistic: (params: P) => Record<S, number>,
  { replicates = 100, level = 0.95, seed = 1 }: BootstrapOptions = {},
): Record<S, BootstrapInterval> {
  if (rows.length === 0) throw new RangeError('bootstrapIntervals: no rows')
  if (!(level > 0 && level < 1)) throw new RangeError('bootstrapIntervals: level must lie between 0 and 1')
  const random = seeded(seed)
  const draws: Record<S, number>[] = []
  for (let i = 0; i < replicates; i++) {
    const sample = rows.map((r) => ({ ...r, weight: poisson(r.weight ?? 1, random) })).filter((r) => r.weight > 0)
    if (sample.length > 0) draws.push(statistic(fit(sample).params))
  }
  const keys = Object.keys(draws[0] ?? {}) as S[]
  return Object.fromEntries(
    keys.map((k) => {
      const values = draws.map((d) => d[k]).sort((a, b) => a - b)
      const mean = values.reduce((s, v) => s + v, 0) / values.length
      const spread = values.reduce((s, v) => s + (v - mean) ** 2, 0) / Math.max(1, values.length - 1)
      const at = (p: number) => values[Math.round(p * (values.length - 1))] ?? mean
      return [k, { low: at((1 - level) / 2), high: at((1 + level) / 2), standardError: Math.sqrt(spread) }]
    }),
  ) as Record<S, BootstrapInterval>
}
