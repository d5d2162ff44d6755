import { allow, defineObject, instant, integer, json, ref, text } from '#kernel/declare/index.ts'

const kept = { readOnly: true } as const
const inner = { readOnly: true, hiddenInForm: true } as const
/** Read through the request's own page alone, which keeps the reader's rights on the document's fields. */
const content = { ...inner, sensitive: 'middle' } as const

/**
 * 审批单: one command on one record that waits for its approval. Belongs to whoever submitted it; those who are asked
 * join its team. Written by the engine alone (kernel/approvals).
 */
export const approvalRequest = defineObject({
  name: 'approvalRequest',
  label: { zh: '审批单', en: 'Approval request' },
  number: 'SP{yyyy}{MM}-{seq:5}',
  owned: true,
  readOnly: true,
  title: 'title',
  fields: {
    title: text({ zh: '标题', en: 'Title' }, { ...kept, max: 300, search: true }),
    flow: ref('approvalFlow', { zh: '审批流', en: 'Flow' }, kept),
    flowRevision: integer({ zh: '流程版本', en: 'Flow revision' }, kept),
    object: text({ zh: '对象', en: 'Object' }, { ...kept, max: 60 }),
    record: text({ zh: '单据', en: 'Record' }, { ...inner, max: 40 }),
    command: text({ zh: '操作', en: 'Command' }, { ...kept, max: 60 }),
    submitter: ref('employee', { zh: '提交人', en: 'Submitted by' }, kept),
    submitterDept: ref('department', { zh: '提交部门', en: 'Department' }, inner),
    submitterRoles: json({ zh: '提交人角色', en: 'Roles' }, inner),
    node: text({ zh: '当前节点', en: 'Step' }, { ...kept, max: 40 }),
    pass: integer({ zh: '轮次', en: 'Pass' }, { ...inner, default: 1 }),
    summary: json({ zh: '摘要', en: 'Summary' }, content),
    previous: json({ zh: '上次提交的摘要', en: 'Summary before' }, content),
    input: json({ zh: '操作参数', en: 'Input' }, content),
    definition: json({ zh: '提交时的流程', en: 'Steps as submitted' }, inner),
    contentHash: text({ zh: '内容指纹', en: 'Content hash' }, { ...inner, max: 64 }),
    lockKey: text({ zh: '占用', en: 'Lock' }, { ...inner, max: 120 }),
    failure: json({ zh: '执行失败原因', en: 'Why it failed' }, inner),
    urgedAt: instant({ zh: '催办时间', en: 'Reminded at' }, inner),
    finishedAt: instant({ zh: '结束时间', en: 'Ended at' }, { ...kept, index: true }),
  },
  states: {
    running: { label: { zh: '审批中', en: 'Running' }, color: 'blue' },
    approved: { label: { zh: '已通过', en: 'Approved' }, color: 'green' },
    executed: { label: { zh: '已执行', en: 'Executed' }, color: 'green' },
    executionFailed: { label: { zh: '执行失败', en: 'Execution failed' }, color: 'red' },
    rejected: { label: { zh: '已驳回', en: 'Rejected' }, color: 'red' },
    returned: { label: { zh: '已退回', en: 'Returned' }, color: 'orange' },
    withdrawn: { label: { zh: '已撤回', en: 'Withdrawn' }, color: 'default' },
    voided: { label: { zh: '已作废', en: 'Void' }, color: 'default' },
  },
  constraints: {
    oneRunning: {
      sql: 'unique (lock_key)',
      message: { zh: '该单据已有进行中的审批', en: 'This record is under approval already' },
    },
  },
  list: ['number', 'title', 'object', 'submitter', 'node', 'state', 'createdAt', 'finishedAt'],
  filters: ['state', 'object', 'submitter'],
  indexes: [
    ['object', 'record', 'id desc'],
    ['submitter_id', 'id desc'],
  ],
  access: allow({ read: { own: ['everyone'], ownAndSubordinates: ['manager', 'director'] } }),
  customizable: false,
})
