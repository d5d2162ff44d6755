import type { FieldMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import type { FieldProblem } from '#ui/core/api.ts'
import { isEditable, isEmpty, isRequired, isVisible, type Values } from './values.ts'

type Say = (label: Label) => string

const missing = (field: FieldMeta): Label => ({
  zh: `请填写${field.label.zh}`,
  en: `${field.label.en || field.label.zh} is required`,
})

/** What can be seen to be wrong before asking the server: required fields left empty, here and in child lines. */
export function check(
  object: Pick<ObjectMeta, 'fields' | 'lines'>,
  values: Values,
  creating: boolean,
  say: Say,
): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const field of object.fields) {
    if (!isEditable(field, creating) || !isVisible(field, values)) continue
    if (isRequired(field, values) && isEmpty(values[field.name])) errors[field.name] = say(missing(field))
  }
  for (const line of object.lines) {
    const rows = Array.isArray(values[line.name]) ? (values[line.name] as Values[]) : []
    rows.forEach((row, at) => {
      for (const field of line.fields)
        if (isEditable(field, true) && isVisible(field, row) && isRequired(field, row) && isEmpty(row[field.name]))
          errors[`${line.name}.${at}.${field.name}`] = say(missing(field))
    })
  }
  return errors
}

/** The server's complaints by field: `lines[0].qty`, `lines.0.qty` and `/lines/0/qty` are one place. */
export function fieldErrors(problems: FieldProblem[], say: Say): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const p of problems) {
    const path = p.field
      .replace(/^\//, '')
      .replace(/[[\]/]+/g, '.')
      .replace(/\.$/, '')
    errors[path] ??= say(p.message)
  }
  return errors
}

/** Brings the first field that has an error into view and puts the cursor there. */
export function focusFirst(errors: Record<string, string>, scope: string, root: HTMLElement | null): void {
  const places = [...(root?.querySelectorAll<HTMLElement>('[data-field]') ?? [])]
  const place = places.find((p) => errors[p.dataset.field ?? ''])
  place?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  const name = place?.dataset.field
  if (name) document.getElementById(`${scope}-${name}`)?.focus({ preventScroll: true })
}
