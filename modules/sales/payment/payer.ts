import { Refusal } from '#kernel/errors.ts'
import { afterWrite } from '#kernel/records/hooks.ts'
import { payment } from './payment.object.ts'
import { payerNames } from './payment.sql.ts'

/** Full-width and half-width brackets and blanks are the bank's habit, not another name. */
const plain = (name: string): string => name.normalize('NFKC').replace(/\s/g, '').toLowerCase()

/** 付款户名 = 客户名称: money from somebody else, a private person's account above all, is not the customer's. */
export const payerIsCustomer = afterWrite(payment, async (unit, rows, how) => {
  if (how !== 'create') return
  const names = await payerNames(
    unit,
    rows.map((r) => r.account as string),
  )
  for (const row of rows) {
    const known = (names.get(row.account as string) ?? []).map(plain)
    if (known.includes(plain(row.payer as string))) continue
    throw new Refusal(
      'payment.payerName',
      {
        zh: `付款户名“${row.payer}”与客户名称不一致：不得代收个人或第三方款项。请退回款项；若为该客户曾用名，请先在客户资料中登记别名`,
        en: `The payer ${row.payer} is not the customer: money of persons or third parties is not accepted. Return it; if it is a former name of the customer, record it as an alias first`,
      },
      { payer: row.payer },
    )
  }
})
