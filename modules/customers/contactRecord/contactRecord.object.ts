import type { DeriveContext } from '#kernel/declare/index.ts'
import { date, defineObject, files, instant, longText, ref, refs, select } from '#kernel/declare/index.ts'
import { invalidField } from '#kernel/errors.ts'
import { withinAccount } from '../access.ts'

/** A clock that is a little ahead is no lie; a contact next week is a plan and not a record. */
const TOLERANCE = 10 * 60_000

function derive(row: Record<string, unknown>, { now, actorId }: DeriveContext): Record<string, unknown> {
  const followedAt = (row.followedAt as string | null) ?? now.toISOString()
  if (Date.parse(followedAt) > now.getTime() + TOLERANCE)
    throw invalidField(
      'followedAt',
      'contactRecord.future',
      '联系时间不能晚于现在',
      'A contact record is about the past',
    )
  return { followedAt, employee: row.employee ?? actorId }
}

/** 联系记录: what was said with a customer and when to speak next. The notebook that this product replaces. */
export const contactRecord = defineObject({
  name: 'contactRecord',
  label: { zh: '联系记录', en: 'Contact record' },
  number: 'LX{yyyy}{MM}-{seq:5}',
  within: 'account',
  owned: true,
  title: 'number',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true }),
    contact: ref('contact', { zh: '联系人', en: 'Contact' }),
    method: select({ zh: '联系方式', en: 'Method' }, 'contactMethod', {
      required: true,
      default: 'visit',
      index: true,
    }),
    followedAt: instant({ zh: '联系时间', en: 'Contacted at' }, { required: true, index: true }),
    employee: ref('employee', { zh: '联系人员', en: 'By' }, { createOnly: true }),
    businessStatus: select({ zh: '业务状态', en: 'Business status' }, 'businessStatus', { index: true }),
    description: longText({ zh: '沟通内容', en: 'What was said' }, { required: true, max: 5000, search: true }),
    solution: longText({ zh: '解决方案', en: 'Solution' }, { max: 5000, search: true }),
    nextContactAt: date({ zh: '下次联系日期', en: 'Next contact' }, { index: true }),
    mentions: refs('employee', { zh: '提醒谁看', en: 'Mentions' }),
    files: files({ zh: '附件', en: 'Files' }),
    managerComment: longText({ zh: '上级批注', en: 'Manager’s comment' }, { max: 2000, readOnly: true }),
    commentedBy: ref('employee', { zh: '批注人', en: 'Commented by' }, { readOnly: true }),
    commentedAt: instant({ zh: '批注时间', en: 'Commented at' }, { readOnly: true, index: true }),
  },
  derive,
  indexes: [['account_id', 'followed_at desc', 'id desc']],
  list: [
    'followedAt',
    'account',
    'contact',
    'method',
    'businessStatus',
    'description',
    'nextContactAt',
    'employee',
    'managerComment',
  ],
  filters: ['method', 'businessStatus', 'employee', 'followedAt', 'nextContactAt'],
  sort: '-followedAt',
  form: [
    ['account', 'contact'],
    ['method', 'followedAt'],
    ['businessStatus', 'nextContactAt'],
    ['description'],
    ['solution'],
    ['mentions'],
    ['files'],
  ],
  access: withinAccount({ director: ['comment'], manager: ['comment'] }),
  menu: { group: 'customers', icon: 'message', order: 40 },
})
