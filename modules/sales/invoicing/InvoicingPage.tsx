import { Segmented } from 'antd'
import { useCount } from '#ui/core/counts.ts'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import type { Ref, Row, Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { Bench } from '../web/Bench.tsx'
import { minus } from '../web/decimals.ui.ts'
import { Money } from '../web/parts.tsx'
import { InvoiceSheet } from './InvoiceSheet.tsx'
import { PrepareSheet } from './PrepareSheet.tsx'

const STEPS = [
  {
    key: 'prepare',
    object: 'salesOrder',
    where: {
      shipmentStatus: { in: ['partial', 'full'] },
      invoiceStatus: { in: ['none', 'partial'] },
      state: { in: ['financeApproved', 'onHold', 'shortClosed', 'closed'] },
    },
    sort: 'lateAfter',
    zh: '待开票',
    en: 'To invoice',
  },
  {
    key: 'issue',
    object: 'invoice',
    where: { state: { eq: 'draft' } },
    sort: 'createdAt',
    zh: '待开具',
    en: 'To issue',
  },
  {
    key: 'red',
    object: 'invoice',
    where: { state: { eq: 'awaitingBuyer' } },
    sort: 'createdAt',
    zh: '红字待确认',
    en: 'Red, awaiting buyer',
  },
  {
    key: 'issued',
    object: 'invoice',
    where: { state: { eq: 'issued' } },
    sort: '-issuedAt',
    zh: '已开具',
    en: 'Issued',
  },
] as const
type Step = (typeof STEPS)[number]

/** 开票: lines that were shipped and not yet invoiced become invoices; issued ones can be taken back in red. */
export default function InvoicingPage() {
  const { t, say } = useText()
  const order = useObject('salesOrder')
  const invoice = useObject('invoice')
  const [query, setQuery] = useQueryState()
  const step = STEPS.find((s) => s.key === query.get('step')) ?? STEPS[0]
  if (!order || !invoice) return <Failure error={null} />
  const object = step.object === 'salesOrder' ? order : invoice
  const asOrder = (r: Row) => (
    <>
      <span>
        <strong className="xl-ellipsis">{(r.soldTo as Ref | null)?.label ?? t('hiddenRecord')}</strong>
        <Money value={minus(r.shippedAmount, r.invoicedAmount)} />
      </span>
      <span>
        <span className="xl-num">{r.number}</span>
        {r.invoiceStatus === 'partial' && <span>{say('部分已开', 'partly invoiced')}</span>}
      </span>
    </>
  )
  const asInvoice = (r: Row) => (
    <>
      <span>
        <strong className="xl-ellipsis">{(r.account as Ref | null)?.label ?? t('hiddenRecord')}</strong>
        <Money value={r.amount} />
      </span>
      <span>
        <span className="xl-num">{String(r.invoiceNo ?? r.number)}</span>
        {r.kind === 'red' && <span className="xl-late">{say('红字', 'Red')}</span>}
      </span>
    </>
  )
  return (
    <Page fill title={say('开票', 'Invoicing')}>
      <div className="xl-step-strip">
        <Segmented
          value={step.key}
          onChange={(key) => setQuery({ step: key, open: null })}
          options={STEPS.map((s) => ({ value: s.key, label: <StepLabel step={s} /> }))}
        />
      </div>
      <Bench
        key={step.key}
        object={object}
        query={{ where: step.where as unknown as Where, sort: step.sort }}
        open={query.get('open') ?? ''}
        onOpen={(id) => setQuery({ open: id || null })}
        empty={{
          what:
            step.key === 'prepare'
              ? say('没有已发货未开票的订单', 'Nothing shipped waits for an invoice')
              : say('没有发票', 'No invoices'),
        }}
        row={step.object === 'salesOrder' ? asOrder : asInvoice}
      >
        {(row, next, back) =>
          step.object === 'salesOrder' ? (
            <PrepareSheet
              key={row.id}
              row={row}
              onBack={back}
              onPrepared={(id) => setQuery({ step: 'issue', open: id })}
            />
          ) : (
            <InvoiceSheet
              key={row.id}
              id={row.id}
              onBack={back}
              onDone={next}
              onRed={(id) => setQuery({ step: 'red', open: id })}
            />
          )
        }
      </Bench>
    </Page>
  )
}

function StepLabel({ step }: { step: Step }) {
  const { say } = useText()
  const object = useObject(step.object)
  return (
    <span>
      {say(step.zh, step.en)}{' '}
      {object && step.key !== 'issued' && <Count object={step.object} where={step.where as unknown as Where} />}
    </span>
  )
}

function Count({ object, where }: { object: string; where: Where }) {
  const meta = useObject(object)
  if (!meta) throw new Error(`no such object: ${object}`)
  const count = useCount(meta, where)
  return <b className="xl-num">{count.data ?? ''}</b>
}
