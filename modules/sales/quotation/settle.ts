import { Refusal } from '#kernel/errors.ts'
import { deriveLines } from '#kernel/records/lines.ts'
import { onlyDrafts, settlePrices } from '../lines/settle.ts'

const fixed = (): Refusal =>
  new Refusal('quotation.fixed', {
    zh: '报价单已提交，不能再修改；请先驳回或用“换版”做新版本',
    en: 'A submitted quotation is not edited; have it rejected or make a new version',
  })

/** Prices, taxes and totals of quotations; one that was submitted stays as it is. */
export const settleQuotations = deriveLines(async (unit, documents) => {
  for (const document of documents) if (onlyDrafts(document, fixed())) await settlePrices(unit, document)
})
