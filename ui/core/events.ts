import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys, queryString } from './api.ts'
import { refreshObject } from './meta.ts'

type Handler = (data: Record<string, unknown>) => void

const NAMES = ['changed', 'notification', 'meta'] as const
export type EventName = (typeof NAMES)[number]

const handlers = new Map<EventName, Set<Handler>>()
const watched = new Map<string, number>()
const HIDDEN_GRACE_MS = 30_000
const COALESCE_MS = 300

let source: EventSource | null = null
let client: QueryClient | null = null
let lastId = ''
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined
let missed = false

/** Listens to one kind of server event; returns how to stop. */
export function onEvent(name: EventName, handler: Handler): () => void {
  const set = handlers.get(name) ?? new Set()
  handlers.set(name, set.add(handler))
  return () => set.delete(handler)
}

const pending = new Set<string>()
let flushing: ReturnType<typeof setTimeout> | undefined

/** Many rows changed by one import must not cause many refetches. */
function refresh(object: string): void {
  pending.add(object)
  if (flushing) return
  flushing = setTimeout(() => {
    flushing = undefined
    if (client) for (const name of pending) refreshObject(client, name)
    pending.clear()
  }, COALESCE_MS)
}

function receive(name: EventName, event: MessageEvent<string>): void {
  if (event.lastEventId) lastId = event.lastEventId
  let data: Record<string, unknown> = {}
  try {
    data = JSON.parse(event.data)
  } catch {
    // an event without a body still says that something happened
  }
  if (name === 'changed' && typeof data.object === 'string') refresh(data.object)
  if (name === 'notification') {
    refresh('notification')
    // its kind starts with what it is about: `contactRecord.commented` is news of contact records
    if (typeof data.kind === 'string') refresh(data.kind.split('.')[0] ?? '')
  }
  if (name === 'meta') client?.invalidateQueries({ queryKey: keys.meta })
  for (const handler of handlers.get(name) ?? []) handler(data)
}

function open(): void {
  close()
  const query = queryString({ watch: [...watched.keys()], lastEventId: lastId })
  source = new EventSource(`/api/v1/events${query}`)
  for (const name of NAMES) source.addEventListener(name, (e) => receive(name, e as MessageEvent<string>))
  // more was missed than the server tells one by one
  source.addEventListener('reset', () => client?.invalidateQueries({ refetchType: 'active' }))
  source.onopen = () => {
    failures = 0
    // whatever happened while nobody listened may not be in the server's memory any more
    if (missed) client?.invalidateQueries({ refetchType: 'active' })
    missed = false
  }
  source.onerror = () => {
    missed = true
    // the browser retries by itself unless the server refused; then we do, ever more slowly
    if (source?.readyState !== EventSource.CLOSED) return
    failures++
    schedule(Math.min(60_000, 1000 * 2 ** failures))
  }
}

function close(): void {
  source?.close()
  source = null
}

function schedule(ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(() => !document.hidden && open(), ms)
}

/** A browser allows six connections to one server: tabs that nobody looks at give theirs back. */
function visibility(): void {
  clearTimeout(timer)
  if (document.hidden)
    timer = setTimeout(() => {
      missed = true
      close()
    }, HIDDEN_GRACE_MS)
  else if (!source) open()
}

/** Starts the live connection for the signed-in reader; returns how to stop it. */
export function startEvents(queryClient: QueryClient): () => void {
  client = queryClient
  open()
  document.addEventListener('visibilitychange', visibility)
  return () => {
    document.removeEventListener('visibilitychange', visibility)
    clearTimeout(timer)
    close()
    client = null
  }
}

function useWatched(key: string | undefined): void {
  useEffect(() => {
    if (!key || !client) return
    watched.set(key, (watched.get(key) ?? 0) + 1)
    schedule(COALESCE_MS)
    return () => {
      const left = (watched.get(key) ?? 1) - 1
      left ? watched.set(key, left) : watched.delete(key)
      if (client) schedule(COALESCE_MS)
    }
  }, [key])
}

/** While mounted, the server tells this page about changes to one row (a 360 that others are working on). */
export const useWatch = (object: string, id: string | undefined): void => useWatched(id ? `${object}:${id}` : undefined)

/** While mounted, the server tells this page about every row of an object that changes and that the reader may see. */
export const useWatchAll = (object: string): void => useWatched(object)
