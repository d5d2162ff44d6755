import type { Caller } from '../access/actor.ts'
import { hasVerb } from '../access/reach.ts'
import { isSearchable } from '../store/model.ts'
import { type Suggestion, suggest } from './suggest.ts'

export type Hit = Suggestion & { object: string }

const PER_OBJECT = 6

/** The one box: every searchable object with a page of its own, under the reader's rules, best of each. */
export async function searchAll(caller: Caller, q: string, only?: string[]): Promise<Hit[]> {
  const names = [...caller.model.objects.values()]
    .filter(({ def }) => isSearchable(def) && !def.spec.personal && hasVerb(caller.actor, def, 'read'))
    .map(({ def }) => def.name)
    .filter((name) => !only?.length || only.includes(name))
  const found = await Promise.all(
    names.map(async (name) =>
      (await suggest(caller, name, q, { limit: PER_OBJECT })).map((s) => ({ ...s, object: name })),
    ),
  )
  return found.flat()
}
