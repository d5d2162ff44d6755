import { Button } from 'antd'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { formatCount } from '#ui/core/format.ts'
import { AppLink } from '#ui/core/nav.tsx'
import { Failure, Nothing } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import type { CardDrag } from './BoardCard.tsx'
import { type BoardColumn, MOST } from './columns.ts'
import { type Drag, useDrag } from './useDrag.ts'
import { show, useFirst, useSeen } from './useSeen.ts'
import { walk } from './walk.ts'
import './board.css'

/** How a page shows a column: what it is called, and what of its cards is late. */
export interface ShownColumn<Card> extends BoardColumn<Card> {
  label: string
  late?: number | undefined
  /** At the right of the name, where nothing is late: what else deserves a look. */
  flag?: ReactNode
  /** A line of figures under the name. */
  sums?: ReactNode
  /** Instead of the button that loads more, and of what is said where no more are loaded. */
  rest?: ReactNode
  /** The list under the same filter, where there is one: the way on where a column has more than a board shows. */
  all?: string | undefined
}

export interface BoardProps<Card> {
  label: string
  /** Undefined while the first reading is under way. */
  columns: ShownColumn<Card>[] | undefined
  error: unknown
  onRetry: () => void
  card: (card: Card, drag: CardDrag | undefined) => ReactNode
  /** A card was dropped on another column. */
  onMove?: (card: Card, to: string) => void
  onMore?: (column: string) => void
  loadingMore?: string
  /** Narrowest column, px; empty columns shrink where there are many. */
  width?: number
  /** What an empty column says. */
  none: string
  /** What an empty board says, and the way on. */
  empty: { what: string; hint?: string; action?: ReactNode }
}

/** Columns of cards side by side; on a phone one at a time, swiped or chosen above. Arrow keys walk from card to card. */
export function Board<Card extends { id: string }>(props: BoardProps<Card>) {
  const { label, columns, error, onRetry, width = 236, empty } = props
  const phone = usePhone()
  const board = useRef<HTMLDivElement>(null)
  const bare = columns?.every((c) => c.count === 0 && c.cards.length === 0) ?? true
  const seen = useSeen(board, bare ? '' : (columns ?? []).map((c) => c.key).join())
  const drag = useDrag(columns ?? [], props.onMove)
  useFirst(board, phone, columns)
  if (!columns) return error ? <Failure error={error} onRetry={onRetry} /> : <Ghost columns={phone ? 1 : 5} />
  if (bare) return <Nothing {...empty} />
  const crowded = columns.length > 6
  const widths = columns.map((c) => (crowded && c.count === 0 ? '104px' : `minmax(${width}px, 1fr)`)).join(' ')
  return (
    <>
      {seen && seen.size < columns.length && <Strip board={board} columns={columns} seen={seen} />}
      <div
        ref={board}
        className="xl-board"
        role="group"
        aria-label={label}
        style={phone ? undefined : { gridTemplateColumns: widths }}
        onKeyDown={walk}
      >
        {columns.map((c) => (
          <Column key={c.key} column={c} board={props} drag={drag} />
        ))}
      </div>
    </>
  )
}

function Column<Card extends { id: string }>({
  column,
  board,
  drag,
}: {
  column: ShownColumn<Card>
  board: BoardProps<Card>
  drag: Drag<Card>
}) {
  const { say } = useText()
  const rest = column.count - column.cards.length
  const ended = !board.onMore || column.cards.length >= MOST
  return (
    <section
      className="xl-board-column"
      aria-label={column.label}
      data-column={column.key}
      data-bare={column.cards.length === 0}
      {...drag.target(column.key)}
    >
      <header>
        <h2>
          {column.label} <span className="xl-num">{formatCount(column.count)}</span>
          {column.late ? <Late count={column.late} /> : column.flag}
        </h2>
        {column.sums && <p>{column.sums}</p>}
        {rest > 0 && !board.onMore && !column.rest && (
          <p>
            {say(`仅显示前 ${formatCount(column.cards.length)} 个`, `first ${formatCount(column.cards.length)} shown`)}
          </p>
        )}
      </header>
      <div className="xl-board-cards">
        {column.cards.map((c) => board.card(c, drag.source(c)))}
        {column.cards.length === 0 && <p className="xl-board-none">{board.none}</p>}
        {rest > 0 &&
          (column.rest ??
            (ended ? (
              <Beyond shown={column.cards.length} count={column.count} all={column.all} />
            ) : (
              <Button
                type="text"
                block
                loading={board.loadingMore === column.key}
                onClick={() => board.onMore?.(column.key)}
              >
                {say(`还有 ${formatCount(rest)} 个，加载更多`, `${formatCount(rest)} more`)}
              </Button>
            )))}
      </div>
    </section>
  )
}

/** Said plainly: a column has more than is shown, and how to come to the rest. */
function Beyond({ shown, count, all }: { shown: number; count: number; all: string | undefined }) {
  const { say } = useText()
  const [first, whole] = [formatCount(shown), formatCount(count)]
  return (
    <p className="xl-board-beyond">
      {say(
        `仅显示前 ${first} 个，共 ${whole} 个；请缩小筛选范围`,
        `Only the first ${first} of ${whole} are shown; narrow the filter`,
      )}
      {all && <AppLink href={all}>{say('在列表中查看全部', 'See all in the list')} →</AppLink>}
    </p>
  )
}

/** How many are late, in red. */
function Late({ count }: { count: number }) {
  const { say } = useText()
  return <em className="xl-board-late xl-num">{say(`逾期 ${formatCount(count)}`, `${formatCount(count)} late`)}</em>
}

/** `在办 173 单，逾期 80 单`: the line under a board's title. */
export function BoardTotals({ what, unit, count, late }: { what: string; unit: string; count: number; late: number }) {
  const { say } = useText()
  return (
    <>
      {what} <b className="xl-num">{formatCount(count)}</b> {unit}
      {late > 0 && (
        <span className="xl-board-late">
          {say('，逾期 ', ', late ')}
          <b className="xl-num">{formatCount(late)}</b> {unit}
        </span>
      )}
    </>
  )
}

/** All columns by name and count where they do not fit: the ones in view are marked, a tap brings another. */
function Strip<Card>({
  board,
  columns,
  seen,
}: {
  board: RefObject<HTMLDivElement | null>
  columns: ShownColumn<Card>[]
  seen: ReadonlySet<string>
}) {
  const { say } = useText()
  const strip = useRef<HTMLElement>(null)
  const first = columns.find((c) => seen.has(c.key))?.key
  useEffect(() => {
    const chip = first && strip.current?.querySelector<HTMLElement>(`[data-chip="${first}"]`)
    if (chip && strip.current) strip.current.scrollTo({ left: chip.offsetLeft - 24, behavior: 'smooth' })
  }, [first])
  return (
    <nav className="xl-board-strip" ref={strip} aria-label={say('各列', 'Columns')}>
      {columns.map((c) => (
        <button
          key={c.key}
          type="button"
          data-chip={c.key}
          aria-current={seen.has(c.key)}
          onClick={() => show(board.current, c.key, 'smooth')}
        >
          {c.label} <b className={c.late ? 'xl-num xl-board-late' : 'xl-num'}>{formatCount(c.count)}</b>
        </button>
      ))}
    </nav>
  )
}

/** A board that is still being read: the shape of what will come. */
function Ghost({ columns }: { columns: number }) {
  return (
    <div className="xl-board xl-board-ghost" aria-busy="true">
      {Array.from({ length: columns }, (_, at) => at).map((at) => (
        <div key={at} className="xl-board-column">
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}
