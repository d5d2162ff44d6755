import { type DragEvent, useState } from 'react'
import type { CardDrag } from './BoardCard.tsx'
import type { BoardColumn } from './columns.ts'

/** What makes a column take what is dropped on it. */
interface ColumnDrop {
  'data-over': boolean
  onDragOver: (event: DragEvent) => void
  onDragLeave: (event: DragEvent) => void
  onDrop: (event: DragEvent) => void
}

export interface Drag<Card> {
  source: (card: Card) => CardDrag | undefined
  target: (column: string) => ColumnDrop | undefined
}

/** Dragging with the mouse; without `onMove` nothing can be dragged. */
export function useDrag<Card extends { id: string }>(
  columns: BoardColumn<Card>[],
  onMove: ((card: Card, to: string) => void) | undefined,
): Drag<Card> {
  const [dragging, setDragging] = useState<Card | null>(null)
  const [over, setOver] = useState('')
  const home = columns.find((c) => c.cards.some((x) => x.id === dragging?.id))?.key
  const source = (card: Card): CardDrag | undefined =>
    onMove && {
      draggable: true,
      'data-dragging': dragging?.id === card.id,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', card.id)
        setDragging(card)
      },
      onDragEnd: () => {
        setDragging(null)
        setOver('')
      },
    }
  const target = (column: string) =>
    onMove && {
      'data-over': dragging !== null && over === column && home !== column,
      onDragOver: (event: DragEvent) => {
        if (!dragging) return
        event.preventDefault()
        setOver(column)
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver('')
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        if (dragging && home !== column) onMove(dragging, column)
        setDragging(null)
        setOver('')
      },
    }
  return { source, target }
}
