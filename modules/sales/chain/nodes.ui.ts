import type { Label } from '#kernel/declare/label.ts'
import type { MetaIndex } from '#ui/core/meta.ts'
import { href } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { optionLabel } from '../board/stages.ui.ts'
import { qtyText } from '../web/parts.tsx'
import type { ChainReply, ChainShipment } from '../web/types.ts'
import type { ChainNode } from './ChainPicture.tsx'

type Say = (zh: string, en: string) => string

interface Speech {
  meta: MetaIndex
  t: (label: Label) => string
  say: Say
}

/** Steps that the picture draws as audits; the others have documents of their own. */
const AUDITS = new Set(['submit', 'business', 'finance'])
const TONE: Record<string, ChainNode['tone']> = { done: 'done', current: 'open', waiting: 'open', stopped: 'bad' }

const stateOf = ({ meta, t }: Speech, object: string, state: string): ChainNode['state'] => {
  const known = meta.byName.get(object)?.states?.[state]
  return { text: known ? t(known.label) : state, color: known?.color }
}

/** The documents of an order as nodes of the picture, and what followed from what. */
export function nodesOf(speech: Speech, row: Row, chain: ChainReply): ChainNode[] {
  const { t } = speech
  const head: ChainNode = {
    id: row.id,
    station: 'order',
    from: [],
    title: String(row.number ?? ''),
    state: stateOf(speech, 'salesOrder', chain.order.state),
    amount: String(row.amount ?? ''),
    who: row.owner?.label ?? null,
    at: row.createdAt ?? null,
    facts: revisions(speech, chain),
    tone: chain.order.state === 'cancelled' ? 'bad' : 'done',
  }
  const audits: ChainNode[] = []
  for (const step of chain.steps.filter((s) => AUDITS.has(s.key))) {
    if (step.state === 'waiting' && audits.at(-1)?.tone !== 'done' && audits.length > 0) continue
    audits.push({
      id: `step-${step.key}`,
      station: 'audit',
      from: [audits.at(-1)?.id ?? row.id],
      title: t(step.label),
      state: { text: stepWord(speech, step.state), color: STEP_COLOR[step.state] },
      who: step.by?.label ?? null,
      at: step.at,
      facts: step.comment ? [step.comment] : [],
      tone: TONE[step.state],
    })
  }
  const released = audits.at(-1)?.id ?? row.id
  return [
    head,
    ...audits,
    ...chain.shipments.flatMap((s) => shipmentNodes(speech, s, released)),
    ...chain.payments.map((p): ChainNode => paymentNode(speech, p, row.id)),
    ...invoiceNodes(speech, chain),
    ...returnNodes(speech, chain),
  ]
}

const STEP_COLOR: Record<string, string | undefined> = { done: 'green', current: 'gold', stopped: 'red' }

function stepWord({ say }: Speech, state: string): string {
  if (state === 'done') return say('通过', 'Done')
  if (state === 'current') return say('进行中', 'Now')
  return state === 'stopped' ? say('未通过', 'Stopped') : say('等待', 'Waiting')
}

function revisions({ say }: Speech, chain: ChainReply): string[] {
  const last = chain.versions.at(-1)
  if (!last) return []
  const times = chain.versions.length
  return [
    say(
      `已变更 ${times} 次${last.reason ? `：${last.reason}` : ''}`,
      `Amended ${times}×${last.reason ? `: ${last.reason}` : ''}`,
    ),
  ]
}

function shipmentNodes(speech: Speech, s: ChainShipment, from: string): ChainNode[] {
  const { say } = speech
  const batches = s.lines.map(
    (l) => `${l.package?.label ?? ''} × ${qtyText(l.qty)} · ${say('批号', 'batch')} ${l.batchNo}`,
  )
  const way = [s.carrier, s.logisticsNo].filter(Boolean).join(' ')
  const shipped: ChainNode = {
    id: s.id,
    station: 'shipment',
    from: [from],
    href: href.record('shipments', s.id),
    title: s.number,
    state: stateOf(speech, 'shipment', s.state),
    amount: s.amount,
    at: s.shippedAt,
    facts: [...(way ? [way] : []), ...batches],
    tone: s.state === 'cancelled' ? 'bad' : s.state === 'shipped' || s.state === 'received' ? 'done' : 'open',
  }
  const receipts = s.receipts.map((r): ChainNode => {
    const bad = r.discrepancy !== null && r.discrepancy !== 'none'
    return {
      id: r.id,
      station: 'receipt',
      from: [s.id],
      href: href.record('receipts', r.id),
      title: r.number,
      ...(bad
        ? {
            state: {
              text: speech.t(optionLabel(speech.meta.byName.get('receipt'), 'discrepancy', r.discrepancy ?? '')),
              color: 'red',
            },
          }
        : {}),
      who: r.signer,
      at: r.receivedOn,
      facts: [s.number],
      tone: bad ? 'bad' : 'done',
    }
  })
  return [shipped, ...receipts]
}

function paymentNode(speech: Speech, p: ChainReply['payments'][number], order: string): ChainNode {
  return {
    id: p.id,
    station: 'payment',
    from: [order],
    href: href.record('payments', p.id),
    title: p.number,
    amount: p.amount,
    who: p.payer,
    at: p.receivedOn,
    facts: [speech.say('核销到本单', 'Allocated here')],
    tone: 'done',
  }
}

const redOf = (value: ChainReply['invoices'][number]['redOf']): string | undefined =>
  value === null ? undefined : typeof value === 'string' ? value : value.id

/** An invoice follows the shipments that had left when it was made; a red one follows what it takes back. */
function invoiceNodes(speech: Speech, chain: ChainReply): ChainNode[] {
  return chain.invoices.map((i) => {
    const of = redOf(i.redOf)
    const goods = chain.shipments.filter((s) => s.lines.some((l) => Number(l.invoicedQty) > 0))
    const ends = goods.map((s) => s.receipts.at(-1)?.id ?? s.id)
    return {
      id: i.id,
      station: 'invoice',
      from: of ? [of] : ends,
      href: href.record('invoices', i.id),
      title: i.invoiceNo ?? i.number,
      state: stateOf(speech, 'invoice', i.state),
      amount: i.amount,
      at: i.issuedAt,
      facts: i.kind === null ? [] : [speech.t(optionLabel(speech.meta.byName.get('invoice'), 'kind', i.kind))],
      tone: i.state === 'issued' ? 'done' : i.state === 'draft' || i.state === 'awaitingBuyer' ? 'open' : 'bad',
    }
  })
}

function returnNodes(speech: Speech, chain: ChainReply): ChainNode[] {
  return chain.returns.map((r) => {
    const goods = chain.shipments.filter((s) => s.lines.some((l) => Number(l.returnedQty) > 0))
    const source = goods.length > 0 ? goods : chain.shipments
    const invoices = chain.invoices.filter((i) => i.kind === 'red').map((i) => i.id)
    return {
      id: r.id,
      station: 'return',
      from: invoices.length > 0 ? invoices : source.map((s) => s.receipts.at(-1)?.id ?? s.id).slice(0, 1),
      href: href.record('return-orders', r.id),
      title: r.number,
      state: stateOf(speech, 'returnOrder', r.state),
      amount: r.creditAmount,
      facts:
        r.reason === null ? [] : [speech.t(optionLabel(speech.meta.byName.get('returnOrder'), 'reason', r.reason))],
      tone: r.state === 'credited' ? 'done' : r.state === 'rejected' ? 'bad' : 'open',
    }
  })
}
