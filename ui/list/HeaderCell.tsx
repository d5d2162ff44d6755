import type { HTMLAttributes, PointerEvent } from 'react'

export interface HeaderCellProps extends HTMLAttributes<HTMLTableCellElement> {
  /** Present on columns that can be made wider. Called while dragging and once more at the end. */
  onWidth?: (width: number, done: boolean) => void
  /** Present on columns that can be dragged to another place. */
  columnName?: string
  onMove?: (from: string, to: string) => void
}

const MIN = 64
const MAX = 800
const TYPE = 'application/x-xinglin-column'

/** A table header that is dragged to move its column and pulled at its right edge to widen it. */
export function HeaderCell({ onWidth, columnName, onMove, children, ...rest }: HeaderCellProps) {
  if (!onWidth || !columnName) return <th {...rest}>{children}</th>
  const pull = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault()
    event.stopPropagation()
    const th = event.currentTarget.closest('th')
    const from = event.clientX
    const was = th?.offsetWidth ?? 0
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const widthAt = (x: number) => Math.round(Math.min(MAX, Math.max(MIN, was + x - from)))
    const move = (e: globalThis.PointerEvent) => onWidth(widthAt(e.clientX), false)
    const end = (e: globalThis.PointerEvent) => {
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', end)
      onWidth(widthAt(e.clientX), true)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end)
  }
  return (
    <th
      {...rest}
      draggable
      onDragStart={(e) => e.dataTransfer.setData(TYPE, columnName)}
      onDragOver={(e) => e.dataTransfer.types.includes(TYPE) && e.preventDefault()}
      onDrop={(e) => {
        const from = e.dataTransfer.getData(TYPE)
        if (from) onMove?.(from, columnName)
      }}
    >
      {children}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the click is only kept from sorting; widths are no keyboard task */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <span
        className="xl-resize"
        draggable
        onDragStart={(e) => {
          e.preventDefault()
          e.stopPropagation()
        }}
        onPointerDown={pull}
        onClick={(e) => e.stopPropagation()}
      />
    </th>
  )
}
