import { bumpEpoch } from '#kernel/access/caller.ts'
import { refreshShares } from '#kernel/access/share.ts'
import { putLines } from '#kernel/records/lines.ts'
import { insertRows } from '#kernel/records/storage.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import { organization } from '#modules/organization/index.ts'
import { workspace } from '#modules/workspace/index.ts'
import { settle } from '../settle.ts'
import { type World, world } from '../world.ts'
import type { Chart } from './chart.ts'
import { MODEL_OBJECTS, modelModule } from './objects.ts'

export interface ModelWorld {
  world: World
  /** The same schema, remembered as one in which each reader sees little: lists take the narrow way. */
  narrow: Tenant
  /** Tables to be emptied before a chart. */
  filled: string[]
  close(): Promise<void>
}

/** Makes the schema and teaches the second tenant object that whoever asks owns next to nothing of its tables. */
export async function modelWorld(): Promise<ModelWorld> {
  const w = await world({ modules: [organization, workspace, modelModule], now: '2026-06-15T02:00:00Z' })
  const narrow: Tenant = { ...w.tenant }
  const owner = newId()
  await w.asSystem(async (unit) => {
    const live = (name: string) => unit.caller.model.objects.get(name)!
    const [root, child] = [newId(), newId()]
    await insertRows(unit, live('mRoot'), [{ ...stamps(unit, root), owner, name: 'x', state: 'open' }])
    await insertRows(unit, live('mChild'), [{ ...stamps(unit, child), owner, name: 'x', top: root }])
    await insertRows(unit, live('mGrand'), [{ ...stamps(unit, newId()), owner, name: 'x', child }])
  })
  // These counts are all that the narrow tenant remembers; the rows themselves are gone before a chart is loaded.
  await refreshShares(narrow)
  return { world: w, narrow, filled: await filledTables(w), close: () => w.close() }
}

/** What a chart fills, and what refers to it. */
async function filledTables(w: World): Promise<string[]> {
  const own = [...MODEL_OBJECTS.map((o) => o.table), 'm_root_parts']
  const ofHouse = ['team_member', 'star', 'delegation', 'file', 'audit', 'outbox', 'employee', 'department']
  const found = await w.tenant.db.fresh<{ name: string }>(sql`
    with recursive filled as (
      select c.oid from pg_class c where c.relnamespace = ${w.tenant.schema}::regnamespace
        and c.relname = any(${[...own, ...ofHouse]}::text[])
      union select r.conrelid from pg_constraint r join filled f on r.confrelid = f.oid)
    select c.relname as name from filled f join pg_class c on c.oid = f.oid`)
  return found.map((t) => t.name)
}

/** Empties the tables row by row: a `truncate` makes the files of a hundred tables anew, at a quarter of a second. */
async function clearRows({ world: { tenant }, filled }: ModelWorld): Promise<void> {
  const others = sql`select id from ${at(tenant, 'role')} where shipped is not true`
  await tenant.db.transaction(async (tx) => {
    await tx.fresh(raw(`set local session_replication_role = replica`))
    for (const table of filled) tx.send(sql`delete from ${at(tenant, table)}`)
    for (const table of ['role_grant', 'role_field_right'])
      tx.send(sql`delete from ${at(tenant, table)} where role_id in (${others})`)
    tx.send(sql`delete from ${at(tenant, 'role')} where shipped is not true`)
  })
}

const stamps = (unit: Unit, id: string) => ({
  id,
  version: 1,
  createdAt: unit.stamp,
  createdBy: unit.caller.actor.id,
  updatedAt: unit.stamp,
  updatedBy: unit.caller.actor.id,
})

async function loadPeople(unit: Unit, chart: Chart, admin: string): Promise<void> {
  const live = (name: string) => unit.caller.model.objects.get(name)!
  const gone = (deleted: boolean) => (deleted ? unit.stamp : null)
  await insertRows(
    unit,
    live('department'),
    chart.depts.map((d) => ({ ...stamps(unit, d.id), name: d.id, parent: d.parent, deletedAt: gone(d.deleted) })),
  )
  await insertRows(
    unit,
    live('role'),
    chart.roles.map((r) => ({ ...stamps(unit, r.id), name: r.name, labelZh: r.name, deletedAt: gone(r.deleted) })),
  )
  await insertRows(
    unit,
    live('employee'),
    chart.employees.map((e) => ({
      ...stamps(unit, e.id),
      name: `员工${e.id.slice(0, 6)}`,
      number: e.id,
      department: e.dept,
      manager: e.manager,
      roles: e.admin ? [...e.roles, admin] : e.roles,
      state: e.left ? 'left' : 'active',
      deletedAt: gone(e.deleted),
    })),
  )
  const grants = chart.roles.flatMap((r) => r.grants.map((g) => ({ role_id: r.id, ...g })))
  await unit.tx.query(sql`insert into ${unit.table('role_grant')} (role_id, object, verb, scope)
    select role_id, object, verb, scope from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as r(role_id uuid, object text, verb text, scope text)`)
  const rights = chart.roles.flatMap((r) => r.fields.map((f) => ({ role_id: r.id, ...f })))
  await unit.tx.query(sql`insert into ${unit.table('role_field_right')} (role_id, object, field, "right")
    select role_id, object, field, "right" from jsonb_to_recordset(${JSON.stringify(rights)}::jsonb) as r(role_id uuid, object text, field text, "right" text)`)
}

