import type { ObjectDef, Scope } from '../declare/index.ts'
import type { Actor } from './actor.ts'

/** Which rows of an object an actor reaches with a verb. */
export interface Reach {
  all: boolean
  owners: string[]
  depts: string[]
  /** Rows whose team he is in: any level, edit level only, or not at all. */
  member: 'any' | 'edit' | null
}

export const NOTHING: Reach = { all: false, owners: [], depts: [], member: null }
const EVERYTHING: Reach = { all: true, owners: [], depts: [], member: null }

/** Verbs for which being a read member of the team is enough. */
const READING = new Set(['read', 'export', 'reveal'])

export const isReading = (verb: string): boolean => READING.has(verb)

function ownersOf(actor: Actor, object: ObjectDef): string[] {
  const stood = actor.standsInFor.filter((s) => !s.objects || s.objects.includes(object.name)).map((s) => s.id)
  return [actor.id, ...stood]
}

function widen(reach: Reach, scope: Scope, actor: Actor, object: ObjectDef): void {
  if (scope === 'all') reach.all = true
  if (scope === 'own' || scope === 'ownAndSubordinates') reach.owners.push(...ownersOf(actor, object))
  if (scope === 'ownAndSubordinates') reach.owners.push(...actor.subordinates)
  // Who reaches a department reaches his own rows too, wherever they are filed.
  if (scope === 'department' || scope === 'departmentBelow') reach.owners.push(...ownersOf(actor, object))
  if (scope === 'department' && actor.deptId) reach.depts.push(actor.deptId)
  if (scope === 'departmentBelow') reach.depts.push(...actor.deptTree)
}

/**
 * The reach of a verb: the union over all roles. Personal objects are their owner's whatever the roles say.
 * No grant of the verb means nothing at all, team membership included.
 */
export function reachOf(actor: Actor, object: ObjectDef, verb: string): Reach {
  if (actor.system) return EVERYTHING
  if (object.spec.personal) return { all: false, owners: [actor.id], depts: [], member: null }
  if (actor.admin) return EVERYTHING
  const scopes = actor.grants.get(object.name)?.get(verb)
  if (!scopes?.size) return NOTHING
  if (!object.spec.owned) return EVERYTHING
  const reach: Reach = { all: false, owners: [], depts: [], member: READING.has(verb) ? 'any' : 'edit' }
  for (const scope of scopes) widen(reach, scope, actor, object)
  return { ...reach, owners: [...new Set(reach.owners)], depts: [...new Set(reach.depts)] }
}

export const isNothing = (reach: Reach): boolean =>
  !reach.all && !reach.owners.length && !reach.depts.length && !reach.member

/** May the actor use this verb on any row at all? (Buttons; the row itself is judged by the statement.) */
export const hasVerb = (actor: Actor, object: ObjectDef, verb: string): boolean =>
  !isNothing(reachOf(actor, object, verb))
