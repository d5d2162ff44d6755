import type { Caller } from '../access/actor.ts'
import { hasVerb } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { requireVisible } from './get.ts'
import { list } from './list.ts'

export interface Relation {
  object: string
  field: string
}

/** Objects that lie within one, or refer to it by a field the caller may read. */
export function relationsOf(caller: Caller, object: string): Relation[] {
  const found: Relation[] = []
  for (const [name, live] of caller.model.objects) {
    if (!hasVerb(caller.actor, live.def, 'read') || live.def.spec.personal) continue
    for (const [field, spec] of Object.entries(live.fields))
      if (spec.type === 'ref' && spec.to === object && isClear(fieldRight(caller.actor, live.def, field, spec)))
        found.push({ object: name, field })
  }
  return found
}

/** How many rows of each related object the caller sees, each count capped. */
export async function related(caller: Caller, object: string, id: string): Promise<(Relation & { count: unknown })[]> {
  await requireVisible(caller, object, id)
  return Promise.all(
    relationsOf(caller, object).map(async (r) => {
      const page = await list(caller, r.object, { where: { [r.field]: { eq: id } }, limit: 1, fields: ['id'] })
      return { ...r, count: page.total }
    }),
  )
}
