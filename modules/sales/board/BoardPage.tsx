import { ReloadOutlined } from '@ant-design/icons'
import { Button, Segmented, Switch } from 'antd'
import { useState } from 'react'
import { formatCount } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { RegionPicker } from '#ui/fields/RegionPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import { Money } from '../web/parts.tsx'
import type { BoardStage } from '../web/types.ts'
import { OrderCard } from './OrderCard.tsx'
import { stageLabel } from './stages.ui.ts'
import { type Board, type BoardFilter, useBoard } from './useBoard.ui.ts'
import './board.css'

/** 订单看板: every open order under the department that holds it; what others do appears while one looks. */
export default function BoardPage() {
  const { say } = useText()
  const phone = usePhone()
  const [query, setQuery] = useQueryState()
  const filter: BoardFilter = {
    region: query.get('region') ?? undefined,
    owner: query.get('owner') ?? undefined,
    soldTo: query.get('customer') ?? undefined,
    late: query.get('late') === '1',
  }
  const board = useBoard(filter)
  const sub = board.data && (
    <span>
      {say('在办', 'Open')} <b className="xl-num">{formatCount(total(board.data.stages))}</b> {say('单', '')}
      {(board.data.late ?? 0) > 0 && (
        <span className="xl-late">
          {say('，逾期 ', ', late ')}
          <b className="xl-num">{formatCount(board.data.late ?? 0)}</b>
          {say(' 单', '')}
        </span>
      )}
    </span>
  )
  return (
    <Page
      fill
      className="xl-board-page"
      title={say('订单看板', 'Order board')}
      sub={sub}
      actions={
        <Button icon={<ReloadOutlined />} onClick={board.refetch} aria-label={say('刷新', 'Refresh')}>
          {phone ? '' : say('刷新', 'Refresh')}
        </Button>
      }
    >
      <Filters filter={filter} onChange={setQuery} />
      {board.error && !board.data ? (
        <Failure error={board.error} onRetry={board.refetch} />
      ) : !board.data ? (
        <Loading rows={8} />
      ) : phone ? (
        <Swipe board={board} stages={board.data.stages} />
      ) : (
        <div className="xl-board" role="list" style={{ gridTemplateColumns: widths(board.data.stages) }}>
          {board.data.stages.map((s) => (
            <Column key={s.stage} stage={s} board={board} />
          ))}
        </div>
      )}
    </Page>
  )
}

/** A department that has nothing takes little room. */
const widths = (stages: BoardStage[]): string =>
  stages.map((s) => (s.count > 0 || s.orders.length > 0 ? 'minmax(236px, 1fr)' : '112px')).join(' ')

const total = (stages: BoardStage[]): number => stages.reduce((n, s) => n + s.count, 0)

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
      <label className="xl-board-late">
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

/** On a phone one department at a time; the strip of departments scrolls, the cards below are swiped. */
function Swipe({ board, stages }: { board: Board; stages: BoardStage[] }) {
  const { t } = useText()
  const order = useObject('salesOrder')
  const first = stages.find((s) => s.count > 0)?.stage ?? stages[0]?.stage ?? ''
  const [chosen, setChosen] = useState('')
  const [touch, setTouch] = useState<number | null>(null)
  const now = stages.find((s) => s.stage === (chosen || first)) ?? stages[0]
  if (!now) return null
  const step = (by: number) => {
    const next = stages[stages.indexOf(now) + by]
    if (next) setChosen(next.stage)
  }
  return (
    <>
      <div className="xl-board-strip">
        <Segmented
          value={now.stage}
          onChange={setChosen}
          options={stages.map((s) => ({
            value: s.stage,
            label: (
              <span className="xl-board-segment">
                {t(stageLabel(order, s.stage))}
                <b className={(s.late ?? 0) > 0 ? 'xl-num xl-late' : 'xl-num'}>{formatCount(s.count)}</b>
              </span>
            ),
          }))}
        />
      </div>
      <div
        className="xl-board-swipe"
        onTouchStart={(e) => setTouch(e.touches[0]?.clientX ?? null)}
        onTouchEnd={(e) => {
          const moved = (e.changedTouches[0]?.clientX ?? 0) - (touch ?? 0)
          if (touch !== null && Math.abs(moved) > 60) step(moved < 0 ? 1 : -1)
          setTouch(null)
        }}
      >
        <Column stage={now} board={board} />
      </div>
    </>
  )
}

function Column({ stage, board }: { stage: BoardStage; board: Board }) {
  const { t, say } = useText()
  const order = useObject('salesOrder')
  const label = t(stageLabel(order, stage.stage))
  return (
    <section className="xl-board-column" role="listitem" aria-label={label} data-stage={stage.stage}>
      <header>
        <h2>
          {label} <span className="xl-num">{formatCount(stage.count)}</span>
        </h2>
        <p>
          <Money value={stage.amount} />
          {stage.late !== null && stage.late > 0 && (
            <span className="xl-late">{say(`逾期 ${formatCount(stage.late)}`, `${formatCount(stage.late)} late`)}</span>
          )}
        </p>
      </header>
      <div className="xl-board-cards">
        {stage.orders.map((o) => (
          <OrderCard key={o.id} card={o} bright={board.bright.has(o.id)} />
        ))}
        {stage.orders.length === 0 && <p className="xl-board-none">{say('没有订单', 'No orders')}</p>}
        {stage.count > stage.orders.length && (
          <Button type="text" block loading={board.loadingMore === stage.stage} onClick={() => board.more(stage.stage)}>
            {say(
              `还有 ${formatCount(stage.count - stage.orders.length)} 单，加载更多`,
              `${formatCount(stage.count - stage.orders.length)} more`,
            )}
          </Button>
        )}
      </div>
    </section>
  )
}
