import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { hasField, type Label } from '#kernel/declare/index.ts'
import { defaultSort } from '#kernel/records/list.ts'
import { pendingPlan } from '#kernel/store/migrate.ts'
import { desiredTables } from '#kernel/store/plan.ts'
import { sql } from '#kernel/store/sql.ts'
import { modules } from '#modules/all.ts'
import { type World, world } from '../world.ts'

/** What must hold of every declared object, without knowing any of them. */

let w: World
before(async () => {
  w = await world()
})
after(() => w.close())

const objects = modules.flatMap((m) => m.objects)

test('migrations are up to date with the declarations', () => {
  assert.deepEqual(pendingPlan(resolve(import.meta.dirname, '../../migrations'), desiredTables(modules)), [])
})

/** Every label of the house with the way to it. */
function* labels(): Generator<[where: string, label: Label]> {
  for (const m of modules) {
    yield [m.name, m.label]
    for (const r of m.roles ?? []) {
      yield [`role ${r.name}`, r.label]
      if (r.description) yield [`role ${r.name} description`, r.description]
    }
    for (const d of m.dictionaries ?? []) {
      yield [`dictionary ${d.name}`, d.label]
      for (const i of d.items) yield [`dictionary ${d.name}.${i.value}`, i.label]
    }
    for (const o of m.objects) yield* objectLabels(o)
    for (const c of m.commands ?? []) {
      yield [c.key, c.spec.label]
      if (c.spec.confirm) yield [`${c.key} confirm`, c.spec.confirm]
      for (const [n, f] of Object.entries(c.spec.input ?? {})) yield [`${c.key}.${n}`, f.label]
    }
  }
}

function* objectLabels(o: (typeof objects)[number]): Generator<[string, Label]> {
  yield [o.name, o.label]
  const lines = Object.entries(o.spec.lines ?? {})
  for (const [n, l] of lines) yield [`${o.name}.${n}`, l.label]
  for (const [n, s] of Object.entries(o.spec.states ?? {})) yield [`${o.name} state ${n}`, s.label]
  for (const d of o.spec.duplicates ?? []) yield [`${o.name} duplicate ${d.name}`, d.label]
  for (const g of o.spec.form ?? []) if ('label' in g) yield [`${o.name} form`, g.label]
  for (const [n, f] of [...Object.entries(o.fields), ...lines.flatMap(([, l]) => Object.entries(l.fields))]) {
    yield [`${o.name}.${n}`, f.label]
    for (const more of [f.help, f.unit, f.pattern?.message]) if (more) yield [`${o.name}.${n}`, more]
    for (const i of f.options ?? []) yield [`${o.name}.${n}.${i.value}`, i.label]
  }
}

test('every text has Chinese and English', () => {
  let n = 0
  for (const [where, label] of labels()) {
    n++
    assert.ok(label.zh?.trim() && label.en?.trim(), `${where} lacks a language: ${JSON.stringify(label)}`)
    assert.doesNotMatch(label.en, /\p{Script=Han}/u, `${where}: English with Chinese in it: ${label.en}`)
  }
  assert.ok(n > 200, `only ${n} labels were found`)
})

test('grants, field rights, lists and orders name things that exist', async () => {
  const roles = new Set(modules.flatMap((m) => m.roles ?? []).map((r) => r.name))
  const system = await w.system()
  for (const o of objects) {
    for (const role of [...Object.keys(o.spec.access ?? {}), ...Object.keys(o.spec.fieldAccess ?? {})])
      assert.ok(roles.has(role), `${o.name}: no role ${role}`)
    for (const fields of Object.values(o.spec.fieldAccess ?? {}))
      for (const f of Object.keys(fields)) assert.ok(hasField(o, o.fields, f), `${o.name}: no field ${f}`)
    for (const d of o.spec.duplicates ?? [])
      for (const f of d.fields) assert.ok(o.fields[f], `${o.name}: no field ${f}`)
    await w.tenant.db.query(sql`select 1`)
    assert.ok(defaultSort(system, system.model.objects.get(o.name)!))
  }
})

test('catalogue (GROWTH.md): no triggers, no keys across schemas, no sequences', async () => {
  const { db, schema } = w.tenant
  const triggers = await db.query(sql`select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} and not t.tgisinternal`)
  assert.deepEqual(triggers, [])
  const keys = await db.query(sql`select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace join pg_class f on f.oid = k.confrelid
    where k.contype = 'f' and n.nspname = ${schema} and f.relnamespace <> c.relnamespace`)
  assert.deepEqual(keys, [])
  const sequences = await db.query(sql`select sequencename from pg_sequences where schemaname = ${schema}`)
  assert.deepEqual(sequences, [])
  const defaults = await db.query(sql`select table_name, column_name, column_default from information_schema.columns
    where table_schema = ${schema} and (column_default like '%nextval%' or column_default like '%gen_random%' or is_identity = 'YES')`)
  assert.deepEqual(defaults, [])
})
