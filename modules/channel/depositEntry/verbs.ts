import { type CommandContext, command } from '#kernel/commands/context.ts'
import { files, items, money, select, text } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import { add, compare, negate } from '#kernel/values/decimal.ts'
import { agentAuthorization } from '../agentAuthorization/agentAuthorization.object.ts'
import { depositEntry } from './depositEntry.object.ts'

interface Entry {
  kind: 'pay' | 'deduct' | 'refund'
  /** Always positive; the kind says which way. */
  amount: string
  bankRef?: string | null
  reason?: string | null
}

type Held = { id: string; depositBalance: string | null }

/** Writes one entry and moves the balance with it: the row is locked, so the ledger always sums to the balance. */
async function book(ctx: CommandContext, row: Held, entry: Entry): Promise<string> {
  const amount = entry.kind === 'pay' ? entry.amount : negate(entry.amount)
  const balance = add(row.depositBalance ?? '0', amount)
  if (compare(balance, '0') < 0)
    throw new Refusal(
      'deposit.short',
      {
        zh: `保证金余额 ¥${row.depositBalance ?? '0'}，不足 ¥${entry.amount}；请核对金额或先登记缴纳`,
        en: `The deposit holds ¥${row.depositBalance ?? '0'}, less than ¥${entry.amount}; check the amount or record a payment first`,
      },
      { balance: row.depositBalance },
    )
  const { kind, bankRef, reason } = entry
  await ctx.create(depositEntry.name, { authorization: row.id, kind, amount, bankRef, reason }, { trusted: true })
  await ctx.change(row, { depositBalance: balance })
  return balance
}

/** 登记保证金: what came in, was taken off for a breach, or went back. */
export const recordDeposit = command(
  agentAuthorization,
  {
    name: 'recordDeposit',
    label: { zh: '登记保证金', en: 'Record deposit' },
    from: ['draft', 'pending', 'active', 'suspended', 'expired', 'terminated'],
    icon: 'money-collect',
    input: {
      kind: select(
        { zh: '类型', en: 'Kind' },
        items({ pay: ['缴纳', 'Paid in'], deduct: ['扣除', 'Deducted'], refund: ['退还', 'Refunded'] }),
        { required: true, default: 'pay' },
      ),
      amount: money({ zh: '金额', en: 'Amount' }, { required: true, min: 0.01 }),
      bankRef: text({ zh: '银行流水号', en: 'Bank reference' }, { max: 60 }),
      reason: text(
        { zh: '事由', en: 'Reason' },
        { max: 300, help: { zh: '扣除时必填', en: 'Required for a deduction' } },
      ),
      receipt: files(
        { zh: '收款凭证', en: 'Receipt' },
        { help: { zh: '缴纳时上传，生效前必备', en: 'Of a payment; needed before it comes into force' } },
      ),
    },
  },
  async (ctx, row, input) => {
    if (input.kind === 'deduct' && !input.reason)
      throw invalidField('reason', 'field.required', '扣除保证金须写明事由', 'A deduction needs its reason')
    if (input.receipt?.length) {
      const kept = [...(row.depositReceipts ?? []), ...input.receipt]
      const changed = await ctx.change(row, { depositReceipts: kept })
      await attachFiles(ctx.unit, ctx.caller.model.objects.get(agentAuthorization.name)!, changed)
    }
    const { amount, bankRef, reason } = input
    return { balance: await book(ctx, row, { kind: input.kind as Entry['kind'], amount, bankRef, reason }) }
  },
)

/** 结清保证金: what is left goes back, and that is the end of the authorisation. */
export const settleDeposit = command(
  agentAuthorization,
  {
    name: 'settleDeposit',
    label: { zh: '结清保证金', en: 'Settle deposit' },
    from: ['expired', 'terminated'],
    to: 'depositSettled',
    icon: 'check-square',
    input: { bankRef: text({ zh: '退款银行流水号', en: 'Bank reference of the refund' }, { max: 60 }) },
  },
  async (ctx, row, input) => {
    const rest = row.depositBalance ?? '0'
    if (compare(rest, '0') === 0) return { refunded: '0' }
    if (!input.bankRef)
      throw invalidField(
        'bankRef',
        'field.required',
        `将退还 ¥${rest}，请填写银行流水号`,
        `¥${rest} goes back; enter the bank reference`,
      )
    await book(ctx, row, { kind: 'refund', amount: rest, bankRef: input.bankRef, reason: '结清 Settled' })
    return { refunded: rest }
  },
)