async function loadReach(unit: Unit, chart: Chart): Promise<void> {
  const by = unit.caller.actor.id
  await unit.tx.query(sql`insert into ${unit.table('team_member')} (record_id, employee_id, object, level, until, added_by, added_at)
    select record, employee, 'mRoot', level, until, ${by}, ${unit.stamp}
    from jsonb_to_recordset(${JSON.stringify(chart.team)}::jsonb) as r(record uuid, employee uuid, level text, until date)`)
  await unit.tx.query(sql`insert into ${unit.table('star')} (employee_id, object, record_id) select employee, object, record
    from jsonb_to_recordset(${JSON.stringify(chart.stars)}::jsonb) as r(employee uuid, object text, record uuid)`)
  await unit.tx.query(sql`insert into ${unit.table('delegation')} (id, from_employee_id, to_employee_id, starts_on, ends_on, objects, created_at, created_by, ended_at)
    select gen_random_uuid(), "from", "to", starts, ends, objects, ${unit.stamp}, ${by}, case when ended then ${unit.stamp}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(chart.standIns)}::jsonb) as r("from" uuid, "to" uuid, starts date, ends date, objects text[], ended boolean)`)
}

async function loadFiles(unit: Unit, chart: Chart): Promise<void> {
  const files = chart.files.map((f) => ({ ...f, object: f.record && 'mRoot', field: f.record && 'papers' }))
  await unit.tx.query(sql`insert into ${unit.table('file')} (id, name, mime, size, sha256, created_at, created_by, object, record_id, field)
    select id, name, 'text/plain', 1, repeat('0', 64), ${unit.stamp}, "by", object, record, field
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as r(id uuid, name text, "by" uuid, object text, record uuid, field text)`)
}

/** Each row was made once and had its values written again: so the log has all of them as new and as old ones. */
async function loadLog(unit: Unit, chart: Chart): Promise<void> {
  for (const row of chart.rows) {
    const lines = row.lines.length ? { parts: row.lines } : {}
    const filled = Object.entries({ ...row.values, ...lines }).filter(([, v]) => v !== null)
    unit.audit(row.object, row.id, 'create', Object.fromEntries(filled))
    unit.audit(row.object, row.id, 'update', Object.fromEntries(filled.map(([k, v]) => [k, [v, null]])))
    unit.emit(`${row.object}.update`, {}, { object: row.object, id: row.id })
  }
}

/** Puts a chart (or several together) into the emptied schema, in one transaction, past every rule. */
export async function load(m: ModelWorld, chart: Chart): Promise<void> {
  await clearRows(m)
  const admin = await m.world.role('admin')
  await m.world.asSystem(async (unit) => {
    await loadPeople(unit, chart, admin)
    // Rows refer to each other both ways; the foreign keys are looked at again with the next statement that uses them.
    await unit.tx.fresh(raw(`set local session_replication_role = replica`))
    for (const object of MODEL_OBJECTS) {
      const live = unit.caller.model.objects.get(object.name)!
      const rows = chart.rows.filter((r) => r.object === object.name)
      await insertRows(
        unit,
        live,
        rows.map((r) => ({
          ...stamps(unit, r.id),
          ...r.values,
          owner: r.owner,
          dept: r.dept,
          root: r.root,
          state: r.state,
          deletedAt: r.deleted ? unit.stamp : null,
        })),
      )
      if (object.name === 'mRoot')
        await putLines(
          unit,
          live,
          'parts',
          rows.flatMap((r) =>
            r.lines.map((line, position) => ({ ...line, id: crypto.randomUUID(), parent: r.id, position })),
          ),
        )
    }
    await loadReach(unit, chart)
    await loadFiles(unit, chart)
    await loadLog(unit, chart)
    await unit.tx.fresh(raw(`set local session_replication_role = origin`))
    await bumpEpoch(m.world.tenant, unit.tx)
  })
  // Live events are read up to the oldest transaction of the server, and other files have theirs.
  await settle(m.world.tenant)
}
