import type { Guard } from '#kernel/declare/index.ts'
import { deriveLines } from '#kernel/records/lines.ts'
import { settlePrices } from '../lines/settle.ts'

/** One that has left its author's hands is not edited. */
export const onlyDraft: Guard = {
  holds: { state: { eq: 'draft' } },
  code: 'quotation.fixed',
  message: {
    zh: '报价单已提交，不能再修改；请先驳回或用“换版”做新版本',
    en: 'A submitted quotation is not edited; have it rejected or make a new version',
  },
}

/** Prices, taxes and totals of quotations. */
export const settleQuotations = deriveLines(async (unit, documents) => {
  for (const document of documents) await settlePrices(unit, document)
})
