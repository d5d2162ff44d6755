import type { Field, ObjectDef } from '#kernel/declare/index.ts'
import { columnOf, lineTableName } from '#kernel/store/model.ts'
import { raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import { registry } from '#modules/all.ts'

/** A stored field of an object or of its lines: `salesOrder` + `amount`, `salesOrder` + `lines.qty`. */
export interface Place {
  object: ObjectDef
  name: string
  field: Field
  table: string
  column: string
}

/** Objects whose rows say who reads and how; changing them changes the reader, not what he reads. */
const HOUSE = new Set(['role', 'customField', 'dictionary', 'dictionaryItem', 'department', 'ruleParameter'])
const KEPT = new Set(['employee.roles', 'employee.department', 'employee.manager', 'employee.userId'])

/** Every field that a role may hide, where it is stored. */
export function places(): Place[] {
  const found: Place[] = []
  for (const object of registry().objects.values()) {
    if (HOUSE.has(object.name) || object.spec.personal) continue
    for (const [name, field] of Object.entries(object.fields))
      found.push({ object, name, field, table: object.table, column: columnOf(name, field) })
    for (const [kind, lines] of Object.entries(object.spec.lines ?? {}))
      for (const [name, field] of Object.entries(lines.fields))
        found.push({
          object,
          name: `${kind}.${name}`,
          field,
          table: lineTableName(object, kind),
          column: columnOf(name, field),
        })
  }
  return found.filter((p) => !KEPT.has(`${p.object.name}.${p.name}`))
}

/** Two other values of a choice, so that every stored one changes. */
function otherChoice(field: Field, column: string): Sql | undefined {
  const items = field.dictionary ? registry().dictionaries.get(field.dictionary)!.items : (field.options ?? [])
  const [a, b] = items.map((i) => i.value)
  return a && b ? sql`case when ${raw(column)} = ${a} then ${b} else ${a} end` : undefined
}

/**
 * Another value for every row, not to be told from the first through any mask: a text keeps its ends, everything else is
 * starred whole. Undefined for what cannot be changed so.
 */
export function otherValue(tenant: Tenant, { field, column }: Place): Sql | undefined {
  const c = raw(`"${column}"`)
  switch (field.type) {
    case 'text':
    case 'longText':
      return sql`case when ${c} is null then null when length(${c}) < 3 then 'Q9' when length(${c}) < 12
        then left(${c}, 1) || 'Q9' || substr(${c}, 2) else left(${c}, 5) || 'Q9' || substr(${c}, 6) end`
    case 'integer':
    case 'decimal':
    case 'money':
      return sql`${c} + 7`
    case 'date':
      return sql`${c} + 400`
    case 'instant':
      return sql`${c} + interval '400 days'`
    case 'bool':
      return sql`not coalesce(${c}, false)`
    case 'select':
      return otherChoice(field, `"${column}"`)
    case 'region':
      return sql`case when ${c} = '440106' then '320106' else '440106' end`
    case 'multiSelect':
    case 'tags':
      return sql`array_append(${c}, 'Q9')`
    case 'ref':
      return sql`(select x.id from ${at(tenant, registry().object(field.to!).table)} x where x.id <> ${raw(`t."${column}"`)} order by x.id desc limit 1)`
    case 'refs':
      return sql`${c}[2:]`
    case 'json':
      return sql`case jsonb_typeof(${c}) when 'object' then '{}'::jsonb when 'array' then '[]'::jsonb else to_jsonb('Q9'::text) end`
    default:
      return undefined
  }
}

/** Writes the other value into every row that has one, or takes it back; says whether anything changed. */
export async function plant(tenant: Tenant, place: Place): Promise<(() => Promise<void>) | undefined> {
  const other = otherValue(tenant, place)
  if (!other) return undefined
  const table = at(tenant, place.table)
  const column = raw(`"${place.column}"`)
  const kept = raw(`"${tenant.schema}".planted`)
  await tenant.db.fresh(sql`drop table if exists ${kept}`)
  await tenant.db.fresh(
    sql`create table ${kept} as select id, ${column} as was from ${table} where ${column} is not null`,
  )
  const changed = await tenant.db.fresh(
    sql`update ${table} t set ${column} = ${other} where ${column} is not null returning 1`,
  )
  if (!changed.length) return undefined
  return async () => {
    await tenant.db.fresh(sql`update ${table} t set ${column} = p.was from ${kept} p where p.id = t.id`)
  }
}
