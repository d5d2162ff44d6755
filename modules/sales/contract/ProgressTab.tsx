import { Progress, Tag } from 'antd'
import { formatMoney, formatQuantity, shanghaiDay } from '#ui/core/format.ts'
import { Nothing } from '#ui/core/Page.tsx'
import type { SlotProps } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { OptionTag } from '#ui/fields/FieldView.tsx'
import { RefLink } from '#ui/fields/RefLink.tsx'
import { useText } from '#ui/fields/text.ts'
import { asRefs } from '#ui/fields/values.ts'
import './contract.css'

const text = (v: unknown): string => (v === null || v === undefined ? '0' : String(v))
const rowsOf = (v: unknown): Row[] => (Array.isArray(v) ? (v as Row[]) : [])

/** Part of a whole in percent, never 100 before it is all there. For the bar only: figures stand beside it as they are. */
function share(part: unknown, whole: unknown): number {
  const [p, w] = [Number(text(part)), Number(text(whole))]
  if (w <= 0) return 0
  return p >= w ? 100 : Math.min(99, Math.round((p / w) * 100))
}

/** 执行进度: how much of a contract is ordered, shipped and paid, and how its payment plan stands. */
export function ProgressTab({ row }: SlotProps['detail.tab']) {
  const { say } = useText()
  const bars: [string, unknown][] = [
    [say('已下单', 'Ordered'), row.orderedAmount],
    [say('已发货', 'Shipped'), row.shippedAmount],
    [say('已回款', 'Paid'), row.paidAmount],
  ]
  return (
    <>
      <div className="xl-progress">
        {bars.map(([label, value]) => (
          <div key={label}>
            <div className="xl-progress-line">
              <span>{label}</span>
              <span className="xl-number">
                <strong>{formatMoney(text(value))}</strong> / {formatMoney(text(row.amount))}
              </span>
            </div>
            <Progress percent={share(value, row.amount)} strokeColor="var(--xl-primary)" />
          </div>
        ))}
      </div>
      <Plan row={row} />
      <Lines row={row} />
    </>
  )
}

interface Standing {
  zh: string
  en: string
  color?: string
}

/** Where an instalment stands today. */
function standingOf(plan: Row, signed: boolean): Standing {
  const due = text(plan.dueOn)
  if (Number(text(plan.paidAmount)) >= Number(text(plan.amount))) return { zh: '已付清', en: 'Paid', color: 'green' }
  if (signed && due < shanghaiDay()) return { zh: '逾期', en: 'Overdue', color: 'red' }
  if (Number(text(plan.paidAmount)) > 0) return { zh: '部分已付', en: 'Paid in part', color: 'gold' }
  if (signed && due <= shanghaiDay(new Date(), 7)) return { zh: '即将到期', en: 'Due soon', color: 'orange' }
  return { zh: '未到期', en: 'Not due yet' }
}

function Plan({ row }: { row: Row }) {
  const { t, say } = useText()
  const plan = rowsOf(row.paymentPlan)
  return (
    <section className="xl-section">
      <h3 className="xl-form-heading">{say('付款计划', 'Payment plan')}</h3>
      {plan.length === 0 && <Nothing what={say('没有付款计划', 'No payment plan')} />}
      {plan.length > 0 && (
        <div className="xl-progress-scroll">
          <table className="xl-progress-table">
            <thead>
              <tr>
                <th>{say('应付日期', 'Due on')}</th>
                <th className="xl-right">{say('金额', 'Amount')}</th>
                <th className="xl-right">{say('已付', 'Paid')}</th>
                <th>{say('状态', 'State')}</th>
                <th>{say('备注', 'Note')}</th>
              </tr>
            </thead>
            <tbody>
              {plan.map((p) => {
                const standing = standingOf(p, row.state === 'signed')
                return (
                  <tr key={p.id}>
                    <td className="xl-number">{text(p.dueOn)}</td>
                    <td className="xl-right xl-number">{formatMoney(text(p.amount))}</td>
                    <td className="xl-right xl-number">{formatMoney(text(p.paidAmount))}</td>
                    <td>
                      <OptionTag value="" option={{ value: '', label: standing, color: standing.color }} />
                    </td>
                    <td>{p.note ? String(p.note) : <span className="xl-hint">—</span>}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      {row.state !== 'signed' && plan.length > 0 && (
        <p className="xl-hint">
          {t({ zh: '合同签订后开始提醒付款', en: 'Reminders begin once the contract is signed' })}
        </p>
      )}
    </section>
  )
}

function Lines({ row }: { row: Row }) {
  const { say } = useText()
  const lines = rowsOf(row.lines)
  if (lines.length === 0) return null
  return (
    <section className="xl-section">
      <h3 className="xl-form-heading">{say('各品规', 'By package')}</h3>
      {lines.map((l) => {
        const pack = asRefs(l.package)[0]
        const done = share(l.orderedQty, l.qty)
        return (
          <div key={l.id} className="xl-progress-pack">
            <div className="xl-progress-line">
              <span>
                {pack && <RefLink object="productPackage" value={pack} />}{' '}
                {done === 100 && <Tag color="green">{say('已全部下单', 'fully ordered')}</Tag>}
              </span>
              <span className="xl-number">
                {formatQuantity(text(l.orderedQty))} / {formatQuantity(text(l.qty))}
              </span>
            </div>
            <Progress percent={done} size="small" strokeColor="var(--xl-primary)" />
          </div>
        )
      })}
    </section>
  )
}
