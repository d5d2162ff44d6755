import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { hasVerb } from '../access/reach.ts'
import { fieldRight, lineRight } from '../access/rights.ts'
import {
  BASE_VERBS,
  type CommandDef,
  type CommandMeta,
  type Field,
  type FieldMeta,
  formGroups,
  type Meta,
  type ObjectMeta,
} from '../declare/index.ts'
import { defaultSort } from '../records/list.ts'
import { relationsOf } from '../records/related.ts'

const ARRAYS = new Set(['multiSelect', 'refs', 'files', 'tags', 'json'])

/** What of a declaration a browser may know: an allow-list, so that whatever a field gains stays here until it is named. */
const SHOWN = [
  'type',
  'label',
  'required',
  'requiredWhen',
  'visibleWhen',
  'options',
  'dictionary',
  'to',
  'max',
  'min',
  'atMost',
  'scale',
  'readOnly',
  'createOnly',
  'search',
  'custom',
  'help',
  'unit',
  'regions',
  'single',
  'hiddenInForm',
  'default',
] as const satisfies readonly (keyof Field & keyof FieldMeta)[]

function fieldMeta(name: string, field: Field, right: FieldMeta['right']): FieldMeta {
  const clear = right !== 'masked'
  const shown = Object.fromEntries(SHOWN.map((key) => [key, field[key]])) as Pick<FieldMeta, (typeof SHOWN)[number]>
  return {
    ...shown,
    name,
    right,
    sensitive: Boolean(field.sensitive) || undefined,
    sortable: clear && !ARRAYS.has(field.type),
    filterable: clear && field.type !== 'json',
  }
}

function fieldsOf(caller: Caller, live: LiveObject): FieldMeta[] {
  const out: FieldMeta[] = []
  for (const [name, field] of Object.entries(live.fields)) {
    const right = fieldRight(caller.actor, live.def, name, field)
    if (right !== 'hidden') out.push(fieldMeta(name, field, right))
  }
  return out
}

function commandMeta(command: CommandDef): CommandMeta {
  const { spec } = command
  return {
    name: spec.name,
    label: spec.label,
    from: spec.from ? [spec.from].flat() : undefined,
    to: spec.to,
    input: Object.entries(spec.input ?? {}).map(([n, f]) => fieldMeta(n, f, 'edit')),
    confirm: spec.confirm,
    collection: spec.collection,
    batch: spec.batch,
    danger: spec.danger,
    icon: spec.icon,
    hidden: spec.hidden,
    onDeleted: spec.onDeleted,
  }
}

/**
 * The form without what this reader may not know of. A custom field has no place in the declared form; it gets a group
 * of its own at the end.
 */
function formOf(live: LiveObject, known: Set<string>): ObjectMeta['form'] {
  const groups = formGroups(live.def.spec)
  const custom = Object.keys(live.fields).filter((n) => live.fields[n]!.custom)
  const rows: string[][] = []
  for (let i = 0; i < custom.length; i += 2) rows.push(custom.slice(i, i + 2))
  const all = custom.length ? [...groups, { label: { zh: '自定义字段', en: 'Custom fields' }, rows }] : groups
  return all
    .map((g) => ({ ...g, rows: g.rows.map((r) => r.filter((n) => known.has(n))).filter((r) => r.length) }))
    .filter((g) => g.rows.length)
}

function objectMeta(caller: Caller, live: LiveObject, module: string): ObjectMeta {
  const { def } = live
  const { spec } = def
  const fields = fieldsOf(caller, live)
  const known = new Set([...fields.map((f) => f.name), 'number', 'state', 'owner', 'dept', 'createdAt', 'updatedAt'])
  const lines = Object.entries(spec.lines ?? {})
    .filter(([name]) => fieldRight(caller.actor, def, name, undefined) !== 'hidden')
    .map(([name, lines]) => ({
      name,
      label: lines.label,
      fields: Object.entries(lines.fields).flatMap(([n, f]) => {
        const right = lineRight(caller.actor, def, name, n)
        return right === 'hidden' ? [] : [fieldMeta(n, f, right)]
      }),
    }))
  const custom = fields.filter((f) => f.custom).map((f) => f.name)
  const listed = spec.list ?? fields.slice(0, 6).map((f) => f.name)
  return {
    name: def.name,
    path: def.path,
    module,
    label: def.label,
    title: def.title,
    fields,
    lines,
    states: spec.states,
    verbs: BASE_VERBS.filter((v) => hasVerb(caller.actor, def, v)),
    commands: caller.tenant.registry
      .commandsOf(def.name)
      .filter((c) => hasVerb(caller.actor, def, c.spec.grant ?? c.spec.name))
      .map(commandMeta),
    list: [...listed, ...custom].filter((n) => known.has(n)),
    filters: (
      spec.filters ??
      fields
        .filter((f) => f.type === 'select')
        .slice(0, 3)
        .map((f) => f.name)
    ).filter((n) => known.has(n)),
    form: formOf(live, new Set([...known, ...lines.map((l) => l.name)])),
    sort: defaultSort(caller, live),
    menu: spec.menu,
    owned: Boolean(spec.owned),
    personal: Boolean(spec.personal),
    within: spec.within,
    numbered: Boolean(spec.number),
    customizable: spec.customizable !== false,
    readOnly: spec.readOnly || spec.appendOnly || undefined,
    approvals: caller.model.approvals.guarded.has(def.name) || undefined,
    hasDuplicateRules: Boolean(spec.duplicates?.length),
    related: relationsOf(caller, def.name),
  }
}

/** What this reader may know about the objects: only those he may read, only the fields he may see. */
export function metaOf(caller: Caller): Meta {
  const { modules } = caller.tenant.registry
  const moduleOf = new Map(modules.flatMap((m) => m.objects.map((o) => [o.name, m.name] as const)))
  const readable = [...caller.model.objects.values()].filter(
    (l) => hasVerb(caller.actor, l.def, 'read') || hasVerb(caller.actor, l.def, 'create'),
  )
  return {
    stamp: String(caller.actor.epoch),
    objects: readable.map((l) => objectMeta(caller, l, moduleOf.get(l.def.name) ?? '')),
    dictionaries: caller.model.dictionaries,
    modules: modules.map(({ name, label }) => ({ name, label })),
  }
}
