/** Learning the alarm's calibration from history: a past cut-off plays "today", the period after it is held back. */
import type { PurchaseModel } from '../value/model.ts'
import { type CustomerSummary, type Purchase, summarizePurchases } from '../value/purchases.ts'
import { alarmScore } from './alarm.ts'
import {
  type Calibrator,
  type CalibratorData,
  fitIsotonic,
  fitPlatt,
  type Reliability,
  reliability,
} from './calibration.ts'

export interface HeldBackCase {
  summary: CustomerSummary
  /** `alarmScore` by the model fitted before the cut-off. */
  score: number
  expectedPurchases: number
  /** Purchase occasions in the held-back period. */
  bought: number
}

/**
 * Fit the model on purchases up to `cutOff` and look at the `horizonDays` after it.
 * @returns the model's parameters and one case per customer seen before the cut-off
 */
export function heldBackCases<K extends string>(
  purchases: readonly Purchase[],
  model: PurchaseModel<K>,
  cutOff: number,
  horizonDays: number,
  unit = 7,
): { params: Record<K, number>; reliable: boolean; cases: HeldBackCase[] } {
  const summaries = summarizePurchases(purchases, cutOff, unit)
  const { params, reliable } = model.fit(summaries)
  const days = new Map<string, Set<number>>()
  for (const p of purchases) {
    if (p.day <= cutOff || p.day > cutOff + horizonDays) continue
    const own = days.get(p.customer) ?? new Set<number>()
    days.set(p.customer, own.add(Math.floor(p.day)))
  }
  const horizon = horizonDays / unit
  const cases = summaries.map((summary) => {
    const expectedPurchases = model.expectedPurchases(params, summary, horizon)
    return {
      summary,
      score: alarmScore(expectedPurchases),
      expectedPurchases,
      bought: days.get(summary.customer)?.size ?? 0,
    }
  })
  return { params, reliable, cases }
}

/** Isotonic where there are enough cases of both kinds (≥ 500, ≥ 100 of the rarer), Platt below. */
export function learnCalibration(cases: readonly HeldBackCase[]): Calibrator & CalibratorData {
  const scores = cases.map((c) => c.score)
  const outcomes = cases.map((c) => c.bought > 0)
  const hits = outcomes.filter(Boolean).length
  const plenty = cases.length >= 500 && Math.min(hits, cases.length - hits) >= 100
  return plenty ? fitIsotonic(scores, outcomes) : fitPlatt(scores, outcomes)
}

/**
 * Out-of-fold reliability: every case is stated by a calibrator that has not seen it (k folds, case i in fold i mod k).
 */
export function crossFittedReliability(
  cases: readonly HeldBackCase[],
  learn: (cases: readonly HeldBackCase[]) => Calibrator = learnCalibration,
  folds = 10,
): Reliability {
  const stated = new Array<number>(cases.length)
  for (let k = 0; k < folds; k++) {
    const rest = cases.filter((_, i) => i % folds !== k)
    if (rest.length === 0) continue
    const calibrator = learn(rest)
    cases.forEach((c, i) => {
      if (i % folds === k) stated[i] = calibrator.apply(c.score)
    })
  }
  return reliability(
    stated,
    cases.map((c) => c.bought > 0),
  )
}
