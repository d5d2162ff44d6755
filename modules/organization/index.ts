import type { ModuleSpec } from '#kernel/declare/index.ts'
import { customField } from './customField/customField.object.ts'
import { customFieldRoutes } from './customField/routes.ts'
import { department } from './department/department.object.ts'
import { moveDepartment } from './department/move.ts'
import { dictionary, dictionaryItem } from './dictionary/dictionary.object.ts'
import { employee } from './employee/employee.object.ts'
import { employeeVerbs } from './employee/verbs.ts'
import { role } from './role/role.object.ts'
import { roles } from './roles.ts'
import { ruleRoutes } from './ruleParameter/routes.ts'
import { ruleParameter } from './ruleParameter/ruleParameter.object.ts'
import { setRule } from './ruleParameter/set.ts'
import { secondFactorRoutes } from './secondFactor/routes.ts'
import { treeHooks } from './tree.sql.ts'

/** Who works here, where, and what each may do; what administrators add to the product, and the rules that change by the day. */
export const organization: ModuleSpec = {
  name: 'organization',
  label: { zh: '组织', en: 'Organisation' },
  objects: [department, employee, role, customField, dictionary, dictionaryItem, ruleParameter],
  commands: [...employeeVerbs, moveDepartment, setRule],
  hooks: treeHooks,
  roles,
}

export { calendarOn, DEFAULT_CALENDAR } from './calendar/calendar.ts'
export { afterWorkHours, endOfDay, type WorkCalendar } from './calendar/workdays.ts'
export { fieldIndexTask } from './customField/indexes.sql.ts'
export { employeesWithRoles } from './employee/withRoles.sql.ts'
export { ruleOn } from './ruleParameter/read.sql.ts'
export { RULES, type RuleValue } from './ruleParameter/rules.ts'
export { setRule } from './ruleParameter/set.ts'
export { mustHaveSecondFactor } from './secondFactor/rule.sql.ts'

export const organizationRoutes = [...ruleRoutes, ...secondFactorRoutes, ...customFieldRoutes]
