import { invalidField } from '#kernel/errors.ts'

/** A batch cannot be past its use before it was made. */
export function deriveBatch(row: Record<string, unknown>): undefined {
  if (row.mfgDate && row.lastUsableDate && String(row.lastUsableDate) <= String(row.mfgDate))
    throw invalidField(
      'lastUsableDate',
      'date.order',
      '最后可用日应晚于生产日期',
      'The last usable day must lie after the day of manufacture',
    )
  return undefined
}
