import type { DeriveContext } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'

type Values = Record<string, unknown>

const FIXED = ['unitPrice', 'taxIncluded', 'validFrom', 'validTo'] as const

/** What a price stands for, as one text: two prices of one key never overlap in time. */
export function scopeKeyOf(row: Values): string {
  const region = String(row.regionCode ?? '')
  switch (row.scopeType) {
    case 'contract':
      return `contract:${row.contract}`
    case 'authorization':
      return `authorization:${row.authorization}`
    case 'tender':
      return `tender:${region.slice(0, 2)}0000`
    case 'region':
      return `region:${region}`
    default:
      return 'national'
  }
}

/** Derives the scope key and keeps an approved price as it was signed: another price is another item. */
export function derivePrice(row: Values, { before }: Pick<DeriveContext, 'before'>): Values {
  if (row.validTo && String(row.validTo) < String(row.validFrom))
    throw invalidField('validTo', 'date.order', '失效日期不能早于生效日期', 'It must not end before it begins')
  if (before && before.state !== 'draft' && FIXED.some((f) => (before[f] ?? null) !== (row[f] ?? null)))
    throw new Refusal('price.fixed', {
      zh: '已批准的价格不能修改；请新建价格并由财务“替换生效”',
      en: 'An approved price is not changed; make a new one and have finance supersede the old',
    })
  return { scopeKey: scopeKeyOf(row) }
}
