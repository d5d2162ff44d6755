import { write } from '../commands/run.ts'
import type { RoleSpec } from '../declare/index.ts'
import { create, createMany } from '../records/create.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import type { Caller } from './actor.ts'
import { bumpEpoch } from './caller.ts'

/** True the first time a default is met: what an administrator later removes is not put back by the next release. */
async function firstTime(unit: Unit, key: string): Promise<boolean> {
  const rows = await unit.tx.query(
    sql`insert into ${unit.table('shipped_default')} (key) values (${key}) on conflict do nothing returning 1`,
  )
  return rows.length > 0
}

async function shipRole(unit: Unit, role: RoleSpec): Promise<void> {
  if (!(await firstTime(unit, `role:${role.name}`))) return
  await create(unit, 'role', {
    name: role.name,
    labelZh: role.label.zh,
    labelEn: role.label.en,
    description: role.description?.zh ?? null,
    shipped: true,
  })
}

async function roleIds(unit: Unit): Promise<Map<string, string>> {
  const rows = await unit.tx.query<{ id: string; name: string }>(sql`select id, name from ${unit.table('role')}`)
  return new Map(rows.map((r) => [r.name, r.id]))
}

async function shipAccess(unit: Unit): Promise<void> {
  const ids = await roleIds(unit)
  for (const object of unit.caller.tenant.registry.objects.values()) {
    for (const [role, verbs] of Object.entries(object.spec.access ?? {})) {
      const id = ids.get(role)
      if (!id || !(await firstTime(unit, `grant:${role}:${object.name}`))) continue
      for (const [verb, scope] of Object.entries(verbs))
        await unit.tx.query(
          sql`insert into ${unit.table('role_grant')} (role_id, object, verb, scope) values (${id}, ${object.name}, ${verb}, ${scope}) on conflict do nothing`,
        )
    }
    for (const [role, fields] of Object.entries(object.spec.fieldAccess ?? {})) {
      const id = ids.get(role)
      if (!id || !(await firstTime(unit, `fields:${role}:${object.name}`))) continue
      for (const [field, right] of Object.entries(fields))
        await unit.tx.query(
          sql`insert into ${unit.table('role_field_right')} (role_id, object, field, "right") values (${id}, ${object.name}, ${field}, ${right}) on conflict do nothing`,
        )
    }
  }
}

async function shipDictionaries(unit: Unit): Promise<void> {
  for (const d of unit.caller.tenant.registry.dictionaries.values()) {
    if (!(await firstTime(unit, `dictionary:${d.name}`))) continue
    await create(unit, 'dictionary', { name: d.name, labelZh: d.label.zh, labelEn: d.label.en })
    await createMany(
      unit,
      'dictionaryItem',
      d.items.map((item, i) => ({
        dictionary: d.name,
        value: item.value,
        labelZh: item.label.zh,
        labelEn: item.label.en,
        color: item.color ?? null,
        position: i + 1,
      })),
    )
  }
}

async function shipRows(unit: Unit): Promise<void> {
  for (const { object, rows } of unit.caller.tenant.registry.modules.flatMap((m) => m.ships ?? []))
    if (await firstTime(unit, `rows:${object}`)) for (const row of rows) await create(unit, object, row)
}

/** Lays down the roles, grants, field rights, dictionaries and rows that modules ship and this tenant has not had yet. */
export async function shipDefaults(system: Caller): Promise<void> {
  await write(system, { command: 'shipDefaults', body: null }, async (unit) => {
    for (const role of system.tenant.registry.roles.values()) await shipRole(unit, role)
    await shipAccess(unit)
    await shipDictionaries(unit)
    await shipRows(unit)
    await bumpEpoch(system.tenant, unit.tx)
  })
}
