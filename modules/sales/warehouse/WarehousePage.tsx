import { Segmented } from 'antd'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { useCount } from '#ui/core/counts.ts'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import type { Ref, Row, Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { Bench } from '../web/Bench.tsx'
import { isLate, useFor } from '../web/parts.tsx'
import { CheckSheet } from './CheckSheet.tsx'
import { PickSheet } from './PickSheet.tsx'
import { ShipSheet } from './ShipSheet.tsx'
import './warehouse.css'

/** The three things a warehouse does to an order, in their order. */
const STEPS = [
  {
    key: 'pick',
    object: 'salesOrder',
    where: { state: { eq: 'financeApproved' }, shipmentStatus: { in: ['none', 'partial'] } },
    sort: 'lateAfter',
    zh: '待配货',
    en: 'To pick',
  },
  {
    key: 'check',
    object: 'shipment',
    where: { state: { eq: 'picking' } },
    sort: 'createdAt',
    zh: '待复核',
    en: 'To check',
  },
  {
    key: 'ship',
    object: 'shipment',
    where: { state: { eq: 'checked' } },
    sort: 'createdAt',
    zh: '待发货',
    en: 'To ship',
  },
] as const
type Step = (typeof STEPS)[number]

/** 配货发货: pick by earliest expiry, have a second person scan, hand to the carrier. */
export default function WarehousePage() {
  const { say } = useText()
  const [query, setQuery] = useQueryState()
  const step = STEPS.find((s) => s.key === query.get('step')) ?? STEPS[0]
  const object = useObject(step.object)
  const order = useObject('salesOrder')
  const shipment = useObject('shipment')
  if (!object || !order || !shipment) return <Failure error={null} />
  return (
    <Page fill title={say('配货发货', 'Warehouse')} className="xl-warehouse">
      <Segmented
        block
        className="xl-steps"
        value={step.key}
        onChange={(key) => setQuery({ step: key, open: null })}
        options={STEPS.map((s) => ({
          value: s.key,
          label: <StepLabel step={s} object={s.object === 'salesOrder' ? order : shipment} />,
        }))}
      />
      <Bench
        key={step.key}
        object={object}
        query={{ where: step.where as unknown as Where, sort: step.sort }}
        open={query.get('open') ?? ''}
        onOpen={(id) => setQuery({ open: id || null })}
        empty={emptyOf(step, say)}
        row={(r) => (step.key === 'pick' ? <OrderRow row={r} /> : <ShipmentRow row={r} />)}
      >
        {(row, next, back) => {
          const shared = { key: row.id, row, onBack: back }
          const toStep = (key: string) => (id: string) => setQuery({ step: key, open: id })
          if (step.key === 'pick') return <PickSheet {...shared} onPicked={toStep('check')} />
          if (step.key === 'check') return <CheckSheet {...shared} onChecked={toStep('ship')} onDone={next} />
          return <ShipSheet {...shared} onDone={next} />
        }}
      </Bench>
    </Page>
  )
}

function StepLabel({ step, object }: { step: Step; object: ObjectMeta }) {
  const { say } = useText()
  const count = useCount(object, step.where as unknown as Where)
  return (
    <span>
      {say(step.zh, step.en)} {count.data !== undefined && <b className="xl-num">{count.data}</b>}
    </span>
  )
}

function emptyOf(step: Step, say: (zh: string, en: string) => string) {
  if (step.key === 'pick')
    return {
      what: say('没有待配货的订单', 'Nothing to pick'),
      hint: say('财务放行的订单会出现在这里', 'Released orders appear here'),
    }
  if (step.key === 'check')
    return {
      what: say('没有待复核的发货单', 'Nothing to check'),
      hint: say('配货完成后由另一人扫码复核', 'Another person scans what was picked'),
    }
  return { what: say('没有待发货的发货单', 'Nothing to ship') }
}

function OrderRow({ row }: { row: Row }) {
  const { t, say } = useText()
  const howLong = useFor()
  const late = isLate(row.lateAfter)
  return (
    <>
      <span>
        <strong className="xl-ellipsis">{(row.soldTo as Ref | null)?.label ?? t('hiddenRecord')}</strong>
        {row.orderType === 'urgent' && <b className="xl-late">{say('加急', 'Urgent')}</b>}
      </span>
      <span>
        <span className="xl-num">{row.number}</span>
        {row.shipmentStatus === 'partial' && <span>{say('部分已发', 'partly shipped')}</span>}
        <span className={late ? 'xl-late' : ''}>{howLong(row.stageSince as string | null)}</span>
      </span>
    </>
  )
}

function ShipmentRow({ row }: { row: Row }) {
  const { t } = useText()
  const howLong = useFor()
  return (
    <>
      <span>
        <strong className="xl-ellipsis">{(row.shipTo as Ref | null)?.label ?? t('hiddenRecord')}</strong>
      </span>
      <span>
        <span className="xl-num">{row.number}</span>
        <span>{(row.pickedBy as Ref | null)?.label}</span>
        <span>{howLong(row.createdAt)}</span>
      </span>
    </>
  )
}
