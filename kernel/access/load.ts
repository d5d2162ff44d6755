import type { FieldRight, Scope } from '../declare/index.ts'
import { unauthenticated } from '../errors.ts'
import { SYSTEM_ID } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { at, dayOf, type Tenant } from '../tenant.ts'
import type { Actor } from './actor.ts'
import { currentEpoch } from './model.ts'

interface EmployeeRow {
  id: string
  name: string
  user_id: string | null
  dept_id: string | null
  roles: { id: string; name: string }[] | null
  subordinates: string[] | null
  dept_tree: string[] | null
  stands_in: { id: string; objects: string[] | null }[] | null
}

/** One statement: the person, his roles, everybody below him, his department's tree, whom he stands in for today. */
async function loadEmployee(
  tenant: Tenant,
  key: { userId: string } | { employeeId: string },
): Promise<EmployeeRow | undefined> {
  const today = dayOf(tenant.clock())
  const which = 'userId' in key ? sql`e.user_id = ${key.userId}` : sql`e.id = ${key.employeeId}`
  const employee = at(tenant, 'employee')
  const [row] = await tenant.db.query<EmployeeRow>(sql`
    with recursive me as (
      select e.* from ${employee} e where ${which} and e.deleted_at is null and e.state = 'active'
    ), below as (
      select e.id from ${employee} e join me on e.manager_id = me.id where e.deleted_at is null
      union select e.id from ${employee} e join below b on e.manager_id = b.id where e.deleted_at is null
    ), tree as (
      select d.id from ${at(tenant, 'department')} d join me on d.id = me.department_id
      union select d.id from ${at(tenant, 'department')} d join tree t on d.parent_id = t.id where d.deleted_at is null
    )
    select me.id, me.name, me.user_id, me.department_id as dept_id,
      (select json_agg(json_build_object('id', r.id, 'name', r.name)) from ${at(tenant, 'role')} r
        where (r.id = any(me.roles) or r.name = 'everyone') and r.deleted_at is null) as roles,
      (select array_agg(id) from below) as subordinates,
      (select array_agg(id) from tree) as dept_tree,
      (select json_agg(json_build_object('id', d.from_employee_id, 'objects', d.objects)) from ${at(tenant, 'delegation')} d
        where d.to_employee_id = me.id and d.ended_at is null and ${today} between d.starts_on and d.ends_on) as stands_in
    from me`)
  return row
}

type Grants = Actor['grants']

async function loadGrants(tenant: Tenant, roleIds: string[]): Promise<Grants> {
  const grants: Grants = new Map()
  const rows = await tenant.db.query<{ object: string; verb: string; scope: Scope }>(
    sql`select object, verb, scope from ${at(tenant, 'role_grant')} where role_id = any(${roleIds}::uuid[])`,
  )
  for (const { object, verb, scope } of rows) {
    if (scope === 'none') continue
    const verbs = grants.get(object) ?? new Map<string, Set<Scope>>()
    grants.set(object, verbs.set(verb, (verbs.get(verb) ?? new Set()).add(scope)))
  }
  return grants
}

const WIDTH: FieldRight[] = ['hidden', 'masked', 'read', 'edit']

/**
 * Field rights over several roles: of those that say something of a field the widest wins; where none does, the field's
 * default holds (edit, or masked for a sensitive field). A role that is silent widens nothing.
 */
async function loadFieldRights(tenant: Tenant, roleIds: string[]): Promise<Actor['fieldRights']> {
  const rows = await tenant.db.query<{ object: string; field: string; right: FieldRight }>(
    sql`select object, field, "right" from ${at(tenant, 'role_field_right')} where role_id = any(${roleIds}::uuid[])`,
  )
  const rights: Actor['fieldRights'] = new Map()
  for (const { object, field, right } of rows) {
    const fields = rights.get(object) ?? new Map<string, FieldRight>()
    const said = fields.get(field)
    rights.set(object, fields.set(field, said && WIDTH.indexOf(said) > WIDTH.indexOf(right) ? said : right))
  }
  return rights
}

/** Loads an actor from the database, as it is at this moment. Throws 401 for people who are not (or no longer) here. */
export async function loadActor(tenant: Tenant, key: { userId: string } | { employeeId: string }): Promise<Actor> {
  const epoch = await currentEpoch(tenant)
  const row = await loadEmployee(tenant, key)
  if (!row) throw unauthenticated()
  const roles = row.roles ?? []
  const roleIds = roles.map((r) => r.id)
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    deptId: row.dept_id,
    roles,
    admin: roles.some((r) => r.name === 'admin'),
    system: false,
    grants: await loadGrants(tenant, roleIds),
    fieldRights: await loadFieldRights(tenant, roleIds),
    subordinates: row.subordinates ?? [],
    deptTree: row.dept_tree ?? [],
    standsInFor: row.stands_in ?? [],
    epoch,
  }
}

/** The named actor of jobs and of the demo generator. It passes the same doors; its reach is everything. */
export function systemActor(epoch: number): Actor {
  return {
    id: SYSTEM_ID,
    userId: null,
    name: 'system',
    deptId: null,
    roles: [],
    admin: true,
    system: true,
    grants: new Map(),
    fieldRights: new Map(),
    subordinates: [],
    deptTree: [],
    standsInFor: [],
    epoch,
  }
}
