/**
 * The decline alarm (下滑告警): who will probably buy nothing next period, how sure we are, and why in the customer's
 * own terms. Ordered by expected purchases of a purchase model; the customer's own interval only explains
 * (it ranks worst of all simple rules: docs/insight.md).
 */
import type { PurchaseModel } from '../value/model.ts'
import { checkHistory, type PurchaseHistory } from '../value/purchases.ts'
import type { Calibrator } from './calibration.ts'

export interface AlarmOptions {
  /** Length of the next period in the model's time unit. */
  horizon: number
  /** Customers with fewer repeat purchases have no own rhythm and are left out; 1 when absent. */
  minimumRepeats?: number
  /** Learned on `alarmScore`s of a held-back period; without it the model's own probability is stated. */
  calibrator?: Calibrator
}

export interface AlarmEntry<C> {
  customer: C
  /** E[purchases in the next period]; the list is ordered by it, smallest first. */
  expectedPurchases: number
  /** P(no purchase in the next period), calibrated if a calibrator was given. */
  probabilityOfSilence: number
  probabilityAlive: number
  /** Own mean interval t_x / x, and silence T − t_x, in the model's unit; interval 0 = all on one day. */
  interval: number
  silence: number
  /** silence ÷ interval; Infinity when the interval is 0. */
  silenceRatio: number
  explanation: { zh: string; en: string }
}

/**
 * Rank customers for the alarm.
 * @param unitName name of the model's time unit for the explanation, e.g. { zh: '周', en: 'weeks' }
 */
export function rankDecline<K extends string, C extends PurchaseHistory>(
  customers: readonly C[],
  model: PurchaseModel<K>,
  params: Record<K, number>,
  { horizon, minimumRepeats = 1, calibrator }: AlarmOptions,
  unitName = { zh: '周', en: 'weeks' },
): AlarmEntry<C>[] {
  return customers
    .filter((c, i) => checkHistory(c, i).x >= minimumRepeats)
    .map((customer) => {
      const own = ownRhythm(customer)
      const expected = model.expectedPurchases(params, customer, horizon)
      const stated = calibrator
        ? calibrator.apply(alarmScore(expected))
        : model.probabilityOfPurchase(params, customer, horizon)
      return {
        customer,
        expectedPurchases: expected,
        probabilityOfSilence: 1 - stated,
        probabilityAlive: model.probabilityAlive(params, customer),
        ...own,
        explanation: explain(own, unitName),
      }
    })
    .sort((a, b) => a.expectedPurchases - b.expectedPurchases || b.silence - a.silence)
}

export interface OwnRhythm {
  interval: number
  silence: number
  silenceRatio: number
}

/** The customer's own mean interval and present silence. Without repeats the interval is Infinity and the ratio 0. */
export function ownRhythm(row: PurchaseHistory): OwnRhythm {
  const { x, tx, T } = checkHistory(row)
  const silence = T - tx
  if (x === 0) return { interval: Number.POSITIVE_INFINITY, silence, silenceRatio: 0 }
  const interval = tx / x
  return { interval, silence, silenceRatio: interval > 0 ? silence / interval : silence > 0 ? Infinity : 0 }
}

/** The score calibrators of this module are learned on: ln E[purchases], kept finite. It ranks as the list does. */
export function alarmScore(expectedPurchases: number): number {
  return Math.log(Math.max(1e-9, expectedPurchases))
}

function explain({ interval, silence, silenceRatio }: OwnRhythm, unit: { zh: string; en: string }) {
  const f = (v: number) => (v >= 10 ? v.toFixed(0) : v.toFixed(1))
  if (!Number.isFinite(interval))
    return {
      zh: `只买过一次，已 ${f(silence)} ${unit.zh}未再购买`,
      en: `bought once, silent for ${f(silence)} ${unit.en}`,
    }
  if (!Number.isFinite(silenceRatio))
    return {
      zh: `几次购买在同一天，此后已 ${f(silence)} ${unit.zh}未购买`,
      en: `all purchases on one day, silent for ${f(silence)} ${unit.en} since`,
    }
  return {
    zh: `平均每 ${f(interval)} ${unit.zh}购买一次，已 ${f(silence)} ${unit.zh}未购买（自身间隔的 ${f(silenceRatio)} 倍）`,
    en: `buys every ${f(interval)} ${unit.en} on average, silent for ${f(silence)} ${unit.en} (${f(silenceRatio)}× the own interval)`,
  }
}
