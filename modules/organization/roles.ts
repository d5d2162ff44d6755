import type { RoleSpec } from '#kernel/declare/index.ts'

/** The roles that ship. `everyone` is given to each employee at creation and carries the common directory rights. */
export const roles: RoleSpec[] = [
  {
    name: 'admin',
    label: { zh: '系统管理员', en: 'Administrator' },
    description: {
      zh: '管理组织、角色、字段与字典；可见全部业务数据（敏感字段仍脱敏）',
      en: 'Runs the organisation, roles, fields and dictionaries; sees all business data, sensitive fields still masked',
    },
  },
  {
    name: 'everyone',
    label: { zh: '全体员工', en: 'Everyone' },
    description: { zh: '通讯录等人人可见的内容', en: 'The directory and what else everybody sees' },
  },
  {
    name: 'director',
    label: { zh: '销售总监', en: 'Sales director' },
    description: { zh: '查看与管理全部客户', en: 'Sees and manages all customers' },
  },
  {
    name: 'manager',
    label: { zh: '区域经理', en: 'Regional manager' },
    description: { zh: '管理本部门及下级部门的客户', en: 'Manages the customers of his department and those below' },
  },
  {
    name: 'rep',
    label: { zh: '销售代表', en: 'Sales rep' },
    description: { zh: '管理自己的客户', en: 'Looks after his own customers' },
  },
  {
    name: 'dataSteward',
    label: { zh: '数据专员', en: 'Data steward' },
    description: { zh: '导入、合并与清理客户数据', en: 'Imports, merges and cleans customer data' },
  },
  {
    name: 'hr',
    label: { zh: '人事', en: 'HR' },
    description: { zh: '维护部门与员工', en: 'Keeps departments and employees' },
  },
  { name: 'viewer', label: { zh: '只读', en: 'Viewer' }, description: { zh: '只能查看', en: 'May only look' } },
]
