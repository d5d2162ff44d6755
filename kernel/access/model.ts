import { type FlowModel, loadFlows } from '../approvals/flow.ts'
import type { DictionaryMeta, Field, FieldType, ObjectDef } from '../declare/index.ts'
import { columnOf } from '../store/model.ts'
import { raw, sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'

/** An object as it stands now: the declaration plus what administrators added. */
export interface LiveObject {
  def: ObjectDef
  fields: Record<string, Field>
  /** The same, one by one. */
  each: readonly (readonly [name: string, field: Field])[]
}

/** All objects and dictionaries of a tenant at one epoch. */
export interface LiveModel {
  epoch: number
  objects: Map<string, LiveObject>
  dictionaries: Record<string, DictionaryMeta>
  approvals: FlowModel
  /** Objects whose rows are known by name without asking: JSON text of an id → JSON text of `{id, label}`. */
  names: Map<string, Map<string, string>>
}

/** What nearly every row refers to. Whatever is written to them moves the epoch, so names are as old as the model. */
const DIRECTORY = ['employee', 'department']

interface CustomFieldRow {
  object: string
  name: string
  label_zh: string
  label_en: string | null
  type: FieldType
  dictionary: string | null
  target: string | null
  required: boolean | null
  filterable: boolean | null
  max: number | null
  scale: number | null
}

function customField(row: CustomFieldRow): Field {
  return {
    type: row.type,
    label: { zh: row.label_zh, en: row.label_en || row.label_zh },
    custom: true,
    ...(row.dictionary ? { dictionary: row.dictionary } : {}),
    ...(row.target ? { to: row.target } : {}),
    ...(row.required ? { required: true } : {}),
    ...(row.filterable ? { index: true } : {}),
    ...(row.max ? { max: row.max } : {}),
    ...(row.scale !== null ? { scale: row.scale } : {}),
  }
}

interface ItemRow {
  dictionary: string
  value: string
  label_zh: string
  label_en: string | null
  color: string | null
  retired: boolean | null
}

async function loadCustomFields(tenant: Tenant): Promise<CustomFieldRow[]> {
  if (!tenant.registry.objects.has('customField')) return []
  return tenant.db.query<CustomFieldRow>(
    sql`select object, name, label_zh, label_en, type, dictionary, target, required, filterable, max, scale
        from ${at(tenant, 'custom_field')} where deleted_at is null order by position nulls last, created_at`,
  )
}

async function loadDictionaries(tenant: Tenant): Promise<Record<string, DictionaryMeta>> {
  const result: Record<string, DictionaryMeta> = {}
  for (const d of tenant.registry.dictionaries.values()) result[d.name] = { label: d.label, items: d.items }
  if (!tenant.registry.objects.has('dictionaryItem')) return result
  const named = await tenant.db.query<{ name: string; label_zh: string; label_en: string | null }>(
    sql`select name, label_zh, label_en from ${at(tenant, 'dictionary')} where deleted_at is null`,
  )
  for (const d of named) result[d.name] = { label: { zh: d.label_zh, en: d.label_en || d.label_zh }, items: [] }
  const rows = await tenant.db.query<ItemRow>(
    sql`select dictionary, value, label_zh, label_en, color, retired from ${at(tenant, 'dictionary_item')}
        where deleted_at is null order by position nulls last, created_at`,
  )
  for (const r of rows) {
    result[r.dictionary]?.items.push({
      value: r.value,
      label: { zh: r.label_zh, en: r.label_en || r.label_zh },
      ...(r.color ? { color: r.color } : {}),
      ...(r.retired ? { retired: true } : {}),
    })
  }
  return result
}

async function loadNames(tenant: Tenant): Promise<LiveModel['names']> {
  const names: LiveModel['names'] = new Map()
  for (const object of DIRECTORY.map((name) => tenant.registry.objects.get(name))) {
    if (!object?.spec.shapesAccess) continue
    const rows = await tenant.db.query<{ id: string; label: string }>(
      sql`select id, ${raw(columnOf(object.title, object.fields[object.title]!))} as label from ${at(tenant, object.table)}`,
    )
    names.set(object.name, new Map(rows.map((row) => [row.id, JSON.stringify(row)])))
  }
  return names
}

async function build(tenant: Tenant, epoch: number): Promise<LiveModel> {
  const custom = await loadCustomFields(tenant)
  const objects = new Map<string, LiveObject>()
  for (const def of tenant.registry.objects.values()) {
    const fields: Record<string, Field> = { ...def.fields }
    for (const row of custom) if (row.object === def.name) fields[row.name] = customField(row)
    objects.set(def.name, { def, fields, each: Object.entries(fields) })
  }
  const loaded = await Promise.all([loadDictionaries(tenant), loadFlows(tenant), loadNames(tenant)])
  const [dictionaries, approvals, names] = loaded
  return { epoch, objects, dictionaries, approvals, names }
}

const models = new WeakMap<Tenant, { epoch: number; model: Promise<LiveModel> }>()

/** The tenant's access epoch as the database has it now. */
export async function currentEpoch(tenant: Tenant): Promise<number> {
  const [row] = await tenant.db.query<{ n: number }>(sql`select n from ${at(tenant, 'access_epoch')} where id = 1`)
  return row?.n ?? 0
}

/** The model at an epoch, loaded once per epoch and process. */
export function liveModel(tenant: Tenant, epoch: number): Promise<LiveModel> {
  const known = models.get(tenant)
  if (known?.epoch === epoch) return known.model
  const model = build(tenant, epoch)
  models.set(tenant, { epoch, model })
  model.catch(() => models.delete(tenant))
  return model
}
