import { useRouter, useRouterState } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { useCallback, useMemo } from 'react'

/** Where things are. Pages are addressed by plain paths, so that a notification or a mail can carry them. */
export const href = {
  list: (path: string): string => `/o/${path}`,
  record: (path: string, id: string): string => `/o/${path}/${id}`,
  create: (path: string): string => `/o/${path}?new=1`,
  search: (q: string): string => `/search?q=${encodeURIComponent(q)}`,
  imports: (object?: string): string => (object ? `/imports?object=${object}` : '/imports'),
  login: (next: string): string => (next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`),
}

export type Go = (to: string, options?: { replace?: boolean }) => void

/** `const go = useGo(); go('/o/accounts/…')` */
export function useGo(): Go {
  const router = useRouter()
  return useCallback(
    (to, options) => (options?.replace ? router.history.replace(to) : router.history.push(to)),
    [router],
  )
}

/** The current path and query, live. */
export function useWhere(): { path: string; query: URLSearchParams; href: string } {
  const at = useRouterState({ select: (s) => s.location.href })
  return useMemo(() => {
    const url = new URL(at, location.origin)
    return { path: url.pathname, query: url.searchParams, href: url.pathname + url.search }
  }, [at])
}

/** Reads and writes some of the query parameters of the page; null removes one. Replaces, does not push. */
export function useQueryState(): [URLSearchParams, (changes: Record<string, string | null>, push?: boolean) => void] {
  const { path, query } = useWhere()
  const go = useGo()
  const set = useCallback(
    (changes: Record<string, string | null>, push = false) => {
      const next = new URLSearchParams(query)
      for (const [name, value] of Object.entries(changes)) value === null ? next.delete(name) : next.set(name, value)
      const text = next.toString()
      go(text ? `${path}?${text}` : path, { replace: !push })
    },
    [path, query, go],
  )
  return [query, set]
}

/** A link inside the app: a real anchor (middle click, copy address, screen readers), without a page load. */
export function AppLink({ href: to, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const go = useGo()
  const click = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || rest.target === '_blank') return
    event.preventDefault()
    go(to)
  }
  return <a href={to} onClick={click} {...rest} />
}
