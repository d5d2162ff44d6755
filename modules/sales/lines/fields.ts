import { decimal, instant, money, ref, select, text } from '#kernel/declare/index.ts'
import { PRICE_SOURCES } from '../choices.ts'

const inner = { readOnly: true, hiddenInForm: true } as const

/** Who submitted and approved a priced document, and what the director signed of prices under the floor. */
export const approvalFields = {
  submittedBy: ref('employee', { zh: '提交人', en: 'Submitted by' }, inner),
  approvedBy: ref('employee', { zh: '批准人', en: 'Approved by' }, inner),
  exceptionBy: ref('employee', { zh: '低价特批人', en: 'Exception signed by' }, inner),
  exceptionAt: instant({ zh: '特批时间', en: 'Exception signed at' }, inner),
  exceptionReason: text({ zh: '特批理由', en: 'Why excepted' }, { ...inner, max: 300 }),
  exceptionHash: text({ zh: '特批内容指纹', en: 'Signed content' }, { ...inner, max: 64 }),
}

/** What the house works out of a line: where its price comes from, its tax and what it comes to. */
export const settledFields = {
  priceSource: select({ zh: '价格来源', en: 'Price source' }, PRICE_SOURCES, { readOnly: true }),
  taxRate: decimal({ zh: '税率', en: 'Tax rate' }, { scale: 4, readOnly: true }),
  amount: money({ zh: '金额', en: 'Amount' }, { readOnly: true }),
  taxAmount: money({ zh: '税额', en: 'Tax' }, { readOnly: true }),
}
