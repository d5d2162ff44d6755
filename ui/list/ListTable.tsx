import { Table, type TableColumnType, type TableProps } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import type { Row } from '#ui/core/types.ts'
import { allFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import { Cell } from './Cell.tsx'
import { type Column, moveColumn, nextSort } from './columns.ts'
import { HeaderCell, type HeaderCellProps } from './HeaderCell.tsx'
import { StarButton } from './StarButton.tsx'
import type { Stars } from './useStars.ts'

export interface ListTableProps {
  object: ObjectMeta
  rows: Row[]
  columns: Column[]
  onColumns: (columns: Column[]) => void
  sort: string
  onSort: (sort: string | undefined) => void
  selected: Map<string, Row>
  onSelected: (selected: Map<string, Row>) => void
  onOpen: (row: Row) => void
  open: string
  loading: boolean
  empty: React.ReactNode
  /** Fills its parent and scrolls inside; otherwise as tall as its rows. */
  fill?: boolean
  selectable?: boolean
  /** A star before each row; absent: none. */
  stars?: Stars | null
}

const WIDTH: Partial<Record<FieldMeta['type'], number>> = {
  select: 120,
  integer: 110,
  decimal: 120,
  money: 140,
  date: 120,
  instant: 158,
  bool: 80,
  ref: 160,
  region: 210,
  longText: 240,
  files: 100,
}
const TITLE_WIDTH = 260
const TICK_WIDTH = 44
const STAR_WIDTH = 40
const VIRTUAL_FROM = 100
const NUMBERS = new Set(['integer', 'decimal', 'money'])
const HEADER = 43

const widthOf = (column: Column, field: FieldMeta, title: string): number =>
  column.width ?? (field.name === title ? TITLE_WIDTH : (WIDTH[field.type] ?? 150))

/** The height that is left for the rows, as the window changes. */
function useHeight(active: boolean): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(400)
  useEffect(() => {
    const box = ref.current
    if (!box || !active) return
    const observer = new ResizeObserver(() => setHeight(box.clientHeight))
    observer.observe(box)
    return () => observer.disconnect()
  }, [active])
  return [ref, height]
}

/** The columns as the table draws them, and how wide they are together. */
function useTableColumns(props: ListTableProps): { tableColumns: TableColumnType<Row>[]; total: number } {
  const { object, columns, onColumns, sort, onSort, stars } = props
  const { t } = useText()
  const fields = useMemo(() => allFields(object), [object])
  const [pulled, setPulled] = useState<Record<string, number>>({})
  const widen = (name: string, width: number, done: boolean) => {
    setPulled((p) => ({ ...p, [name]: width }))
    if (!done) return
    onColumns(columns.map((c) => (c.name === name ? { ...c, width } : c)))
    setPulled({})
  }
  const shown = columns.flatMap((c) => {
    const field = fields.get(c.name)
    return field ? [{ column: c, field, width: pulled[c.name] ?? widthOf(c, field, object.title) }] : []
  })
  const before = (props.selectable ? TICK_WIDTH : 0) + (stars ? STAR_WIDTH : 0)
  const tableColumns = shown.map(({ column, field, width }): TableColumnType<Row> => {
    const header: HeaderCellProps = {
      columnName: column.name,
      onWidth: (w, done) => widen(column.name, w, done),
      onMove: (from, to) => onColumns(moveColumn(columns, from, to)),
    }
    return {
      key: field.name,
      title: t(field.label),
      width,
      fixed: column.fixed,
      ellipsis: { showTitle: false },
      align: NUMBERS.has(field.type) ? 'right' : undefined,
      sorter: field.sortable === true,
      sortDirections: ['ascend', 'descend', 'ascend'],
      sortOrder: sort === field.name ? 'ascend' : sort === `-${field.name}` ? 'descend' : null,
      showSorterTooltip: false,
      onHeaderCell: () => ({
        ...header,
        ...(field.sortable ? { onClick: () => onSort(nextSort(sort, field.name)) } : {}),
      }),
      render: (_, row) => <Cell object={object} field={field} row={row} />,
    }
  })
  if (stars) tableColumns.unshift(starColumn(stars))
  return { tableColumns, total: shown.reduce((sum, c) => sum + c.width, before) }
}

const starColumn = (stars: NonNullable<ListTableProps['stars']>): TableColumnType<Row> => ({
  key: '*',
  width: STAR_WIDTH,
  fixed: 'left',
  className: 'xl-star-cell',
  render: (_, row) => <StarButton stars={stars} id={row.id} />,
})

/** The ticks before the rows; those of pages turned away from stay. */
const selectionOf = ({ selected, onSelected }: ListTableProps): TableProps<Row>['rowSelection'] => ({
  columnWidth: TICK_WIDTH,
  fixed: true,
  preserveSelectedRowKeys: true,
  selectedRowKeys: [...selected.keys()],
  onChange: (ids, held) => {
    const known = new Map([...selected, ...held.filter(Boolean).map((r) => [r.id, r] as const)])
    onSelected(
      new Map(ids.flatMap((id) => (known.has(String(id)) ? [[String(id), known.get(String(id)) as Row]] : []))),
    )
  },
  onCell: () => ({ onClick: (e) => e.stopPropagation() }),
})

/** The rows of a list on a desk: frozen and resizable columns, sorting by the server, many rows drawn as they scroll by. */
export function ListTable(props: ListTableProps) {
  const { rows, onOpen, open, loading, empty, fill } = props
  const [box, height] = useHeight(Boolean(fill))
  const { tableColumns, total } = useTableColumns(props)
  return (
    <div ref={box} className={fill ? 'xl-list-body' : ''}>
      <Table<Row>
        className="xl-list-table"
        size="middle"
        rowKey="id"
        tableLayout="fixed"
        columns={tableColumns}
        dataSource={rows}
        pagination={false}
        loading={loading}
        virtual={Boolean(fill) && rows.length >= VIRTUAL_FROM}
        scroll={{ x: total, y: fill ? Math.max(120, height - HEADER) : undefined }}
        components={{ header: { cell: HeaderCell } }}
        locale={{ emptyText: empty }}
        rowClassName={(row) => (row.id === open ? 'xl-row-open' : '')}
        onRow={(row) => ({ onClick: () => onOpen(row), 'data-row': row.id }) as React.HTMLAttributes<HTMLElement>}
        rowSelection={props.selectable ? selectionOf(props) : undefined}
      />
    </div>
  )
}
