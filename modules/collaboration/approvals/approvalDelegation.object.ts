import { date, defineObject, ref, tags, text } from '#kernel/declare/index.ts'
import { invalidField } from '#kernel/errors.ts'

/** 审批委托: somebody's own arrangement of who approves for him while he is away. */
export const approvalDelegation = defineObject({
  name: 'approvalDelegation',
  label: { zh: '审批委托', en: 'Approval stand-in' },
  personal: true,
  title: 'reason',
  fields: {
    to: ref('employee', { zh: '委托给', en: 'Stand-in' }, { required: true }),
    startsOn: date({ zh: '开始日期', en: 'From' }, { required: true }),
    endsOn: date({ zh: '结束日期', en: 'Until' }, { required: true }),
    objects: tags(
      { zh: '仅这些对象', en: 'Only these objects' },
      { help: { zh: '留空为全部', en: 'Empty: all of them' } },
    ),
    reason: text({ zh: '原因', en: 'Reason' }, { max: 200 }),
  },
  list: ['to', 'startsOn', 'endsOn', 'objects', 'reason'],
  form: [['to'], ['startsOn', 'endsOn'], ['objects'], ['reason']],
  sort: '-startsOn',
  derive(row, { actorId }) {
    if (row.to && row.to === actorId)
      throw invalidField('to', 'delegation.self', '不能委托给自己', 'Choose somebody else')
    if (row.startsOn && row.endsOn && String(row.endsOn) < String(row.startsOn))
      throw invalidField('endsOn', 'delegation.dates', '结束日期早于开始日期', 'It ends before it begins')
    return undefined
  },
  customizable: false,
})
