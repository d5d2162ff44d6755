import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { api, keys } from '#ui/core/api.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { compare, isPositive, minus, percent, sumOf } from '../web/decimals.ui.ts'
import { Money } from '../web/parts.tsx'
import type { Ageing, AgeingSums } from '../web/types.ts'
import './receivables.css'

export const BUCKETS: { key: keyof AgeingSums; zh: string; en: string; tone: string }[] = [
  { key: 'notDue', zh: '未到期', en: 'Not due', tone: '#8fb8a8' },
  { key: 'd30', zh: '1–30 天', en: '1–30 days', tone: '#e6c36a' },
  { key: 'd60', zh: '31–60 天', en: '31–60 days', tone: '#e0a25a' },
  { key: 'd90', zh: '61–90 天', en: '61–90 days', tone: '#d8814b' },
  { key: 'd180', zh: '91–180 天', en: '91–180 days', tone: '#cb5f41' },
  { key: 'over', zh: '180 天以上', en: '180+ days', tone: '#a8332f' },
]

function useAgeing(by: string) {
  return useInfiniteQuery({
    queryKey: ['o', 'receivableEntry', 'ageing', by],
    queryFn: ({ pageParam, signal }) =>
      api.get<Ageing>('/receivables/ageing', { limit: 100, by, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
  })
}

/** Money that arrived and pays nothing yet, by customer: shown apart, so that no bucket hides it. */
function useUnallocated(): Map<string, string> {
  const payment = useObject('payment')
  const where = { state: { eq: 'open' } }
  const query = useQuery({
    queryKey: keys.list('payment', [where, 'unallocated']),
    queryFn: ({ signal }) =>
      api.list('payments', { where, limit: 200, fields: ['account', 'amount', 'allocated', 'refunded'] }, signal),
    enabled: Boolean(payment),
  })
  const sums = new Map<string, string>()
  for (const p of query.data?.data ?? []) {
    const id = (p.account as { id: string } | null)?.id
    if (id) sums.set(id, sumOf([sums.get(id), openOf(p)]))
  }
  return sums
}

const openOf = (p: Row): string => minus(minus(p.amount, p.allocated), p.refunded)

type By = 'account' | 'owner'

/** 账龄分析: who owes how much for how long. */
export default function AgeingPage() {
  const { say } = useText()
  const [state, setState] = useQueryState()
  const by: By = state.get('by') === 'owner' ? 'owner' : 'account'
  const query = useAgeing(by)
  const unallocated = useUnallocated()
  if (query.isPending) return <Loading />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const first = query.data.pages[0]
  const rows = query.data.pages.flatMap((p) => p.data)
  if (!first) return null
  return (
    <Page
      title={say('账龄分析', 'Receivables ageing')}
      sub={say(`截至 ${first.asOf.slice(0, 10)}，按到期日计`, `As of ${first.asOf.slice(0, 10)}, by due date`)}
    >
      <Panel>
        <Totals sums={first.totals} unallocated={sumOf([...unallocated.values()])} />
        <Bar sums={first.totals} tall />
        <Legend sums={first.totals} />
      </Panel>
      <Panel
        flush
        title={
          <Segmented
            value={by}
            onChange={(next) => setState({ by: next === 'owner' ? 'owner' : null })}
            options={[
              { value: 'account', label: say('按客户', 'By customer') },
              { value: 'owner', label: say('按业务员', 'By rep') },
            ]}
          />
        }
      >
        {rows.length === 0 ? (
          <Nothing what={say('没有应收', 'No receivables')} />
        ) : (
          <div className="xl-otable xl-ageing-table">
            <Debtors by={by} rows={rows} unallocated={unallocated} />
            {query.hasNextPage && (
              <Button type="text" block loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                {say('更多客户', 'More customers')}
              </Button>
            )}
          </div>
        )}
      </Panel>
    </Page>
  )
}

/** What is owed in all, what of it is late, and what came in that pays nothing yet. */
function Totals({ sums, unallocated }: { sums: AgeingSums; unallocated: string }) {
  const { say } = useText()
  const large = { fontSize: 26, display: 'block' }
  return (
    <div className="xl-ageing-top">
      <div>
        <span className="xl-hint">{say('应收合计', 'Total receivables')}</span>
        <Money value={sums.total} strong style={large} />
      </div>
      <div>
        <span className="xl-hint">{say('其中逾期', 'Of which overdue')}</span>
        <Money value={minus(sums.total, sums.notDue)} strong style={{ ...large, color: 'var(--xl-danger)' }} />
      </div>
      <div>
        <span className="xl-hint">{say('未核销回款（另计）', 'Unallocated payments (not included)')}</span>
        <Money value={unallocated} strong style={large} />
      </div>
    </div>
  )
}

function Legend({ sums }: { sums: AgeingSums }) {
  const { say } = useText()
  return (
    <ul className="xl-ageing-legend">
      {BUCKETS.map((b) => (
        <li key={b.key}>
          <i style={{ background: b.tone }} />
          <span>{say(b.zh, b.en)}</span>
          <Money value={sums[b.key]} />
          <span className="xl-hint xl-num">{percent(sums[b.key], sums.total)}%</span>
        </li>
      ))}
    </ul>
  )
}

type Debtor = Ageing['data'][number]

/** Who owes, a row each. */
function Debtors({ by, rows, unallocated }: { by: By; rows: Debtor[]; unallocated: Map<string, string> }) {
  const { say } = useText()
  return (
    <table>
      <thead>
        <tr>
          <th>{by === 'owner' ? say('业务员', 'Rep') : say('客户', 'Customer')}</th>
          <th className="xl-ageing-bar-cell" />
          {BUCKETS.map((b) => (
            <th key={b.key} className="is-num">
              {say(b.zh, b.en)}
            </th>
          ))}
          <th className="is-num">{say('合计', 'Total')}</th>
          <th className="is-num">{say('未核销', 'Unallocated')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((r) => (
          <DebtorRow key={r.account.id} by={by} debtor={r} unallocated={unallocated.get(r.account.id)} />
        ))}
      </tbody>
    </table>
  )
}

function DebtorRow({ by, debtor, unallocated }: { by: By; debtor: Debtor; unallocated: string | undefined }) {
  const { t, say } = useText()
  return (
    <tr>
      <td>
        <AppLink href={drill(by, debtor.account.id)}>{debtor.account.label ?? t('hiddenRecord')}</AppLink>
      </td>
      <td className="xl-ageing-bar-cell">
        <Bar sums={debtor} />
      </td>
      {BUCKETS.map((b) => {
        const sum = debtor[b.key]
        const none = compare(sum, '0') === 0
        return (
          <td key={b.key} className="is-num" data-label={say(b.zh, b.en)} data-zero={none}>
            <span className={b.key !== 'notDue' && isPositive(sum) ? 'xl-ageing-due' : 'xl-ageing-none'}>
              {none ? '–' : <Money value={sum} />}
            </span>
          </td>
        )
      })}
      <td className="is-num" data-label={say('合计', 'Total')}>
        <Money value={debtor.total} strong />
      </td>
      <td className="is-num" data-label={say('未核销', 'Unallocated')} data-zero={unallocated === undefined}>
        {unallocated === undefined ? '–' : <Money value={unallocated} />}
      </td>
    </tr>
  )
}

/** From a customer to his statement; from a rep to his orders that still wait for money. */
function drill(by: By, id: string): string {
  if (by === 'account') return `/receivables/statement?account=${id}`
  const where = { owner: { eq: id }, paymentStatus: { in: ['none', 'partial'] }, shipmentStatus: { ne: 'none' } }
  return `${href.list('sales-orders')}?where=${encodeURIComponent(JSON.stringify(where))}`
}

/** The buckets as shares of one bar. */
function Bar({ sums, tall }: { sums: AgeingSums; tall?: boolean }) {
  const { say } = useText()
  const whole = sumOf(BUCKETS.map((b) => (isPositive(sums[b.key]) ? sums[b.key] : '0')))
  const parts = BUCKETS.filter((b) => isPositive(sums[b.key]))
  const words = parts.map((b) => `${say(b.zh, b.en)} ${percent(sums[b.key], whole)}%`).join('，')
  return (
    <div className={tall ? 'xl-ageing-bar is-tall' : 'xl-ageing-bar'} role="img" aria-label={words} title={words}>
      {parts.map((b) => (
        <span key={b.key} style={{ flexGrow: Math.max(1, percent(sums[b.key], whole)), background: b.tone }} />
      ))}
    </div>
  )
}
