import { ReloadOutlined } from '@ant-design/icons'
import { Button, Switch } from 'antd'
import { Board, BoardTotals } from '#ui/board/Board.tsx'
import { useObject } from '#ui/core/meta.ts'
import { href, useQueryState } from '#ui/core/nav.tsx'
import { Page } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { RegionPicker } from '#ui/fields/RegionPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import { Money } from '../web/parts.tsx'
import { OrderCard } from './OrderCard.tsx'
import { stageLabel } from './stages.ui.ts'
import { type BoardFilter, useOrderBoard } from './useOrderBoard.ui.ts'

const NO_FILTER = { region: null, owner: null, customer: null, late: null }

/** The orders of a column as a list; it cannot choose them by their customer's region. */
function listOf({ region, owner, soldTo, late }: BoardFilter, stage: string): string | undefined {
  if (region) return undefined
  const where = {
    stage: { eq: stage },
    ...(owner ? { owner: { eq: owner } } : {}),
    ...(soldTo ? { soldTo: { eq: soldTo } } : {}),
    ...(late ? { lateAfter: { lt: new Date().toISOString() } } : {}),
  }
  return `${href.list('sales-orders')}?where=${encodeURIComponent(JSON.stringify(where))}`
}

/** 订单看板: every open order under the department that holds it; what others do appears while one looks. */
export default function BoardPage() {
  const { t, say } = useText()
  const phone = usePhone()
  const order = useObject('salesOrder')
  const [query, setQuery] = useQueryState()
  const filter: BoardFilter = {
    region: query.get('region') ?? undefined,
    owner: query.get('owner') ?? undefined,
    soldTo: query.get('customer') ?? undefined,
    late: query.get('late') === '1',
  }
  const board = useOrderBoard(filter)
  const filtered = Object.values(filter).some(Boolean)
  const sum = (of: 'count' | 'late') => (board.columns ?? []).reduce((n, c) => n + (c[of] ?? 0), 0)
  return (
    <Page
      fill
      className="xl-board-page"
      title={say('订单看板', 'Order board')}
      sub={
        board.columns ? (
          <BoardTotals what={say('在办', 'Open')} unit={say('单', '')} count={sum('count')} late={sum('late')} />
        ) : (
          '…'
        )
      }
      actions={
        <Button icon={<ReloadOutlined />} onClick={board.refetch} aria-label={say('刷新', 'Refresh')}>
          {phone ? '' : say('刷新', 'Refresh')}
        </Button>
      }
    >
      <Filters filter={filter} onChange={setQuery} />
      <Board
        label={say('订单看板', 'Order board')}
        columns={board.columns?.map((c) => ({
          ...c,
          late: c.late ?? undefined,
          label: t(stageLabel(order, c.key)),
          sums: <Money value={c.amount} />,
          all: listOf(filter, c.key),
        }))}
        error={board.error}
        onRetry={board.refetch}
        card={(o) => <OrderCard key={o.id} card={o} bright={board.bright.has(o.id)} />}
        onMore={board.more}
        loadingMore={board.loadingMore}
        none={say('没有订单', 'No orders')}
        empty={
          filtered
            ? {
                what: say('没有符合条件的在办订单', 'No open order matches'),
                action: <Button onClick={() => setQuery(NO_FILTER)}>{say('清除筛选', 'Clear filters')}</Button>,
              }
            : { what: say('没有在办的订单', 'No open orders') }
        }
      />
    </Page>
  )
}

function Filters({
  filter,
  onChange,
}: {
  filter: BoardFilter
  onChange: (changes: Record<string, string | null>) => void
}) {
  const { say } = useText()
  const late = say('只看逾期', 'Late only')
  return (
    <div className="xl-board-filters">
      <div className="xl-board-filter">
        <RegionPicker
          value={filter.region ?? null}
          onChange={(code) => onChange({ region: code })}
          placeholder={say('地区', 'Region')}
        />
      </div>
      <div className="xl-board-filter">
        <RefPicker
          object="employee"
          creatable={false}
          placeholder={say('业务员', 'Rep')}
          value={filter.owner ? [{ id: filter.owner }] : []}
          onChange={(v) => onChange({ owner: v[0]?.id ?? null })}
        />
      </div>
      <div className="xl-board-filter">
        <RefPicker
          object="account"
          creatable={false}
          placeholder={say('客户', 'Customer')}
          value={filter.soldTo ? [{ id: filter.soldTo }] : []}
          onChange={(v) => onChange({ customer: v[0]?.id ?? null })}
        />
      </div>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's switch is a button inside it */}
      <label className="xl-board-switch">
        <Switch
          size="small"
          aria-label={late}
          checked={filter.late ?? false}
          onChange={(on) => onChange({ late: on ? '1' : null })}
        />
        {late}
      </label>
    </div>
  )
}
