import type { ObjectDef } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { afterWrite } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { department } from './department/department.object.ts'
import { employee } from './employee/employee.object.ts'

/** True if one of these rows is its own ancestor over `column`. */
async function hasCycle(unit: Unit, def: ObjectDef, column: string, ids: string[]): Promise<boolean> {
  const table = unit.table(def.table)
  const up = raw(column)
  const found = await unit.tx.query(sql`with recursive line as (
      select t.id as start, t.${up} as above from ${table} t where t.id = any(${ids}::uuid[])
      union select l.start, t.${up} from line l join ${table} t on t.id = l.above)
    select 1 from line where above = start limit 1`)
  return found.length > 0
}

const idsWith = (rows: Values[], field: string): string[] => rows.filter((r) => r[field]).map((r) => r.id as string)

/**
 * A tree stays a tree whichever way it is written. Such writes bump the access epoch first, so they wait for each other
 * and two of them cannot close a ring together.
 */
const departmentTree = afterWrite(department, async (unit, rows) => {
  const ids = idsWith(rows, 'parent')
  if (ids.length && (await hasCycle(unit, department, 'parent_id', ids)))
    throw new Refusal('department.cycle', {
      zh: '不能把部门移到自己的下级之下',
      en: 'A department cannot be moved below itself',
    })
  const gone = rows.filter((r) => r.deletedAt).map((r) => r.id as string)
  if (!gone.length) return
  const [used] =
    await unit.tx.query(sql`select 1 from ${unit.table('department')} where parent_id = any(${gone}::uuid[]) and deleted_at is null
    union all select 1 from ${unit.table('employee')} where department_id = any(${gone}::uuid[]) and deleted_at is null and state = 'active' limit 1`)
  if (used)
    throw new Refusal('department.inUse', {
      zh: '部门下还有下级部门或在职员工，不能删除',
      en: 'It still has departments or people in it',
    })
})

const managerLine = afterWrite(employee, async (unit, rows) => {
  const ids = idsWith(rows, 'manager')
  if (ids.length && (await hasCycle(unit, employee, 'manager_id', ids)))
    throw new Refusal('employee.cycle', {
      zh: '直接上级不能是本人或其下属',
      en: 'The manager cannot be the person himself or somebody below him',
    })
})

export const treeHooks = [departmentTree, managerLine]
