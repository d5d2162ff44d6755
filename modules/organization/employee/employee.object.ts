import { date, defineObject, items, ref, refs, select, text } from '#kernel/declare/index.ts'

/** A person of the company. The login behind it lives in the control schema and is reached by `userId`. */
export const employee = defineObject({
  name: 'employee',
  label: { zh: '员工', en: 'Employee' },
  number: 'YG{seq:5}',
  shapesAccess: true,
  fields: {
    name: text({ zh: '姓名', en: 'Name' }, { required: true, max: 60, search: true, index: true }),
    department: ref('department', { zh: '部门', en: 'Department' }),
    manager: ref('employee', { zh: '直接上级', en: 'Manager' }),
    jobTitle: text({ zh: '职位', en: 'Job title' }, { max: 60 }),
    employeeType: select(
      { zh: '岗位类别', en: 'Position type' },
      items({
        salesRep: ['销售代表', 'Sales rep'],
        medicalRep: ['医药代表', 'Medical rep'],
        manager: ['管理人员', 'Manager'],
        office: ['职能人员', 'Office staff'],
      }),
    ),
    email: text({ zh: '邮箱', en: 'E-mail' }, { max: 120, search: true }),
    phone: text({ zh: '手机', en: 'Mobile' }, { max: 30, search: true }),
    hiredOn: date({ zh: '入职日期', en: 'Hired on' }),
    leftOn: date({ zh: '离职日期', en: 'Left on' }, { readOnly: true }),
    roles: refs('role', { zh: '角色', en: 'Roles' }),
    username: text({ zh: '登录名', en: 'Username' }, { max: 60, readOnly: true, search: true, index: true }),
    userId: text({ zh: '登录标识', en: 'Login id' }, { readOnly: true, hiddenInForm: true, index: true }),
  },
  states: {
    active: { label: { zh: '在职', en: 'Active' }, color: 'green' },
    left: { label: { zh: '离职', en: 'Left' }, color: 'default' },
  },
  list: ['number', 'name', 'department', 'jobTitle', 'manager', 'phone', 'roles', 'state'],
  form: [['name', 'jobTitle'], ['department', 'manager'], ['employeeType', 'hiredOn'], ['email', 'phone'], ['roles']],
  filters: ['department', 'state', 'employeeType'],
  sort: 'name',
  access: {
    everyone: { read: 'all' },
    hr: {
      create: 'all',
      update: 'all',
      deactivate: 'all',
      reactivate: 'all',
      handOver: 'all',
      transfer: 'all',
      openLogin: 'all',
      resetPassword: 'all',
    },
  },
  // Who may give roles decides everything else, so that right is not part of editing a person's file.
  fieldAccess: {
    everyone: { userId: 'hidden', roles: 'read' },
    admin: { userId: 'read', roles: 'edit' },
  },
  menu: { group: 'organization', icon: 'team', order: 20 },
})
