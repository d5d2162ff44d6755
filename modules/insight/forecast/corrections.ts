/**
 * Manual corrections are kept beside the system's forecast, never over it, and judged by the same measure once the
 * period is over: a correction is worth what it takes off the error (forecast value added, Gilliland 2010).
 */

export interface CorrectedForecast {
  /** What is forecast, e.g. account × product. */
  series: string
  /** Period forecast, e.g. "2026-03"; sorts as text. */
  period: string
  system: number
  /** The value a person put beside it; absent = left as it was. */
  corrected?: number
  /** Who corrected. */
  by?: string
  /** What happened; absent = not known yet. */
  actual?: number
}

export interface CorrectionAccuracy {
  /** Corrections that can be judged. */
  cases: number
  /** Mean absolute error of the system and of the corrected values on those cases. */
  systemError: number
  correctedError: number
  /** systemError − correctedError; positive = the corrections helped. */
  valueAdded: number
  /** Share of corrections that came nearer to what happened; ties count half. */
  improvedShare: number
  /** Mean of corrected − actual: the corrector's lean. */
  bias: number
}

/** Where the forecast in force stands: the correction if there is one. */
export function inForce(f: CorrectedForecast): number {
  return f.corrected ?? f.system
}

/** Accuracy of the corrections in total, by period (in order), and by person. */
export function correctionAccuracy(forecasts: readonly CorrectedForecast[]): {
  total: CorrectionAccuracy
  byPeriod: { period: string; accuracy: CorrectionAccuracy }[]
  byPerson: { by: string; accuracy: CorrectionAccuracy }[]
} {
  forecasts.forEach((f, i) => {
    for (const v of [f.system, f.corrected, f.actual])
      if (v !== undefined && !Number.isFinite(v)) throw new RangeError(`correctionAccuracy: entry ${i} is not a number`)
  })
  const judged = forecasts.filter((f) => f.corrected !== undefined && f.actual !== undefined)
  const periods = [...new Set(judged.map((f) => f.period))].sort()
  const people = [...new Set(judged.map((f) => f.by ?? ''))].sort()
  return {
    total: accuracyOf(judged),
    byPeriod: periods.map((period) => ({ period, accuracy: accuracyOf(judged.filter((f) => f.period === period)) })),
    byPerson: people.map((by) => ({ by, accuracy: accuracyOf(judged.filter((f) => (f.by ?? '') === by)) })),
  }
}

function accuracyOf(cases: readonly CorrectedForecast[]): CorrectionAccuracy {
  const n = cases.length
  if (n === 0) return { cases: 0, systemError: 0, correctedError: 0, valueAdded: 0, improvedShare: 0, bias: 0 }
  const own = cases.map((f) => ({
    system: Math.abs(f.system - f.actual!),
    corrected: Math.abs(f.corrected! - f.actual!),
    lean: f.corrected! - f.actual!,
  }))
  const sum = (f: (c: (typeof own)[number]) => number) => own.reduce((s, c) => s + f(c), 0) / n
  const systemError = sum((c) => c.system)
  const correctedError = sum((c) => c.corrected)
  return {
    cases: n,
    systemError,
    correctedError,
    valueAdded: systemError - correctedError,
    improvedShare: sum((c) => (c.corrected < c.system ? 1 : c.corrected === c.system ? 0.5 : 0)),
    bias: sum((c) => c.lean),
  }
}
