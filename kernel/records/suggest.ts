import type { Caller } from '../access/actor.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { type ListQuery, rows } from './list.ts'

export interface Suggestion {
  id: string
  label: string | null
  /** A second line that tells namesakes apart. */
  sub: string | null
}

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined || Array.isArray(value)) return null
  if (typeof value === 'object') return ((value as { label?: string | null }).label ?? null) as string | null
  return String(value)
}

/** What a typed word may mean among the rows the caller sees: names first that start with it. */
export async function suggest(caller: Caller, object: string, q: string, query: ListQuery): Promise<Suggestion[]> {
  const live = caller.model.objects.get(object)!
  const { title } = live.def
  const second = (live.def.spec.list ?? []).find(
    (n) =>
      n !== title && n !== 'number' && live.fields[n] && isClear(fieldRight(caller.actor, live.def, n, live.fields[n])),
  )
  const fields = [title, 'number', ...(second ? [second] : [])]
  const limit = Math.min((query.limit ?? 10) * 3, 60)
  const found = await rows(caller, object, { where: query.where, q, limit, fields, sort: '-updatedAt' })
  const made = found.map((r) => ({
    id: r.id as string,
    label: textOf(r[title]),
    sub: [textOf(r.number), second ? textOf(r[second]) : null].filter(Boolean).join(' · ') || null,
  }))
  const rank = (s: Suggestion): number => (s.label === q ? 0 : s.label?.startsWith(q) ? 1 : 2)
  return made.sort((a, b) => rank(a) - rank(b)).slice(0, query.limit ?? 10)
}
