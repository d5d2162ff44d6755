import type { Guard } from '#kernel/declare/index.ts'
import { invalidField } from '#kernel/errors.ts'
import { deriveLines } from '#kernel/records/lines.ts'
import { settlePrices } from '../lines/settle.ts'

/** One that has left its author's hands is not edited. */
export const onlyDraft: Guard = {
  holds: { state: { eq: 'draft' } },
  code: 'contract.fixed',
  message: {
    zh: '合同已提交，内容不能再修改；请先驳回，或终止后另签补充合同',
    en: 'A submitted contract is not edited; have it rejected, or end it and make another',
  },
}

/** A contract cannot end before it begins. */
export function deriveContract(row: Record<string, unknown>): undefined {
  if (row.validFrom && row.validTo && String(row.validTo) < String(row.validFrom))
    throw invalidField('validTo', 'date.order', '到期日期不能早于生效日期', 'It must not end before it begins')
  return undefined
}

/** Prices, taxes and totals of contracts. */
export const settleContracts = deriveLines(async (unit, documents) => {
  for (const document of documents) await settlePrices(unit, document)
})
