import type { Values } from '../records/input.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import type { Approvers, FlowNode } from './flow.ts'

const HIGHEST = 20

/** The submitter's superiors that work here, nearest first. */
async function superiors(unit: Unit, employee: string): Promise<string[]> {
  const table = unit.table('employee')
  const rows = await unit.tx.query<{ id: string }>(sql`with recursive up as (
      select manager_id as id, 1 as n from ${table} where id = ${employee}
      union all select e.manager_id, up.n + 1 from up join ${table} e on e.id = up.id where up.n < ${HIGHEST})
    select up.id from up join ${table} e on e.id = up.id where e.state = 'active' and e.deleted_at is null and e.id <> ${employee}
    order by up.n`)
  return rows.map((r) => r.id)
}

/** Heads of the submitter's department and those above it, nearest first. */
async function heads(unit: Unit, employee: string): Promise<string[]> {
  const departments = unit.table('department')
  const rows = await unit.tx.query<{ id: string }>(sql`with recursive up as (
      select d.parent_id, d.head_id, 1 as n from ${unit.table('employee')} e join ${departments} d on d.id = e.department_id where e.id = ${employee}
      union all select d.parent_id, d.head_id, up.n + 1 from up join ${departments} d on d.id = up.parent_id where up.n < ${HIGHEST})
    select up.head_id as id from up join ${unit.table('employee')} e on e.id = up.head_id
    where e.state = 'active' and e.deleted_at is null order by up.n`)
  return rows.map((r) => r.id)
}

async function inRole(unit: Unit, role: string): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`select e.id from ${unit.table('employee')} e
    where e.state = 'active' and e.deleted_at is null and exists (select 1 from ${unit.table('role')} r
      where r.id = any(e.roles) and r.name = ${role} and r.deleted_at is null) order by e.number`)
  return rows.map((r) => r.id)
}

/** Of these people those who work here, in the order given, each once. */
export async function working(unit: Unit, ids: unknown[]): Promise<string[]> {
  const known = [...new Set(ids.filter(isUuid))]
  if (!known.length) return []
  const rows = await unit.tx.query<{ id: string }>(sql`select id from ${unit.table('employee')}
    where id = any(${known}::uuid[]) and state = 'active' and deleted_at is null`)
  const here = new Set(rows.map((r) => r.id))
  return known.filter((id) => here.has(id))
}

async function named(unit: Unit, rule: Approvers, submitter: string, row: Values): Promise<string[]> {
  switch (rule.by) {
    case 'role':
      return inRole(unit, rule.role)
    case 'employee':
      return working(unit, rule.employees)
    case 'superior': {
      const line = await superiors(unit, submitter)
      // Above the top there is nobody: the top decides.
      return line.length ? [line[Math.min(rule.level, line.length) - 1]!] : []
    }
    case 'departmentHead': {
      // A head's own request goes to the head above him.
      const line = await heads(unit, submitter)
      return [line.find((id) => id !== submitter) ?? line[0]].filter((id) => id !== undefined)
    }
    case 'field':
      return working(unit, [row[rule.field]].flat())
    case 'submitter':
      return [submitter]
  }
}

/** Administrators who may stand in where nobody else was found. */
export async function administrators(unit: Unit, submitter: string): Promise<string[]> {
  return (await inRole(unit, 'admin')).filter((id) => id !== submitter)
}

/** Who stands one step above somebody in a company, else its administrators. */
export async function above(unit: Unit, employee: string, submitter: string): Promise<string[]> {
  const superior = (await superiors(unit, employee)).find((id) => id !== submitter)
  return superior ? [superior] : (await administrators(unit, submitter)).filter((id) => id !== employee)
}

/**
 * The people of a node. The submitter is never among those who approve; where he was the only one, an administrator
 * decides instead: a step is passed over only if its rules name nobody at all.
 */
export async function approversOf(
  unit: Unit,
  node: FlowNode,
  submitter: string,
  row: Values,
): Promise<string[] | 'skip'> {
  const found: string[] = []
  for (const rule of node.approvers) found.push(...(await named(unit, rule, submitter, row)))
  const all = [...new Set(found)]
  if (node.kind === 'cc') return all.length ? all : 'skip'
  const others = all.filter((id) => id !== submitter)
  if (others.length) return others
  return !all.length && node.emptyApprovers === 'skip' ? 'skip' : administrators(unit, submitter)
}
