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
  {
    name: 'commerce',
    label: { zh: '商务专员', en: 'Order desk' },
    description: {
      zh: '审核客户、品规、收货地址与终端',
      en: 'Audits customer, SKU, ship-to and end customer of orders',
    },
  },
  {
    name: 'finance',
    label: { zh: '财务', en: 'Finance' },
    description: {
      zh: '审核信用、预付、逾期与底价；管应收',
      en: 'Audits credit, prepayment, overdue and floor; keeps receivables',
    },
  },
  {
    name: 'cashier',
    label: { zh: '出纳', en: 'Cashier' },
    description: { zh: '登记回款并核销', en: 'Records payments and allocates them' },
  },
  {
    name: 'warehouse',
    label: { zh: '库管', en: 'Warehouse' },
    description: { zh: '配货、扫码复核、发货与收退货', en: 'Picks, checks, ships, receives returns' },
  },
  {
    name: 'invoicing',
    label: { zh: '开票员', en: 'Invoicing' },
    description: { zh: '按已发货明细开票与红冲', en: 'Invoices shipped lines, issues red invoices' },
  },
  {
    name: 'qa',
    label: { zh: '质量管理员', en: 'Quality assurance' },
    description: {
      zh: '首营审批、资质、批号放行、召回、退货检验',
      en: 'First-transaction approval, licences, batch release, recall, inspection',
    },
  },
  {
    name: 'pricing',
    label: { zh: '价格管理', en: 'Pricing' },
    description: { zh: '维护价格表与底价', en: 'Keeps price list and floor prices' },
  },
  {
    name: 'tenderDesk',
    label: { zh: '投标专员', en: 'Tender desk' },
    description: { zh: '跟踪投标全过程', en: 'Follows tenders from announcement to cycle' },
  },
  {
    name: 'channelManager',
    label: { zh: '招商经理', en: 'Channel manager' },
    description: { zh: '招商、代理授权与保证金', en: 'Recruits agents, keeps authorisations and deposits' },
  },
  {
    name: 'legal',
    label: { zh: '法务', en: 'Legal' },
    description: { zh: '审核合同与授权', en: 'Reviews contracts and authorisations' },
  },
  { name: 'viewer', label: { zh: '只读', en: 'Viewer' }, description: { zh: '只能查看', en: 'May only look' } },
]
