import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { fieldRight, lineRight } from '../access/rights.ts'
import { type Field, holds } from '../declare/index.ts'
import type { FieldProblem } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { checkValue } from './validate.ts'

export type Values = Record<string, unknown>

export interface Input {
  values: Values
  lines: Record<string, Values[]>
  problems: FieldProblem[]
}

const unknownField = (name: string): FieldProblem => ({
  field: name,
  code: 'field.unknown',
  message: { zh: `没有字段“${name}”，或您无权填写`, en: `No field ${name}, or you may not fill it in` },
})

const required = (name: string, field: Field): FieldProblem => ({
  field: name,
  code: 'field.required',
  message: { zh: `请填写${field.label.zh}`, en: `${field.label.en} is required` },
})

export const isEmptyValue = (v: unknown): boolean =>
  v === null || v === undefined || v === '' || (Array.isArray(v) && !v.length)

/** May the caller write this field in this kind of write? Hidden and unknown answer alike. */
function writable(caller: Caller, live: LiveObject, name: string, creating: boolean, trusted: boolean): boolean {
  const field = live.fields[name]
  if (!field) return false
  if (caller.actor.system || trusted) return true
  if (field.readOnly || (field.createOnly && !creating)) return false
  const right = fieldRight(caller.actor, live.def, name, field)
  return right === 'edit' || right === 'masked'
}

/** Has an owner of its own, rather than that of what it lies within or hangs on. */
const ownsItself = ({ def: { spec } }: LiveObject): boolean => Boolean(spec.owned && !spec.within && !spec.hangsOn)

const MAX_LINES = 1000

function readLines(caller: Caller, live: LiveObject, name: string, given: unknown, out: Input, trusted: boolean): void {
  const spec = live.def.spec.lines![name]!
  const { actor } = caller
  const right = fieldRight(actor, live.def, name, undefined)
  if (right !== 'edit') return void out.problems.push(unknownField(name))
  if (!Array.isArray(given) || given.length > MAX_LINES)
    return void out.problems.push({
      field: name,
      code: 'field.type',
      message: { zh: `${spec.label.zh}的格式不对`, en: `${spec.label.en} has the wrong form` },
    })
  out.lines[name] = given.map((raw: unknown, i) => {
    const values: Values = {}
    const line = (typeof raw === 'object' && raw !== null ? raw : {}) as Values
    const rightOf = (key: string) => (spec.fields[key] ? lineRight(actor, live.def, name, key) : 'hidden')
    for (const key of Object.keys(line))
      if (key !== 'id' && key !== 'position' && rightOf(key) === 'hidden')
        out.problems.push(unknownField(`${name}.${i}.${key}`))
    if (isUuid(line.id)) values.id = line.id
    for (const [key, field] of Object.entries(spec.fields)) {
      // What its sender may not write is sent back by pages that show it: passed over, and kept as it is stored.
      const mask = rightOf(key) === 'masked' && !trusted && (line[key] === undefined || /\*/.test(String(line[key])))
      const fixed = (field.readOnly || rightOf(key) === 'read') && !trusted
      if (fixed || mask || rightOf(key) === 'hidden') {
        values[key] = mask && values.id ? undefined : (field.default ?? null)
        continue
      }
      const checked = checkValue(caller.model, field, line[key] ?? field.default)
      const at = `${name}.${i}.${key}`
      if ('problem' in checked) out.problems.push({ field: at, ...checked.problem })
      else if (checked.value === null && field.required) out.problems.push(required(at, field))
      else values[key] = checked.value
    }
    return values
  })
}

/**
 * Reads what a caller sent for an object: only declared keys that he may write, each in its canonical form. Everything
 * wrong is collected, so that a form can show all of it at once. `owner` is left to the caller of this function.
 * `trusted`: the values are a command's own, not a person's.
 */
export function readInput(caller: Caller, live: LiveObject, given: Values, creating: boolean, trusted = false): Input {
  const out: Input = { values: {}, lines: {}, problems: [] }
  for (const [name, value] of Object.entries(given)) {
    if (name === 'owner' || name === 'id' || name === 'version') {
      if (name === 'owner' && ownsItself(live) && creating) continue
      out.problems.push(unknownField(name))
      continue
    }
    if (Object.hasOwn(live.def.spec.lines ?? {}, name)) {
      readLines(caller, live, name, value, out, trusted || caller.actor.system)
      continue
    }
    if (!Object.hasOwn(live.fields, name) || !writable(caller, live, name, creating, trusted)) {
      out.problems.push(unknownField(name))
      continue
    }
    const checked = checkValue(caller.model, live.fields[name]!, value)
    if ('problem' in checked) out.problems.push({ field: name, ...checked.problem })
    else out.values[name] = checked.value
  }
  return out
}

/** What is missing or out of place in a whole row, after defaults and derivation. */
export function checkWhole(live: LiveObject, row: Values, touched: Set<string>, creating: boolean): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [name, field] of live.each) {
    const shown = holds(field.visibleWhen, row)
    if (!shown && touched.has(name) && !isEmptyValue(row[name]))
      problems.push({
        field: name,
        code: 'field.notApplicable',
        message: { zh: `${field.label.zh}在此情况下不适用`, en: `${field.label.en} does not apply here` },
      })
    if (!shown || field.readOnly || !isEmptyValue(row[name])) continue
    // An old row that lacks a newly required value can still be edited elsewhere; the missing value is asked for when touched.
    const asked = creating || touched.has(name) || Boolean(field.requiredWhen)
    if (asked && (field.required || (field.requiredWhen && holds(field.requiredWhen, row))))
      problems.push(required(name, field))
  }
  return problems
}
