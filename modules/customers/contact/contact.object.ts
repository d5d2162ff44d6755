import { bool, date, defineObject, items, longText, multiSelect, ref, select, text } from '#kernel/declare/index.ts'
import { type FieldProblem, invalid } from '#kernel/errors.ts'
import { withinAccount } from '../access.ts'
import { checkIdCard } from '../identity/idCard.ts'
import { phoneKey } from '../identity/phone.ts'

const ID_PROBLEMS = {
  'idCard.format': { zh: '身份证号应为 18 位', en: 'An identity number has 18 characters' },
  'idCard.birthDate': { zh: '身份证号中的出生日期不对', en: 'The identity number holds no real date of birth' },
  'idCard.checkDigit': { zh: '身份证号校验位不对', en: 'The identity number fails its check' },
} as const

function derive(row: Record<string, unknown>, { now }: { now: Date }): Record<string, unknown> {
  const next: Record<string, unknown> = { mobileKey: row.mobile ? phoneKey(String(row.mobile)) || null : null }
  if (!row.idNo) return next
  const checked = checkIdCard(String(row.idNo), now.toISOString().slice(0, 10))
  if (!checked.ok) {
    const problem: FieldProblem = { field: 'idNo', code: checked.code, message: ID_PROBLEMS[checked.code] }
    throw invalid([problem])
  }
  return { ...next, idNo: checked.value, birthday: row.birthday ?? checked.birthDate, sex: row.sex ?? checked.sex }
}

/** 联系人: a person at a customer. Further posts of the same person are affiliations. */
export const contact = defineObject({
  name: 'contact',
  label: { zh: '联系人', en: 'Contact' },
  within: 'account',
  owned: true,
  fields: {
    name: text({ zh: '姓名', en: 'Name' }, { required: true, max: 60, search: true, index: true }),
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true }),
    hcoDepartment: ref('hcoDepartment', { zh: '科室', en: 'Department' }),
    position: text({ zh: '职务', en: 'Position' }, { max: 80, search: true }),
    roles: multiSelect({ zh: '角色', en: 'Roles' }, 'contactRole', { index: true }),
    sex: select({ zh: '性别', en: 'Sex' }, items({ male: ['男', 'Male'], female: ['女', 'Female'] })),
    mobile: text({ zh: '手机', en: 'Mobile' }, { max: 40, sensitive: 'phone', search: true }),
    officePhone: text({ zh: '办公电话', en: 'Office phone' }, { max: 60, search: true }),
    wechat: text({ zh: '微信', en: 'WeChat' }, { max: 60, sensitive: 'middle' }),
    email: text({ zh: '邮箱', en: 'E-mail' }, { max: 120, sensitive: 'email' }),
    idNo: text(
      { zh: '身份证号', en: 'Identity no.' },
      {
        max: 30,
        sensitive: 'idNo',
        help: { zh: '仅采购与提货人员需要（GSP）', en: 'Only for purchasers and those who pick up (GSP)' },
        visibleWhen: { roles: { has: ['purchasing', 'pickUp'] } },
      },
    ),
    birthday: date({ zh: '生日', en: 'Birthday' }),
    preferredChannel: select({ zh: '偏好联系方式', en: 'Preferred channel' }, 'contactMethod'),
    doNotContact: bool({ zh: '请勿联系', en: 'Do not contact' }, { index: true }),
    remarks: longText({ zh: '备注', en: 'Remarks' }, { max: 2000 }),
    mobileKey: text({ zh: '手机比对码', en: 'Mobile key' }, { readOnly: true, hiddenInForm: true, sensitive: 'phone' }),
  },
  derive,
  duplicates: [
    {
      name: 'mobile',
      label: {
        zh: '手机号相同（同一人任职多家请用“任职”）',
        en: 'Same mobile (one person at several accounts: affiliation)',
      },
      fields: ['mobileKey'],
      level: 'warn',
    },
    {
      name: 'name',
      label: { zh: '该客户已有同名联系人', en: 'The account has a contact of this name' },
      fields: ['account', 'name'],
      level: 'warn',
    },
  ],
  indexes: [['mobile_key']],
  list: ['name', 'account', 'hcoDepartment', 'position', 'roles', 'mobile', 'owner', 'updatedAt'],
  filters: ['roles', 'owner', 'doNotContact'],
  form: [
    ['account', 'name'],
    ['hcoDepartment', 'position'],
    ['roles', 'sex'],
    ['mobile', 'officePhone'],
    ['wechat', 'email'],
    ['idNo', 'birthday'],
    ['preferredChannel', 'doNotContact'],
    ['remarks'],
  ],
  access: withinAccount({ director: ['reveal'], manager: ['reveal'], rep: ['reveal'] }),
  menu: { group: 'customers', icon: 'contacts', order: 20 },
})
