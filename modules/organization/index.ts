import type { ModuleSpec } from '#kernel/declare/index.ts'
import { customField } from './customField/customField.object.ts'
import { department } from './department/department.object.ts'
import { moveDepartment } from './department/move.ts'
import { dictionary, dictionaryItem } from './dictionary/dictionary.object.ts'
import { employee } from './employee/employee.object.ts'
import { employeeVerbs } from './employee/verbs.ts'
import { role } from './role/role.object.ts'
import { roles } from './roles.ts'
import { treeHooks } from './tree.sql.ts'

/** Who works here, where, and what each may do; and what administrators add to the product. */
export const organization: ModuleSpec = {
  name: 'organization',
  label: { zh: '组织', en: 'Organisation' },
  objects: [department, employee, role, customField, dictionary, dictionaryItem],
  commands: [...employeeVerbs, moveDepartment],
  hooks: treeHooks,
  roles,
}

export { employeesWithRoles } from './employee/withRoles.sql.ts'
