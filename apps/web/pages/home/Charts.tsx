import { useMemo } from 'react'
import { axis, Chart } from '#ui/core/Chart.tsx'
import { useExactCounts } from '#ui/core/counts.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { useT } from '#ui/core/i18n.tsx'
import { fieldOf, optionsOf, useMeta } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import { Failure, Nothing, Panel } from '#ui/core/Page.tsx'
import { chartColors, color } from '#ui/core/tokens.ts'
import type { Where } from '#ui/core/types.ts'

const WEEKS = 8
const DAY = 86_400_000

/** Mondays (Shanghai) of the last weeks, oldest first, as instants; the last week is the running one. */
function weeks(now: Date = new Date()): { from: Date; to: Date; label: string }[] {
  const midnight = new Date(`${shanghaiDay(now)}T00:00:00+08:00`)
  const weekday = (new Date(midnight.getTime() + 8 * 3_600_000).getUTCDay() + 6) % 7
  const monday = midnight.getTime() - weekday * DAY
  return Array.from({ length: WEEKS }, (_, i) => {
    const from = new Date(monday - (WEEKS - 1 - i) * 7 * DAY)
    return { from, to: new Date(from.getTime() + 7 * DAY), label: shanghaiDay(from).slice(5) }
  })
}

export function RecordsPerWeek({ mine }: { mine: boolean }) {
  const t = useT()
  const object = useMeta().byName.get('contactRecord')
  const spans = useMemo(() => weeks(), [])
  const field = object && fieldOf(object, 'followedAt') ? 'followedAt' : 'createdAt'
  const wheres = spans.map(
    ({ from, to }): Where => ({
      ...(mine ? { owner: { eq: '@me' } } : {}),
      [field]: { gte: from.toISOString(), lt: to.toISOString() },
    }),
  )
  const { data, error } = useExactCounts(object, wheres)
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: 'rgba(29,106,85,.06)' } } },
      xAxis: { type: 'category', data: spans.map((s) => s.label), ...axis },
      yAxis: { type: 'value', minInterval: 1, ...axis, axisLine: { show: false } },
      series: [
        {
          type: 'bar',
          name: t({ zh: '联系记录', en: 'Contact records' }),
          barMaxWidth: 28,
          itemStyle: { borderRadius: [4, 4, 0, 0] },
          data: (data ?? []).map((value, i) =>
            i === WEEKS - 1 ? { value, itemStyle: { color: color.accent } } : value,
          ),
        },
      ],
    }),
    [spans, data, t],
  )
  const title = t({ zh: '每周联系记录', en: 'Contact records per week' })
  return (
    <Panel
      title={title}
      extra={
        <span className="xl-hint">{t({ zh: '近 8 周，橙色为本周', en: 'Last 8 weeks, orange is this one' })}</span>
      }
    >
      {error ? (
        <Failure error={error} />
      ) : isEmpty(data) ? (
        <Nothing />
      ) : (
        <Chart option={option} loading={!data} label={`${title}: ${(data ?? []).join(', ')}`} />
      )}
    </Panel>
  )
}

const isEmpty = (data: number[] | undefined): boolean => data?.every((n) => n === 0) ?? false

function pieOption(data: number[] | undefined, labels: string[]): Record<string, unknown> {
  return {
    tooltip: { trigger: 'item' },
    legend: {
      orient: 'vertical',
      right: 8,
      top: 'middle',
      icon: 'circle',
      itemWidth: 8,
      textStyle: { color: color.ink2 },
    },
    series: [
      {
        type: 'pie',
        radius: ['52%', '78%'],
        center: ['36%', '50%'],
        itemStyle: { borderColor: '#fff', borderWidth: 2 },
        label: { show: false },
        data: (data ?? [])
          .map((value, i) => ({
            value,
            name: labels[i],
            itemStyle: { color: i === labels.length - 1 ? '#cdd6d2' : chartColors[i % chartColors.length] },
          }))
          .filter((d) => d.value > 0),
      },
    ],
  }
}

/** Accounts by class; without such a field, by the first select there is. */
export function AccountsByClass({ mine }: { mine: boolean }) {
  const t = useT()
  const go = useGo()
  const meta = useMeta()
  const object = meta.byName.get('account')
  const field =
    object &&
    (['lifecycleStage', 'class'].map((n) => fieldOf(object, n)).find(Boolean) ??
      object.fields.find((f) => f.type === 'select' && f.filterable))
  const options = field ? optionsOf(field, meta) : []
  const own: Where = mine ? { owner: { eq: '@me' } } : {}
  const wheres: Where[] = field
    ? [...options.map((o) => ({ ...own, [field.name]: { eq: o.value } })), { ...own, [field.name]: { isNull: true } }]
    : []
  const { data, error } = useExactCounts(object, wheres)
  const labels = [...options.map((o) => t(o.label)), t({ zh: '未填', en: 'not set' })]
  const names = labels.join('\n')
  const option = useMemo(() => pieOption(data, names.split('\n')), [data, names])
  if (!object || !field) return null
  const title = t({ zh: '客户按{field}分布', en: 'Accounts by {field}' }, { field: t(field.label) })
  const drill = (at: { name: string }): void => {
    const where = wheres[labels.indexOf(at.name)]
    if (where) go(`${href.list(object.path)}?where=${encodeURIComponent(JSON.stringify(where))}`)
  }
  return (
    <Panel title={title}>
      {error ? (
        <Failure error={error} />
      ) : isEmpty(data) ? (
        <Nothing />
      ) : (
        <Chart
          option={option}
          loading={!data}
          onClick={drill}
          label={`${title}: ${labels.map((l, i) => `${l} ${data?.[i] ?? ''}`).join(', ')}`}
        />
      )}
    </Panel>
  )
}
