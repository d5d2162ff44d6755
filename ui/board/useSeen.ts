import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Brings a column into view. */
export function show(board: HTMLElement | null, column: string, behavior: ScrollBehavior): void {
  const to = board?.querySelector<HTMLElement>(`[data-column="${column}"]`)
  if (board && to) board.scrollTo({ left: to.offsetLeft - board.offsetLeft, behavior })
}

/** Which columns are in view; null until the browser has said so. */
export function useSeen(board: RefObject<HTMLDivElement | null>, columns: string): ReadonlySet<string> | null {
  const [seen, setSeen] = useState<ReadonlySet<string> | null>(null)
  useEffect(() => {
    const root = board.current
    if (!root || !columns) return
    const now = new Set<string>()
    const observer = new IntersectionObserver(
      (changes) => {
        for (const { target, intersectionRatio } of changes) {
          const key = (target as HTMLElement).dataset.column ?? ''
          intersectionRatio > 0.6 ? now.add(key) : now.delete(key)
        }
        setSeen(new Set(now))
      },
      // what is cut off below is in view all the same: only the sides count
      { root, rootMargin: '100000px 0px', threshold: [0, 0.6, 0.7] },
    )
    for (const column of root.querySelectorAll('[data-column]')) observer.observe(column)
    return () => observer.disconnect()
  }, [board, columns])
  return seen
}

/** On a phone the first column that holds anything is shown at first. */
export function useFirst(
  board: RefObject<HTMLDivElement | null>,
  phone: boolean,
  columns: { key: string; count: number }[] | undefined,
): void {
  const done = useRef(false)
  useLayoutEffect(() => {
    if (done.current || !columns || !board.current) return
    done.current = true
    const first = columns.find((c) => c.count > 0)
    if (phone && first) show(board.current, first.key, 'instant')
  }, [board, phone, columns])
}
