import {
  allow,
  defineObject,
  instant,
  integer,
  items,
  json,
  longText,
  ref,
  select,
  text,
} from '#kernel/declare/index.ts'

const kept = { readOnly: true } as const
const inner = { readOnly: true, hiddenInForm: true } as const

/** 审批任务: what one person is asked at one step of a request, and what he said. */
export const approvalTask = defineObject({
  name: 'approvalTask',
  label: { zh: '审批任务', en: 'Approval task' },
  owned: true,
  within: 'request',
  readOnly: true,
  title: 'node',
  fields: {
    request: ref('approvalRequest', { zh: '审批单', en: 'Request' }, { ...kept, required: true }),
    node: text({ zh: '节点', en: 'Step' }, { ...kept, max: 40 }),
    kind: select(
      { zh: '类别', en: 'Kind' },
      items({ approve: ['审批', 'Approval'], addSign: ['加签', 'Added approver'], cc: ['抄送', 'Copy'] }),
      kept,
    ),
    assignee: ref('employee', { zh: '审批人', en: 'Approver' }, kept),
    pass: integer({ zh: '轮次', en: 'Pass' }, inner),
    position: integer({ zh: '次序', en: 'Order' }, inner),
    parent: ref('approvalTask', { zh: '由谁加签', en: 'Added by' }, inner),
    place: select(
      { zh: '加签位置', en: 'Place' },
      items({ before: ['之前', 'Before'], after: ['之后', 'After'] }),
      inner,
    ),
    instead: ref('approvalTask', { zh: '接替', en: 'Instead of' }, inner),
    givenAt: instant({ zh: '收到时间', en: 'Received at' }, inner),
    dueAt: instant({ zh: '应办结于', en: 'Due at' }, { ...kept, index: true }),
    remindedAt: instant({ zh: '超时提醒', en: 'Reminded at' }, inner),
    decidedAt: instant({ zh: '处理时间', en: 'Decided at' }, kept),
    decidedBy: ref('employee', { zh: '处理人', en: 'Decided by' }, kept),
    onBehalfOf: ref('employee', { zh: '代', en: 'On behalf of' }, kept),
    comment: longText({ zh: '意见', en: 'Comment' }, { ...kept, max: 1000 }),
    signature: json({ zh: '电子签名', en: 'Signature' }, inner),
  },
  states: {
    waiting: { label: { zh: '未到', en: 'Not yet' } },
    pending: { label: { zh: '待处理', en: 'Pending' }, color: 'blue' },
    approved: { label: { zh: '同意', en: 'Approved' }, color: 'green' },
    rejected: { label: { zh: '驳回', en: 'Rejected' }, color: 'red' },
    returned: { label: { zh: '退回', en: 'Sent back' }, color: 'orange' },
    transferred: { label: { zh: '已转审', en: 'Transferred' } },
    skipped: { label: { zh: '无需处理', en: 'No longer needed' } },
    expired: { label: { zh: '超时转交', en: 'Passed on' } },
    read: { label: { zh: '已读', en: 'Read' } },
  },
  list: ['request', 'node', 'assignee', 'kind', 'state', 'decidedAt', 'comment'],
  indexes: [
    ['assignee_id', 'state', 'id desc'],
    ['decided_by_id', 'id desc'],
    ['state', 'due_at'],
  ],
  access: allow({ read: { own: ['everyone'], ownAndSubordinates: ['manager', 'director'] } }),
  customizable: false,
})
