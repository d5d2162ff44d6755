import type { KeyboardEvent } from 'react'

const TITLE = '.xl-bcard-title'

/** Up and down within a column, left and right to the column beside it that holds cards, Home and End in the column. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const from = event.target as HTMLElement
  if (!from.matches(TITLE) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const lists = [...event.currentTarget.querySelectorAll('[data-column]')]
    .map((c) => [...c.querySelectorAll<HTMLElement>(TITLE)])
    .filter((cards) => cards.length > 0)
  const x = lists.findIndex((cards) => cards.includes(from))
  const column = lists[x] ?? []
  const y = column.indexOf(from)
  const beside = (list: HTMLElement[] | undefined) => list?.[Math.min(y, list.length - 1)]
  const to = new Map([
    ['ArrowUp', column[y - 1]],
    ['ArrowDown', column[y + 1]],
    ['ArrowLeft', beside(lists[x - 1])],
    ['ArrowRight', beside(lists[x + 1])],
    ['Home', column[0]],
    ['End', column.at(-1)],
  ]).get(event.key)
  if (!to) return
  event.preventDefault()
  to.focus()
}
