import type { Caller } from '../access/actor.ts'
import { allClear, fieldRight, lineRight } from '../access/rights.ts'
import type { ObjectDef } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import { raw, type Sql } from '../store/sql.ts'
import { fieldSql } from './projection.ts'

/** Fields of one object (or of its lines) in a statement written by hand, each under the caller's right. */
export interface Shown {
  /** A field as rows of the API show it: null where hidden, masked where masked, a reference as `{id, label}`. */
  (name: string): Sql
  /** Something made of these fields (blank-separated): null unless every one of them may be read in the open. */
  of(names: string, made: Sql): Sql
  /** May all of them be read in the open? Asked before the stored value filters, sorts, counts or is added up. */
  clear(names: string): boolean
}

/** `shown(caller, salesOrder, 'o')('amount')`: what a module's own statement may say of a row called `o`. */
export function shown(caller: Caller, object: ObjectDef, alias: string, lines?: string): Shown {
  const { actor, model } = caller
  const own = model.objects.get(object.name)!.fields
  const clear = (names: string): boolean =>
    allClear(actor, object, own, lines ? names.replace(/\S+/g, (name) => `${lines}.${name}`) : names)
  const value = (name: string): Sql => {
    const field = (lines ? object.spec.lines![lines]!.fields : own)[name]
    if (!field) throw new Error(`${object.name} has no field ${name}`)
    const right = lines ? lineRight(actor, object, lines, name) : fieldRight(actor, object, name, field)
    return right === 'hidden' ? raw('null') : fieldSql(caller, name, field, right, alias)
  }
  return Object.assign(value, { clear, of: (names: string, made: Sql): Sql => (clear(names) ? made : raw('null')) })
}

/** Does the caller read all of these of an object in the open? For words that would say what a field holds. */
export const readsClear = (caller: Caller, object: string, names: string): boolean =>
  shown(caller, caller.tenant.registry.object(object), '').clear(names)

/** Refuses what rests wholly on fields that the caller may not read in the open (`lines.qty` for one of lines). */
export function requireClear(caller: Caller, object: ObjectDef, names: string): void {
  if (!shown(caller, object, '').clear(names))
    throw new Problem(403, 'access.fields', {
      zh: '这里用到您无权查看的字段',
      en: 'This rests on fields that you may not read',
    })
}
