import { Refusal } from '#kernel/errors.ts'
import { addMonths } from '../days.ts'

/** What is asked of a batch before any of it is promised or leaves. */
export interface BatchFacts {
  batchNo: string
  state: string
  /** Last day on which it may be used, `YYYY-MM-DD`. */
  lastUsableDate: string
  lockReason?: string | null
}

export interface ShipDemands {
  /** Months of use that the customer wants left on the day of shipping. */
  minRemainingMonths?: number | null
  /** The package's near-expiry window; with `allowNearExpiry: false` such a batch does not ship. */
  nearExpiryMonths?: number | null
  /** The customer consents to near-expiry goods. Default true where no window is given. */
  allowNearExpiry?: boolean
}

/** Is the last usable day within the package's near-expiry window, or past? */
export const isNearExpiry = (lastUsableDate: string, today: string, months: number): boolean =>
  lastUsableDate < addMonths(today, months)

const NEXT = {
  zh: '请改用其他批号，或联系质管',
  en: 'choose another batch or ask QA',
}

const WORDS: Record<string, [zh: string, en: string]> = {
  quarantine: ['尚在待验，未放行', 'is in quarantine, not released'],
  expired: ['已过期', 'has expired'],
  locked: ['已被质管锁定', 'is locked by QA'],
  recalled: ['已召回', 'is recalled'],
  destroyed: ['已销毁', 'is destroyed'],
}

function refusal(batch: BatchFacts, code: string, zh: string, en: string): Refusal {
  const why = batch.lockReason ? [`（${batch.lockReason}）`, ` (${batch.lockReason})`] : ['', '']
  return new Refusal(
    `batch.${code}`,
    {
      zh: `批号 ${batch.batchNo} ${zh}${why[0]}，不能发货；${NEXT.zh}`,
      en: `Batch ${batch.batchNo} ${en}${why[1]} and cannot ship; ${NEXT.en}`,
    },
    { batchNo: batch.batchNo, state: batch.state },
  )
}

/**
 * Why a batch may not ship on a day, or null when it may: only what is released and in date, with as much use left as
 * the customer wants, near expiry only where he consents. The date decides, whether or not the nightly job has been.
 */
export function batchProblem(batch: BatchFacts, today: string, demands: ShipDemands = {}): Refusal | null {
  const words = batch.state === 'released' ? undefined : (WORDS[batch.state] ?? ['不在可发状态', 'is not released'])
  if (words) return refusal(batch, batch.state, ...words)
  const { lastUsableDate: last } = batch
  if (last < today) return refusal(batch, 'expired', `已于 ${last} 过期`, `expired on ${last}`)
  const months = demands.minRemainingMonths ?? 0
  if (months > 0 && last < addMonths(today, months))
    return refusal(
      batch,
      'remainingShort',
      `最后可用日为 ${last}，剩余不足 ${months} 个月`,
      `can be used until ${last}, less than the ${months} months asked for`,
    )
  if (demands.allowNearExpiry === false && isNearExpiry(last, today, demands.nearExpiryMonths ?? 0))
    return refusal(
      batch,
      'nearExpiry',
      `为近效期（最后可用日 ${last}），须客户同意`,
      `is near expiry (last usable day ${last}) and needs the customer’s consent`,
    )
  return null
}

/** {@link batchProblem} as yes or no. */
export const batchShippable = (batch: BatchFacts, today: string, demands: ShipDemands = {}): boolean =>
  batchProblem(batch, today, demands) === null
