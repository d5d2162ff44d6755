import type { Caller } from '#kernel/access/actor.ts'
import type { Label } from '#kernel/declare/index.ts'
import { type ChainAudit, type ChainFacts, chainFacts } from './chain.sql.ts'

export interface ChainStep {
  key: string
  label: Label
  state: 'done' | 'current' | 'waiting' | 'stopped'
  at: string | null
  by: { id: string; label: string | null } | null
  comment: string | null
}

const STEPS: [key: string, label: Label, stage: string][] = [
  ['submit', { zh: '提交', en: 'Submitted' }, 'sales'],
  ['business', { zh: '商务审核', en: 'Order desk' }, 'commerce'],
  ['finance', { zh: '财务审核', en: 'Finance' }, 'finance'],
  ['paid', { zh: '收款', en: 'Paid' }, 'cashier'],
  ['ship', { zh: '发货', en: 'Shipped' }, 'warehouse'],
  ['receive', { zh: '签收', en: 'Received' }, 'receipt'],
  ['invoice', { zh: '开票', en: 'Invoiced' }, 'invoicing'],
  ['closed', { zh: '完成', en: 'Closed' }, 'collection'],
]

/** The last decision on a step of this revision; a later rejection or amendment takes it back. */
function lastOf(audits: ChainAudit[], step: string, revision: number | null): ChainAudit | undefined {
  return audits.findLast((a) => a.step === step && a.decision === 'done' && a.revision === revision)
}

const DONE = {
  paid: 'paymentStatus',
  ship: 'shipmentStatus',
  receive: 'receiptStatus',
  invoice: 'invoiceStatus',
} as const

function isDone(key: string, { order, audits }: ChainFacts): boolean {
  const state = order.state === 'onHold' ? (order.heldFrom ?? order.state) : order.state
  const passed = ['submitted', 'businessApproved', 'financeApproved', 'shortClosed', 'closed'].indexOf(state)
  if (key === 'submit') return passed >= 0
  if (key === 'business') return passed >= 1
  if (key === 'finance') return passed >= 2
  if (key === 'closed') return order.stage === 'done' && state !== 'cancelled'
  return order[DONE[key as keyof typeof DONE]] === 'full' && audits.length > 0
}

/** The way of an order as steps: which are done, by whom and when, and where it stands now. */
export function stepsOf(facts: ChainFacts): ChainStep[] {
  const { order, audits } = facts
  const stopped = order.state === 'onHold' || order.state === 'cancelled'
  return STEPS.map(([key, label, stage]) => {
    const audit =
      lastOf(audits, key, order.revision) ??
      ((order.revision ?? 1) > 1 ? audits.findLast((a) => a.step === key && a.decision === 'done') : undefined)
    const done = isDone(key, facts)
    const here = !done && order.stage === stage
    const paidAt = key === 'paid' ? ((facts.payments.at(-1)?.at as string | undefined) ?? null) : null
    return {
      key,
      label,
      state: done ? 'done' : here ? (stopped ? 'stopped' : 'current') : 'waiting',
      at: done ? (audit?.at ?? paidAt) : here ? ((order.stageSince as string | null) ?? null) : null,
      by: done ? (audit?.by ?? null) : null,
      comment: done ? (audit?.comment ?? null) : null,
    }
  })
}

/** One order with everything that follows from it: what the chain picture shows. */
export async function chain(caller: Caller, id: string): Promise<ChainFacts & { steps: ChainStep[] }> {
  const facts = await chainFacts(caller, id)
  return { ...facts, steps: stepsOf(facts) }
}
