import { formatInstant } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { compare, minus, percent } from '../web/decimals.ui.ts'
import { asProgress, Disc, isTold, Money, type Progress } from '../web/parts.tsx'
import type { ChainReply } from '../web/types.ts'
import './chain.css'

interface Answer {
  key: string
  progress: Progress
  question: string
  answer: string
  detail: React.ReactNode
}

/** 付款了吗 发货了吗 到货了吗 开票了吗: asked and answered in words one can read across a room. */
export function Answers({ row, chain }: { row: Row; chain: ChainReply | undefined }) {
  const answers = useAnswers(row, chain)
  return (
    <section className="xl-answers">
      {answers.map((a) => (
        <div key={a.key} className="xl-answer" data-progress={a.progress} data-answer={a.key}>
          <Disc progress={a.progress} size={22} />
          <div style={{ minWidth: 0 }}>
            <h4 className="xl-answer-question">{a.question}</h4>
            <strong>{a.answer}</strong>
            <p>{a.detail}</p>
          </div>
        </div>
      ))}
    </section>
  )
}

function useAnswers(row: Row, chain: ChainReply | undefined): Answer[] {
  const { say } = useText()
  const money = (part: unknown) => (
    <>
      <Money value={part} /> / <Money value={row.amount} />
    </>
  )
  const partly = (zh: string, en: string, part: unknown) =>
    ![part, row.amount].every(isTold)
      ? say(`部分${zh}`, `partly ${en}`)
      : say(`${zh} ${percent(part, row.amount)}%`, `${percent(part, row.amount)}% ${en}`)
  const [paid, shipped, received, invoiced] = (
    ['paymentStatus', 'shipmentStatus', 'receiptStatus', 'invoiceStatus'] as const
  ).map((f) => asProgress(row[f])) as [Progress, Progress, Progress, Progress]
  const known = [row.amount, row.paidAmount, row.creditedAmount].every(isTold)
  const due = known ? minus(minus(row.amount, row.paidAmount), row.creditedAmount) : null
  const answers: Answer[] = [
    {
      key: 'payment',
      progress: paid,
      question: say('付款了吗', 'Paid?'),
      answer:
        paid === 'full'
          ? say('已付清', 'Paid')
          : paid === 'partial'
            ? partly('已付', 'paid', row.paidAmount)
            : say('未付款', 'Not yet'),
      detail:
        compare(row.paidAmount, '0') > 0 || paid !== 'none' ? (
          money(row.paidAmount)
        ) : (
          <>
            {say('应付', 'Due')} <Money value={due} />
          </>
        ),
    },
    {
      key: 'shipment',
      progress: shipped,
      question: say('发货了吗', 'Shipped?'),
      answer:
        shipped === 'full'
          ? say('已发货', 'Shipped')
          : shipped === 'partial'
            ? partly('已发', 'shipped', row.shippedAmount)
            : say('未发货', 'Not yet'),
      detail: <Way chain={chain} fallback={shipped === 'none' ? null : money(row.shippedAmount)} />,
    },
    {
      key: 'receipt',
      progress: received,
      question: say('到货了吗', 'Arrived?'),
      answer:
        received === 'full'
          ? say('已签收', 'Received')
          : received === 'partial'
            ? say('部分签收', 'Partly')
            : say('未到货', 'Not yet'),
      detail: <Arrival chain={chain} shipped={shipped} />,
    },
    {
      key: 'invoice',
      progress: invoiced,
      question: say('开票了吗', 'Invoiced?'),
      answer:
        invoiced === 'full'
          ? say('已开票', 'Invoiced')
          : invoiced === 'partial'
            ? partly('已开', 'invoiced', row.invoicedAmount)
            : say('未开票', 'Not yet'),
      detail: invoiced === 'none' ? <InvoiceHint chain={chain} /> : money(row.invoicedAmount),
    },
  ]
  // What the reader may not see has no answer, rather than a wrong one.
  return answers.filter((a) => isTold(row[`${a.key}Status`]))
}

function Way({ chain, fallback }: { chain: ChainReply | undefined; fallback: React.ReactNode }) {
  const { say } = useText()
  const left = (chain?.shipments ?? []).filter((s) => s.shippedAt)
  const last = left.at(-1)
  if (last)
    return (
      <>
        {[last.carrier, last.logisticsNo].filter(Boolean).join(' ')}
        {left.length > 1 && say(`（共 ${left.length} 批）`, ` (${left.length} shipments)`)}
        <br />
        <span className="xl-num">{formatInstant(last.shippedAt)}</span>
      </>
    )
  const picking = chain?.shipments.find((s) => s.state === 'picking' || s.state === 'checked')
  if (picking)
    return (
      <>
        {picking.state === 'checked'
          ? say('已复核，待发车', 'Checked, ready to ship')
          : say('仓库配货中', 'Being picked')}
      </>
    )
  return <>{fallback}</>
}

function Arrival({ chain, shipped }: { chain: ChainReply | undefined; shipped: Progress }) {
  const { say } = useText()
  const receipts = chain?.shipments.flatMap((s) => s.receipts) ?? []
  const last = receipts.at(-1)
  const bad = receipts.find((r) => r.discrepancy && r.discrepancy !== 'none')
  if (bad) return <span className="xl-late">{say('有签收差异', 'With a discrepancy')}</span>
  if (last)
    return (
      <>
        {last.signer} · <span className="xl-num">{last.receivedOn}</span>
      </>
    )
  return <>{shipped === 'none' ? '' : say('运输途中', 'In transit')}</>
}

function InvoiceHint({ chain }: { chain: ChainReply | undefined }) {
  const { say } = useText()
  const draft = chain?.invoices.find((i) => i.state === 'draft')
  return <>{draft ? say('发票待开具', 'Being prepared') : ''}</>
}
