import type { Field, FieldRight, ObjectDef } from '../declare/index.ts'
import type { Actor } from './actor.ts'

/**
 * The right of an actor on one field. What a role does not say is edit, or masked for a sensitive field. `masked`
 * lets a new value be written (a rep notes a new number) but never the stored one be read, filtered, sorted, searched.
 */
export function fieldRight(actor: Actor, object: ObjectDef, name: string, field: Field | undefined): FieldRight {
  if (actor.system) return 'edit'
  const said = actor.fieldRights.get(object.name)?.get(name)
  if (said) return said
  return field?.sensitive ? 'masked' : 'edit'
}

/** The right on a field of lines: the narrower of what is said of the lines and of the field (`lines.floor`). */
export function lineRight(actor: Actor, object: ObjectDef, lines: string, name: string): FieldRight {
  const whole = fieldRight(actor, object, lines, undefined)
  const own = fieldRight(actor, object, `${lines}.${name}`, object.spec.lines![lines]!.fields[name])
  return isClear(whole) || own === 'hidden' ? own : whole
}

/** May an actor read all of these in the open: `amount lines.qty`, blank-separated. */
export function allClear(actor: Actor, object: ObjectDef, fields: Record<string, Field>, names: string): boolean {
  return names.split(' ').every((path) => {
    const [name, inner] = path.split('.') as [string, string?]
    if (name === 'state') return true
    const known = inner === undefined ? fields[name] : object.spec.lines?.[name]?.fields[inner]
    if (!known) throw new Error(`${object.name} has no field ${path}`)
    return isClear(inner === undefined ? fieldRight(actor, object, name, known) : lineRight(actor, object, name, inner))
  })
}

/** May the stored value be used in the open: shown, filtered by, sorted by, searched by, exported. */
export const isClear = (right: FieldRight): boolean => right === 'read' || right === 'edit'
