import { SettingOutlined } from '@ant-design/icons'
import { Button, Dropdown, Segmented, Select } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { Board as Columns } from '#ui/board/Board.tsx'
import { useBoard } from '#ui/board/useBoard.ts'
import { ApiError, api } from '#ui/core/api.ts'
import { formatCount, formatMoney } from '#ui/core/format.ts'
import { fieldOf, may, optionsOf, useMeta, useObject } from '#ui/core/meta.ts'
import { AppLink, href, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import type { Row, Where } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { allOf } from '#ui/fields/where.ts'
import { DealCard } from './DealCard.tsx'
import { ruleFor, useStageRules } from './stageData.tsx'
import { useMover } from './useMover.ui.tsx'
import './opportunity.css'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

interface Figures {
  count: number
  amount: string | null
  weighted: string | null
  stalled: number | null
}

type Column = Figures & { key: string; cards: Row[] }

interface Reply {
  columns: (Figures & { stage: string; cards: Row[] })[]
}

const since = (card: Row): string => String(card.stageSince ?? '')

/** Deals by stage, those that have waited longest on top. */
const useDeals = (where: Where | undefined) =>
  useBoard<Row, Column>({
    object: 'opportunity',
    filter: where,
    columnOf: (card) => card.state ?? '',
    before: (a, b) => since(a) < since(b) || (since(a) === since(b) && a.id < b.id),
    load: async ({ limit, ids }, signal) => {
      const asked = { where: allOf(where, ids && { id: { in: ids } }), limit }
      const { columns } = await api.get<Reply>('/sales/opportunity-board', asked, signal)
      return columns.map(({ stage, ...column }) => ({ ...column, key: stage }))
    },
  })

/** What the filters in the address say, as the list would take it. */
function whereOf(query: URLSearchParams): Where | undefined {
  const line = query.get('line')
  return allOf(
    query.get('mine') ? { owner: { eq: '@me' } } : undefined,
    line ? { productLine: { eq: line } } : undefined,
  )
}

/** 商机看板: open deals in columns by stage; a card is dragged, or moved by its menu, which is the same verb. */
export default function BoardPage() {
  const object = useObject('opportunity')
  return object ? <Deals object={object} /> : <Failure error={new ApiError(403, {})} />
}

function Deals({ object }: { object: ObjectMeta }) {
  const { t, say } = useText()
  const phone = usePhone()
  const [query, setQuery] = useQueryState()
  const where = whereOf(query)
  const board = useDeals(where)
  const rules = useStageRules()
  const { move, dialog } = useMover(object, board)
  const [creating, setCreating] = useState(false)
  const create = may(object, 'create') && (
    <Button type="primary" onClick={() => setCreating(true)}>
      {say('新建商机', 'New deal')}
    </Button>
  )
  const clear = <Button onClick={() => setQuery({ mine: null, line: null })}>{say('清除筛选', 'Clear filters')}</Button>
  return (
    <Page
      fill
      className="xl-board-page"
      title={say('商机看板', 'Deal board')}
      sub={
        phone
          ? say('每列先显示停留最久的', 'The longest waiting stand first')
          : say('拖动卡片推进阶段；每列先显示停留最久的', 'Drag a card to move it on; the longest waiting stand first')
      }
      actions={
        <>
          <SetUp />
          {create}
        </>
      }
    >
      <Filters object={object} />
      <Columns
        label={say('商机看板', 'Deal board')}
        columns={board.columns?.map((c) => ({
          ...c,
          label: object.states?.[c.key] ? t(object.states[c.key]!.label) : c.key,
          flag: c.stalled !== null && c.stalled > 0 && (
            <em className="xl-deal-stalled xl-num">
              {say(`${formatCount(c.stalled)} 个滞留`, `${formatCount(c.stalled)} stalled`)}
            </em>
          ),
          sums: <Sums column={c} />,
          rest: <Rest object={object} column={c} where={where} />,
        }))}
        error={board.error}
        onRetry={board.refetch}
        card={(card, drag) => (
          <DealCard
            key={card.id}
            object={object}
            card={card}
            rule={ruleFor(rules, card.state ?? '', card.productLine)}
            bright={board.bright.has(card.id)}
            drag={drag}
            move={move}
          />
        )}
        onMove={move}
        width={264}
        none={say('暂无商机', 'No deals here')}
        empty={
          where
            ? { what: say('没有符合条件的商机', 'No deal matches'), action: clear }
            : { what: say('还没有进行中的商机', 'There are no open deals yet'), action: create }
        }
      />
      {dialog}
      {creating && (
        <Suspense fallback={null}>
          <FormModal object={object} onDone={() => setCreating(false)} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </Page>
  )
}

/** What administrators set of the stages. */
function SetUp() {
  const { say } = useText()
  const rules = useObject('salesStageRule')
  if (!may(rules, 'set')) return null
  const items = [
    { key: 'tasks', label: <AppLink href="/o/sales-stage-tasks">{say('阶段任务', 'Stage tasks')}</AppLink> },
    { key: 'rules', label: <AppLink href="/o/sales-stage-rules">{say('阶段规则', 'Stage rules')}</AppLink> },
  ]
  return (
    <Dropdown menu={{ items }}>
      <Button icon={<SettingOutlined />}>{say('设置', 'Set up')}</Button>
    </Dropdown>
  )
}

function Filters({ object }: { object: ObjectMeta }) {
  const { t } = useText()
  const meta = useMeta()
  const [query, setQuery] = useQueryState()
  const line = fieldOf(object, 'productLine')
  return (
    <div className="xl-board-filters">
      <Segmented
        value={query.get('mine') ? 'mine' : 'all'}
        onChange={(v) => setQuery({ mine: v === 'mine' ? '1' : null })}
        options={[
          { value: 'all', label: t('all') },
          { value: 'mine', label: t('mine') },
        ]}
      />
      {line && (
        <Select
          allowClear
          className="xl-board-filter"
          placeholder={t(line.label)}
          value={query.get('line') ?? undefined}
          onChange={(v) => setQuery({ line: v ?? null })}
          options={optionsOf(line, meta).map((o) => ({ value: o.value, label: t(o.label) }))}
        />
      )}
    </div>
  )
}

/** What a stage is worth, and what of it may be expected. */
function Sums({ column }: { column: Column }) {
  const { say } = useText()
  const { amount, weighted } = column
  return (
    <>
      {amount !== null && <span className="xl-num">{formatMoney(amount)}</span>}
      {weighted !== null && Number(weighted) > 0 && (
        <span className="xl-num">
          {say('加权 ', 'weighted ')}
          {formatMoney(weighted)}
        </span>
      )}
    </>
  )
}

/** The deals of a column that are not shown are found in the list. */
function Rest({ object, column, where }: { object: ObjectMeta; column: Column; where: Where | undefined }) {
  const { say } = useText()
  const rest = formatCount(column.count - column.cards.length)
  const all = encodeURIComponent(JSON.stringify(allOf(where, { state: { eq: column.key } })))
  return (
    <AppLink href={`${href.list(object.path)}?where=${all}`}>
      {say(`还有 ${rest} 个，在列表中查看`, `${rest} more in the list`)}
    </AppLink>
  )
}
