import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { bears, visibleSql } from '../access/predicate.ts'
import { hasVerb, reachOf } from '../access/reach.ts'
import { fieldRight, isClear, lineRight } from '../access/rights.ts'
import type { Field, FieldRight, ObjectDef } from '../declare/index.ts'
import { ARRAYS, columnOf } from '../store/model.ts'
import { join, literal, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { LABEL, NAMED } from '../text/jsonText.ts'
import { maskSql } from '../text/mask.sql.ts'

/** Where a field's stored value is, in one row called `alias`. */
export function storedSql(name: string, field: Field, alias: string): Sql {
  if (!field.custom) return raw(`${alias}.${columnOf(name, field)}`)
  const key = literal(name).text
  const asText = `${alias}.custom->>${key}`
  // A field may have been made anew under an old name with another type: old values that do not fit count as none.
  // Told by their shape, because an index takes only what never changes its answer (and `pg_input_is_valid` might).
  const as = (type: string, shape: string) => raw(`(case when ${asText} ~ '^${shape}$' then (${asText})::${type} end)`)
  switch (field.type) {
    case 'integer':
    case 'decimal':
    case 'money':
      return as('numeric', '-?[0-9]{1,60}(\\.[0-9]{1,60})?')
    case 'bool':
      return as('boolean', '(true|false)')
    case 'ref':
      return as('uuid', '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
    default:
      // A date is stored as YYYY-MM-DD text; compared as text it orders the same and can be indexed.
      if (!ARRAYS.has(field.type)) return raw(`(${asText})`)
      return raw(`(case when jsonb_typeof(${alias}.custom->${key}) = 'array' then ${alias}.custom->${key} end)`)
  }
}

/** The name of a row of `target`, as this caller may see it: null when he may not, masked when he may not in full. */
function labelOf(caller: Caller, target: ObjectDef, id: Sql): Sql {
  const name = target.title
  const field = target.fields[name]
  const right = fieldRight(caller.actor, target, name, field)
  if (right === 'hidden' || !hasVerb(caller.actor, target, 'read')) return raw('null')
  // A name is a text whatever it is stored as: labels of several objects may stand in one column.
  const column = raw(`r.${field ? columnOf(name, field) : name}::text`)
  const isText = field?.type === 'text' || field?.type === 'longText'
  const shown = right !== 'masked' ? column : isText ? maskSql(column, field.sensitive ?? 'middle') : raw("'***'")
  return sql`(select ${shown} from ${at(caller.tenant, target.table)} r where r.id = ${id} and ${visibleSql(caller, target, 'read', 'r')})`
}

/** `{id, label}` of a row of another object; the label is null where the caller may not see it. */
export function refSql(caller: Caller, to: string, id: Sql): Sql {
  const target = caller.tenant.registry.object(to)
  return sql`case when ${id} is null then null else json_build_object('id', ${id}, 'label', ${labelOf(caller, target, id)}) end`
}

function refsSql(caller: Caller, field: Field, stored: Sql): Sql {
  const ids = field.custom
    ? sql`(select json_array_elements_text(${stored}::json)::uuid as id)`
    : sql`(select unnest(${stored}) as id)`
  if (field.type === 'files') {
    const shown = raw(
      `json_build_object('id', f.id, 'label', f.name, 'size', f.size, 'mime', f.mime, 'preview', f.preview)`,
    )
    const from = sql`from ${at(caller.tenant, 'file')} f where f.id in ${ids}`
    return field.single
      ? sql`(select ${shown} ${from} limit 1)`
      : sql`(select coalesce(json_agg(${shown}), '[]') ${from})`
  }
  const target = caller.tenant.registry.object(field.to!)
  return sql`(select coalesce(json_agg(json_build_object('id', x.id, 'label', ${labelOf(caller, target, raw('x.id'))})), '[]') from ${ids} x)`
}

/** A field as it stands in the JSON of a row, under a right that is not `hidden`. */
export function fieldSql(caller: Caller, name: string, field: Field, right: FieldRight, alias: string): Sql {
  const stored = storedSql(name, field, alias)
  if (!isClear(right)) {
    // Only texts keep a shape; the ends of a number, a date or a choice of two would tell it all.
    if (field.type === 'text' || field.type === 'longText') return maskSql(stored, field.sensitive ?? 'middle')
    return sql`case when ${stored} is null then null else '"***"'::json end`
  }
  switch (field.type) {
    case 'ref':
      return refSql(caller, field.to!, stored)
    case 'refs':
    case 'files':
      return refsSql(caller, field, stored)
    case 'decimal':
    case 'money':
      return sql`(${stored})::text`
    default:
      return stored
  }
}

/** The name of the record that something hangs on. */
function bearerLabel(caller: Caller, object: ObjectDef, alias: string): Sql {
  const [on, record] = [object.spec.hangsOn!.object, object.spec.hangsOn!.record].map((f) =>
    columnOf(f, object.fields[f]!),
  )
  const cases = [...caller.model.objects.values()]
    .filter(({ def }) => bears(def) && hasVerb(caller.actor, def, 'read'))
    .map(({ def }) => sql`when ${literal(def.name)} then ${labelOf(caller, def, raw(`${alias}.${record}::uuid`))}`)
  return cases.length ? sql`case ${raw(`${alias}.${on}`)} ${join(cases, ' ')} end` : raw('null')
}

/** A value of a row's JSON; of a reference, its id, and the object that it names a row of. */
type Value = { sql: Sql; to?: string }

/** System columns in JSON, by the name the API gives them. */
function systemValues(caller: Caller, object: ObjectDef, alias: string): Record<string, Value> {
  const column = (name: string, to?: string): Value => ({ sql: raw(`${alias}.${name}`), to })
  const shown: Record<string, Value> = { id: column('id'), version: column('version') }
  if (object.spec.number) shown.number = column('number')
  if (object.spec.states) shown.state = column('state')
  if (object.spec.owned) {
    shown.owner = column('owner_id', 'employee')
    shown.dept = column('dept_id', 'department')
  }
  if (object.spec.hangsOn) shown.recordLabel = { sql: bearerLabel(caller, object, alias) }
  shown.createdAt = column('created_at')
  shown.updatedAt = column('updated_at')
  return shown
}

/** Every field of an object that the caller may see in some way, with his right on it. */
export function readableFields(caller: Caller, live: LiveObject): { name: string; field: Field; right: FieldRight }[] {
  return live.each
    .map(([name, field]) => ({ name, field, right: fieldRight(caller.actor, live.def, name, field) }))
    .filter((f) => f.right !== 'hidden')
}

/**
 * What a row's JSON is made of: system columns and readable fields, or those of `only`.
 * Names come from declarations, never from the request: an unknown name in `only` is dropped.
 */
function values(caller: Caller, live: LiveObject, alias: string, only?: Set<string>): [name: string, value: Value][] {
  const found: [string, Value][] = []
  for (const [name, value] of Object.entries(systemValues(caller, live.def, alias)))
    if (!only || only.has(name) || name === 'id' || name === 'version') found.push([name, value])
  for (const { name, field, right } of readableFields(caller, live)) {
    if (only && !only.has(name)) continue
    const isRef = field.type === 'ref' && isClear(right)
    found.push([
      name,
      isRef
        ? { sql: storedSql(name, field, alias), to: field.to! }
        : { sql: fieldSql(caller, name, field, right, alias) },
    ])
  }
  return found
}

/** The select list of a row for `row_to_json`. */
export function projection(caller: Caller, live: LiveObject, alias: string): Sql {
  const shown = values(caller, live, alias).map(
    ([name, { sql: value, to }]) => sql`${to ? refSql(caller, to, value) : value} as ${raw(`"${name}"`)}`,
  )
  return join(shown, ', ')
}

/** Whether every row of an object is known to the caller, by name. */
function knownByName(caller: Caller, target: ObjectDef): boolean {
  const right = fieldRight(caller.actor, target, target.title, target.fields[target.title])
  return caller.model.names.has(target.name) && isClear(right) && reachOf(caller.actor, target, 'read').all
}

/** The select list of a row for `objectTexts`: a reference is an id and its label, or an id that is known by name. */
export function cells(caller: Caller, live: LiveObject, alias: string, only?: Set<string>, authors = false): Sql {
  const all = values(caller, live, alias, only)
  for (const by of authors ? ['created', 'updated'] : [])
    all.push([`${by}By`, { sql: raw(`${alias}.${by}_by`), to: 'employee' }])
  const shown = all.map(([name, { sql: value, to }]) => {
    const plain = sql`${value} as ${raw(`"${name}"`)}`
    if (!to) return plain
    const target = caller.tenant.registry.object(to)
    if (knownByName(caller, target)) return sql`${value} as ${raw(`"${name}${NAMED}${to}"`)}`
    return sql`${plain}, ${labelOf(caller, target, value)} as ${raw(`"${name}${LABEL}"`)}`
  })
  return join(shown, ', ')
}

/** Child lines as JSON arrays, one column each. */
export function linesSql(caller: Caller, live: LiveObject, alias: string): Sql {
  const parts: Sql[] = []
  for (const [name, lines] of Object.entries(live.def.spec.lines ?? {})) {
    if (fieldRight(caller.actor, live.def, name, undefined) === 'hidden') continue
    const columns = Object.entries(lines.fields).flatMap(([field, spec]) => {
      const right = lineRight(caller.actor, live.def, name, field)
      return right === 'hidden' ? [] : [sql`, ${fieldSql(caller, field, spec, right, 'l')} as ${raw(`"${field}"`)}`]
    })
    const from = at(caller.tenant, `${live.def.table}_${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`)
    parts.push(sql`, (select coalesce(json_agg(x order by x.position), '[]') from
      (select l.id, l.position${columns.length ? join(columns, '') : sql``} from ${from} l where l.parent_id = ${raw(alias)}.id) x) as ${raw(`"${name}"`)}`)
  }
  return parts.length ? join(parts, ' ') : sql``
}
