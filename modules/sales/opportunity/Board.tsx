import { EllipsisOutlined, SettingOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Segmented, Select } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { CommandMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatMoney, shanghaiDay } from '#ui/core/format.ts'
import { fieldOf, may, optionsOf, refreshObject, useMeta, useObject } from '#ui/core/meta.ts'
import { AppLink, href, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Row, Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { asRefs } from '#ui/fields/values.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import './opportunity.css'
import { daysSince, OPEN_STAGES, ruleFor, type StageRule, useStageRules } from './stageData.tsx'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

interface Column {
  stage: string
  count: number
  amount: string | null
  weighted: string | null
  stalled: number | null
  cards: Row[]
}

interface Missing {
  id: string
  zh: string
  en: string
}

/** 商机看板: open deals in columns by stage; a card is dragged, or moved by its menu, which is the same verb. */
export default function Board() {
  const object = useObject('opportunity')
  const { say } = useText()
  if (!object) return <Failure error={new ApiError(403, {})} />
  return (
    <Page
      title={say('商机看板', 'Deal board')}
      sub={say('拖动卡片推进阶段；每列先显示停留最久的', 'Drag a card to move it on; the longest waiting stand first')}
      actions={<Tools object={object} />}
    >
      <Columns object={object} />
    </Page>
  )
}

function Tools({ object }: { object: ObjectMeta }) {
  const { say } = useText()
  const rules = useObject('salesStageRule')
  const [creating, setCreating] = useState(false)
  return (
    <>
      {may(rules, 'update') && (
        <Dropdown
          menu={{
            items: [
              { key: 'tasks', label: <AppLink href="/o/sales-stage-tasks">{say('阶段任务', 'Stage tasks')}</AppLink> },
              { key: 'rules', label: <AppLink href="/o/sales-stage-rules">{say('阶段规则', 'Stage rules')}</AppLink> },
            ],
          }}
        >
          <Button icon={<SettingOutlined />}>{say('设置', 'Set up')}</Button>
        </Dropdown>
      )}
      {may(object, 'create') && (
        <Button type="primary" onClick={() => setCreating(true)}>
          {say('新建商机', 'New deal')}
        </Button>
      )}
      {creating && (
        <Suspense fallback={null}>
          <FormModal object={object} onDone={() => setCreating(false)} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  )
}

/** What the filters in the address say, as the list would take it. */
function whereOf(query: URLSearchParams): Where | undefined {
  const parts: Where[] = []
  if (query.get('mine')) parts.push({ owner: { eq: '@me' } })
  const line = query.get('line')
  if (line) parts.push({ productLine: { eq: line } })
  return parts.length ? { and: parts } : undefined
}

function Columns({ object }: { object: ObjectMeta }) {
  const [query, setQuery] = useQueryState()
  const { t, say } = useText()
  const meta = useMeta()
  const where = whereOf(query)
  const board = useQuery({
    queryKey: [...keys.object('opportunity'), 'board', where],
    queryFn: ({ signal }) => api.get<{ columns: Column[] }>('/sales/opportunity-board', { where }, signal),
    placeholderData: (before) => before,
  })
  const lineField = fieldOf(object, 'productLine')
  const [dragging, setDragging] = useState<Row | null>(null)
  const mover = useMover(object)
  if (board.isPending) return <Loading />
  if (board.isError) return <Failure error={board.error} onRetry={() => board.refetch()} />
  return (
    <>
      <div className="xl-deals-filters">
        <Segmented
          value={query.get('mine') ? 'mine' : 'all'}
          onChange={(v) => setQuery({ mine: v === 'mine' ? '1' : null })}
          options={[
            { value: 'all', label: t('all') },
            { value: 'mine', label: t('mine') },
          ]}
        />
        {lineField && (
          <Select
            allowClear
            style={{ width: 160 }}
            placeholder={t(lineField.label)}
            value={query.get('line') ?? undefined}
            onChange={(v) => setQuery({ line: v ?? null })}
            options={optionsOf(lineField, meta).map((o) => ({ value: o.value, label: t(o.label) }))}
          />
        )}
      </div>
      <div className="xl-deals">
        {board.data.columns.map((column) => (
          <StageColumn
            key={column.stage}
            object={object}
            column={column}
            where={where}
            dragging={dragging}
            onDrag={setDragging}
            move={mover.move}
          />
        ))}
      </div>
      {mover.dialog}
      {board.data.columns.every((c) => c.count === 0) && (
        <p className="xl-hint">{say('还没有进行中的商机', 'There are no open deals yet')}</p>
      )}
    </>
  )
}

type Move = (card: Row, to: string) => void

/** Moves a card by the verb that leads there; says what is missing where the stage refuses to let it go. */
function useMover(object: ObjectMeta): { move: Move; dialog: React.ReactNode } {
  const client = useQueryClient()
  const { modal } = App.useApp()
  const { failed, done } = useFeedback()
  const { t, say } = useText()
  const [closing, setClosing] = useState<{ card: Row; command: CommandMeta } | null>(null)
  const refused = (card: Row, error: ApiError) => {
    const missing = (error.body.missing ?? []) as Missing[]
    const dialog = modal.warning({
      title: say('还有未完成的阶段任务', 'Stage tasks are still open'),
      content: (
        <>
          <ul style={{ paddingInlineStart: 18 }}>
            {missing.map((m) => (
              <li key={m.id}>{t(m as Label)}</li>
            ))}
          </ul>
          <AppLink href={href.record(object.path, card.id)} onClick={() => dialog.destroy()}>
            {say('去商机页完成', 'Do them on the deal’s page')}
          </AppLink>
        </>
      ),
    })
  }
  const move: Move = async (card, to) => {
    const command = object.commands.find((c) => c.name === to)
    if (command) return setClosing({ card, command })
    if (to === card.state) return
    const onward = OPEN_STAGES.indexOf(to) > OPEN_STAGES.indexOf(card.state ?? '')
    try {
      await api.command(object.path, card.id, onward ? 'advance' : 'back', { to }, { version: card.version })
      const label = object.states?.[to]?.label
      done(say(`已移到“${label?.zh ?? to}”`, `Moved to ${label?.en ?? to}`))
    } catch (error) {
      if (error instanceof ApiError && error.code === 'opportunity.tasksMissing') refused(card, error)
      else failed(error)
    } finally {
      refreshObject(client, 'opportunity')
    }
  }
  const dialog = closing && (
    <CommandModal
      object={object}
      command={closing.command}
      about={String(closing.card.title ?? '')}
      run={async (input, key) => {
        await api.command(object.path, closing.card.id, closing.command.name, input, { key })
        done(t(closing.command.label))
      }}
      onClose={() => setClosing(null)}
    />
  )
  return { move, dialog }
}

interface ColumnProps {
  object: ObjectMeta
  column: Column
  where: Where | undefined
  dragging: Row | null
  onDrag: (card: Row | null) => void
  move: Move
}

function StageColumn({ object, column, where, dragging, onDrag, move }: ColumnProps) {
  const { t, say } = useText()
  const rules = useStageRules()
  const [over, setOver] = useState(false)
  const label = object.states?.[column.stage]?.label
  const stageWhere = { state: { eq: column.stage } }
  const rest = column.count - column.cards.length
  const listWhere = encodeURIComponent(JSON.stringify(where ? { and: [where, stageWhere] } : stageWhere))
  return (
    <section
      className="xl-deals-column"
      aria-label={label ? t(label) : column.stage}
      data-over={over && dragging !== null && dragging.state !== column.stage}
      onDragOver={(e) => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault()
        setOver(false)
        if (dragging) move(dragging, column.stage)
        onDrag(null)
      }}
    >
      <header>
        <h2>
          {label ? t(label) : column.stage} <span className="xl-hint xl-number">{column.count}</span>
        </h2>
        <div className="xl-deals-sums">
          {column.amount !== null && <span className="xl-number">{formatMoney(column.amount)}</span>}
          {column.weighted !== null && Number(column.weighted) > 0 && (
            <span className="xl-hint xl-number">
              {say('加权 ', 'weighted ')}
              {formatMoney(column.weighted)}
            </span>
          )}
          {column.stalled !== null && column.stalled > 0 && (
            <span className="xl-deal-stalled">{say(`${column.stalled} 个滞留`, `${column.stalled} stalled`)}</span>
          )}
        </div>
      </header>
      {column.cards.map((card) => (
        <Card
          key={card.id}
          object={object}
          card={card}
          rule={ruleFor(rules, column.stage, card.productLine)}
          onDrag={onDrag}
          dragging={dragging?.id === card.id}
          move={move}
        />
      ))}
      {column.cards.length === 0 && <div className="xl-deals-none">{say('暂无商机', 'No deals here')}</div>}
      {rest > 0 && (
        <AppLink className="xl-deals-more" href={`${href.list(object.path)}?where=${listWhere}`}>
          {say(`还有 ${rest} 个，在列表中查看`, `${rest} more in the list`)}
        </AppLink>
      )}
    </section>
  )
}

interface CardProps {
  object: ObjectMeta
  card: Row
  rule: StageRule | undefined
  dragging: boolean
  onDrag: (card: Row | null) => void
  move: Move
}

function Card({ object, card, rule, dragging, onDrag, move }: CardProps) {
  const { t, say } = useText()
  const days = daysSince(card.stageSince)
  const expected = typeof card.expectedAt === 'string' ? card.expectedAt : ''
  const late = expected !== '' && expected < shanghaiDay()
  const account = asRefs(card.account)[0]
  const states = object.states ?? {}
  const can = (verb: string) => object.commands.some((c) => c.name === verb)
  const closing = ['win', 'lose'].filter(can).map((name) => object.commands.find((c) => c.name === name))
  const items = [
    ...OPEN_STAGES.filter((s) => s !== card.state && states[s]).map((s) => ({
      key: s,
      label: say(`移到“${states[s]?.label.zh}”`, `Move to ${states[s]?.label.en}`),
    })),
    ...(closing.length ? [{ type: 'divider' as const }] : []),
    ...closing.flatMap((c) => (c ? [{ key: c.name, label: t(c.label), danger: Boolean(c.danger) }] : [])),
  ]
  return (
    <article
      className="xl-deal"
      draggable
      data-dragging={dragging}
      onDragStart={(e) => {
        e.dataTransfer.effectAllowed = 'move'
        e.dataTransfer.setData('text/plain', card.id)
        onDrag(card)
      }}
      onDragEnd={() => onDrag(null)}
    >
      <div className="xl-deal-top">
        <AppLink href={href.record(object.path, card.id)}>{String(card.title ?? card.number ?? '')}</AppLink>
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => move(card, key) }}>
          <Button
            type="text"
            size="small"
            icon={<EllipsisOutlined />}
            aria-label={say(`移动${String(card.title ?? '')}`, `Move ${String(card.title ?? '')}`)}
          />
        </Dropdown>
      </div>
      <div className="xl-deal-account" title={account?.label ?? undefined}>
        {account?.label ?? t('hiddenRecord')}
      </div>
      <div className="xl-deal-foot">
        <strong className="xl-number">
          {card.amount ? formatMoney(String(card.amount)) : say('金额未填', 'no amount')}
        </strong>
        <span>{card.owner?.label ?? ''}</span>
      </div>
      <div className="xl-deal-foot">
        <span className={rule && days >= rule.stallDays ? 'xl-deal-stalled xl-number' : 'xl-number'}>
          {say(`停留 ${days} 天`, `${days} days here`)}
        </span>
        {expected && (
          <span className={late ? 'xl-deal-late xl-number' : 'xl-number'}>
            {say(`预计 ${expected}`, `by ${expected}`)}
          </span>
        )}
      </div>
    </article>
  )
}
