import { Refusal } from '#kernel/errors.ts'

/** Throws where an offer's last day has passed. `today` is the day in China. */
export function requireInTime(row: { validTo?: unknown }, today: string): void {
  if (String(row.validTo) >= today) return
  throw new Refusal('quotation.expired', {
    zh: `报价有效期已于 ${row.validTo} 截止，请改有效期或用“换版”重新报价`,
    en: `The offer held until ${row.validTo}; change that day or make a new version`,
  })
}
