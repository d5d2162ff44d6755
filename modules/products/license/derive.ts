import type { DeriveContext } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'

type Values = Record<string, unknown>

/** What QA vouches for: fixed from the moment the paper is handed in. */
const VOUCHED = [
  'contact',
  'licenseNo',
  'scopeCodes',
  'products',
  'designatedBy',
  'issuer',
  'validFrom',
  'validTo',
  'longTerm',
  'files',
] as const

const said = (value: unknown): string =>
  JSON.stringify(value === false || (Array.isArray(value) && !value.length) ? null : (value ?? null))

/** A paper is somebody's, ends after it begins, and is not changed any more once it has been handed in. */
export function deriveLicense(row: Values, { before }: Pick<DeriveContext, 'before'>): undefined {
  if (!row.account && !row.product)
    throw invalidField('account', 'field.required', '请填写客户或品种', 'Say whose it is: an account or a product')
  if (row.validTo && row.validFrom && String(row.validTo) < String(row.validFrom))
    throw invalidField('validTo', 'date.order', '有效期至不能早于生效日期', 'It must not end before it begins')
  if (before && before.state !== 'draft' && VOUCHED.some((f) => said(before[f]) !== said(row[f])))
    throw new Refusal('license.fixed', {
      zh: '已提交核验的资质不能修改；待核验的请质管退回后修改，换证请新建一条',
      en: 'A licence that was handed in is not changed; have QA send it back, or add the renewed one as a new licence',
    })
  return undefined
}
