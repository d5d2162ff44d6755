import { CalendarOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Board, BoardTotals } from '#ui/board/Board.tsx'
import { href, useGo, useQueryState } from '#ui/core/nav.tsx'
import { Page } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { RegionPicker } from '#ui/fields/RegionPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import { allOf } from '#ui/fields/where.ts'
import { COLUMNS } from './steps.ui.ts'
import { TenderCard } from './TenderCard.tsx'
import { useTenderBoard, withinProvince } from './useTenders.ui.ts'

/** 投标看板: every open tender under what it waits for, the most pressing first, what is late in red. */
export default function BoardPage() {
  const { t, say } = useText()
  const phone = usePhone()
  const go = useGo()
  const [query, setQuery] = useQueryState()
  const province = query.get('province')
  const board = useTenderBoard(province)
  const sum = (of: 'count' | 'late') => (board.columns ?? []).reduce((n, c) => n + c[of], 0)
  const all = <Button onClick={() => setQuery({ province: null })}>{say('全部省份', 'All provinces')}</Button>
  return (
    <Page
      fill
      className="xl-board-page"
      title={say('投标看板', 'Tender board')}
      sub={
        board.columns ? (
          <BoardTotals what={say('跟踪中', 'Open')} unit={say('个', '')} count={sum('count')} late={sum('late')} />
        ) : (
          '…'
        )
      }
      actions={
        <>
          <Button
            icon={<CalendarOutlined />}
            onClick={() => go('/tenders/calendar')}
            aria-label={say('日历', 'Calendar')}
          >
            {phone ? '' : say('日历', 'Calendar')}
          </Button>
          <Button icon={<ReloadOutlined />} onClick={board.refetch} aria-label={say('刷新', 'Refresh')} />
        </>
      }
    >
      <div className="xl-board-filters">
        <div className="xl-board-filter">
          <RegionPicker
            value={province}
            onChange={(code) => setQuery({ province: code })}
            placeholder={say('全部省份', 'All provinces')}
          />
        </div>
      </div>
      <Board
        label={say('投标看板', 'Tender board')}
        columns={board.columns?.map((c) => {
          const { label, states } = COLUMNS.find((x) => x.key === c.key)!
          const where = allOf({ state: { in: states } }, withinProvince(province))
          return {
            ...c,
            label: t(label),
            all: `${href.list('tenders')}?where=${encodeURIComponent(JSON.stringify(where))}`,
          }
        })}
        error={board.error}
        onRetry={board.refetch}
        card={(row) => <TenderCard key={row.id} row={row} bright={board.bright.has(row.id)} />}
        width={176}
        none={say('没有项目', 'None')}
        empty={
          province
            ? { what: say('该省没有跟踪中的投标', 'No open tender in this province'), action: all }
            : { what: say('没有跟踪中的投标', 'No open tenders') }
        }
      />
    </Page>
  )
}
