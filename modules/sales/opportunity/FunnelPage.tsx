import { useQuery } from '@tanstack/react-query'
import { DatePicker, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, api, keys } from '#ui/core/api.ts'
import { axis, Chart } from '#ui/core/Chart.tsx'
import { formatMoney, shanghaiDay } from '#ui/core/format.ts'
import { fieldOf, optionsOf, useMeta, useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { chartColors } from '#ui/core/tokens.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import './opportunity.css'

interface Stage {
  stage: string
  reached: number | null
  amount: string | null
  here: number
  averageDays: string | null
}

interface Funnel {
  stages: Stage[]
  won: { count: number; amount: string | null; averageDays: string | null }
  lost: { count: number; amount: string | null; reasons: { reason: string | null; count: number }[] | null }
}

type Period = 'month' | 'quarter' | 'year' | 'custom'

/** First and last day of the period that holds today (China). */
function daysOf(period: Period, query: URLSearchParams): { from: string; to: string } {
  const today = shanghaiDay()
  if (period === 'custom') return { from: query.get('from') ?? today, to: query.get('to') ?? today }
  const year = today.slice(0, 4)
  const month = Number(today.slice(5, 7))
  const first = period === 'year' ? 1 : period === 'quarter' ? month - ((month - 1) % 3) : month
  return { from: `${year}-${String(first).padStart(2, '0')}-01`, to: today }
}

const percent = (part: number | null, whole: number | null): string =>
  whole && part !== null ? `${Math.round((part / whole) * 100)}%` : '—'

/** 销售漏斗: of the deals of a period, how many came how far, what they are worth, where they wait and why they are lost. */
export default function FunnelPage() {
  const object = useObject('opportunity')
  const { say } = useText()
  const [query, setQuery] = useQueryState()
  const period = (query.get('period') ?? 'year') as Period
  const asked = {
    ...daysOf(period, query),
    dept: query.get('dept') ?? undefined,
    productLine: query.get('line') ?? undefined,
  }
  const funnel = useQuery({
    queryKey: [...keys.object('opportunity'), 'funnel', asked],
    queryFn: ({ signal }) => api.get<Funnel>('/sales/opportunity-funnel', asked, signal),
    placeholderData: (before) => before,
    enabled: object !== undefined,
  })
  if (!object) return <Failure error={new ApiError(403, {})} />
  return (
    <Page
      title={say('销售漏斗', 'Sales funnel')}
      sub={say(`${asked.from} 至 ${asked.to} 新建的商机`, `Deals created from ${asked.from} to ${asked.to}`)}
    >
      <Filters object={object} period={period} query={query} setQuery={setQuery} asked={asked} />
      {funnel.isPending ? (
        <Loading />
      ) : funnel.isError ? (
        <Failure error={funnel.error} onRetry={() => funnel.refetch()} />
      ) : (
        <Figures object={object} data={funnel.data} />
      )}
    </Page>
  )
}

interface FilterProps {
  object: ObjectMeta
  period: Period
  query: URLSearchParams
  setQuery: (changes: Record<string, string | null>) => void
  asked: { from: string; to: string }
}

function Filters({ object, period, query, setQuery, asked }: FilterProps) {
  const { t, say } = useText()
  const meta = useMeta()
  const line = fieldOf(object, 'productLine')
  const dept = query.get('dept')
  return (
    <div className="xl-funnel-filters">
      <Segmented
        value={period}
        onChange={(v) => setQuery({ period: v, ...(v === 'custom' ? asked : { from: null, to: null }) })}
        options={[
          { value: 'month', label: say('本月', 'Month') },
          { value: 'quarter', label: say('本季', 'Quarter') },
          { value: 'year', label: say('本年', 'Year') },
          { value: 'custom', label: say('自定义', 'Custom') },
        ]}
      />
      {period === 'custom' && (
        <DatePicker.RangePicker
          allowClear={false}
          value={[dayjs(asked.from), dayjs(asked.to)]}
          onChange={(v) =>
            v?.[0] && v[1] && setQuery({ from: v[0].format('YYYY-MM-DD'), to: v[1].format('YYYY-MM-DD') })
          }
        />
      )}
      <div style={{ width: 200 }}>
        <RefPicker
          object="department"
          creatable={false}
          placeholder={say('全部部门', 'All departments')}
          value={dept ? [{ id: dept }] : []}
          onChange={(v) => setQuery({ dept: v[0]?.id ?? null })}
        />
      </div>
      {line && (
        <Select
          allowClear
          style={{ width: 160 }}
          placeholder={t(line.label)}
          value={query.get('line') ?? undefined}
          onChange={(v) => setQuery({ line: v ?? null })}
          options={optionsOf(line, meta).map((o) => ({ value: o.value, label: t(o.label) }))}
        />
      )}
    </div>
  )
}

function Figures({ object, data }: { object: ObjectMeta; data: Funnel }) {
  const { t, say } = useText()
  const total = data.stages[0]?.reached ?? 0
  const closed = data.won.count + data.lost.count
  if (total === 0)
    return (
      <Panel>
        <Nothing what={say('这段时间没有新建的商机', 'No deals were created in this period')} />
      </Panel>
    )
  const figure = (label: string, value: string, sub?: string) => (
    <div className="xl-funnel-figure">
      <span>{label}</span>
      <strong className="xl-number">{value}</strong>
      {sub && <span className="xl-number">{sub}</span>}
    </div>
  )
  const money = (v: string | null) => (v === null ? undefined : formatMoney(v))
  return (
    <>
      <div className="xl-funnel-figures">
        {figure(say('新建商机', 'Deals created'), String(total), money(data.stages[0]?.amount ?? null))}
        {figure(say('赢单', 'Won'), String(data.won.count), money(data.won.amount))}
        {figure(say('输单', 'Lost'), String(data.lost.count), money(data.lost.amount))}
        {figure(
          say('赢单率', 'Win rate'),
          percent(data.won.count, closed),
          say(`已关闭 ${closed} 个`, `of ${closed} closed`),
        )}
        {data.won.averageDays !== null &&
          figure(say('平均成交周期', 'Days to win'), say(`${data.won.averageDays} 天`, `${data.won.averageDays} days`))}
      </div>
      <div className="xl-funnel">
        {data.stages.every((s) => s.reached !== null) && (
          <Panel title={say('漏斗', 'Funnel')}>
            <Picture object={object} data={data} />
          </Panel>
        )}
        <Panel title={say('各阶段', 'By stage')}>
          <Table object={object} data={data} />
        </Panel>
      </div>
      {data.lost.reasons !== null && data.lost.reasons.length > 0 && (
        <div style={{ marginTop: 12 }}>
          <Panel title={say('输单原因', 'Why deals were lost')}>
            <Reasons object={object} reasons={data.lost.reasons} label={t({ zh: '输单原因', en: 'Why lost' })} />
          </Panel>
        </div>
      )}
    </>
  )
}

const nameOf = (object: ObjectMeta, stage: string) => object.states?.[stage]?.label ?? { zh: stage, en: stage }

function Picture({ object, data }: { object: ObjectMeta; data: Funnel }) {
  const { t, say } = useText()
  const option = useMemo(() => {
    const steps = [
      ...data.stages.map((s) => ({ name: t(nameOf(object, s.stage)), value: s.reached ?? 0 })),
      { name: t(nameOf(object, 'won')), value: data.won.count },
    ]
    return {
      tooltip: { trigger: 'item', formatter: (p: { name: string; value: number }) => `${p.name}：${p.value}` },
      series: [
        {
          type: 'funnel',
          sort: 'none',
          left: 10,
          right: 10,
          top: 6,
          bottom: 6,
          minSize: '8%',
          gap: 3,
          label: {
            position: 'inside',
            color: '#fff',
            formatter: (p: { name: string; value: number }) => `${p.name} ${p.value}`,
          },
          labelLayout: { hideOverlap: false },
          itemStyle: { borderWidth: 0 },
          data: steps.map((s, i) => ({
            ...s,
            itemStyle: { color: ['#123f34', '#1d6a55', '#34836c', '#4f9a84', '#2c7a3f'][i] ?? chartColors[0] },
            label: s.value / Math.max(1, steps[0]?.value ?? 1) < 0.35 ? { position: 'right', color: '#1b2723' } : {},
          })),
        },
      ],
    }
  }, [object, data, t])
  return <Chart option={option} height={300} label={say('各阶段到达的商机数', 'Deals that reached each stage')} />
}

function Table({ object, data }: { object: ObjectMeta; data: Funnel }) {
  const { t, say } = useText()
  const next = (i: number): number | null => (i + 1 < data.stages.length ? data.stages[i + 1]!.reached : data.won.count)
  return (
    <div className="xl-funnel-scroll">
      <table className="xl-funnel-table">
        <thead>
          <tr>
            <th>{say('阶段', 'Stage')}</th>
            <th>{say('到达', 'Reached')}</th>
            <th>{say('金额', 'Amount')}</th>
            <th>{say('转化', 'Conversion')}</th>
            <th>{say('平均停留', 'Mean stay')}</th>
            <th>{say('现在', 'Now')}</th>
          </tr>
        </thead>
        <tbody>
          {data.stages.map((s, i) => (
            <tr key={s.stage}>
              <td>{t(nameOf(object, s.stage))}</td>
              <td className="xl-number">{s.reached ?? '—'}</td>
              <td className="xl-number">{s.amount === null ? '—' : formatMoney(s.amount)}</td>
              <td className="xl-number">{percent(next(i), s.reached)}</td>
              <td className="xl-number">
                {s.averageDays === null ? '—' : say(`${s.averageDays} 天`, `${s.averageDays} d`)}
              </td>
              <td className="xl-number">{s.here}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Reasons({
  object,
  reasons,
  label,
}: {
  object: ObjectMeta
  reasons: NonNullable<Funnel['lost']['reasons']>
  label: string
}) {
  const { t, say } = useText()
  const meta = useMeta()
  const option = useMemo(() => {
    const field = fieldOf(object, 'lossReason')
    const items = field ? optionsOf(field, meta, true) : []
    const name = (value: string | null) => {
      const item = items.find((o) => o.value === value)
      return item ? t(item.label) : (value ?? say('未填', 'not given'))
    }
    const rows = [...reasons].reverse()
    return {
      xAxis: { type: 'value', minInterval: 1, ...axis },
      yAxis: { type: 'category', data: rows.map((r) => name(r.reason)), ...axis },
      tooltip: { trigger: 'item' },
      series: [
        {
          type: 'bar',
          data: rows.map((r) => r.count),
          barMaxWidth: 18,
          color: chartColors[7],
          label: { show: true, position: 'right' },
        },
      ],
    }
  }, [object, reasons, meta, t, say])
  return <Chart option={option} height={60 + reasons.length * 30} label={label} />
}
