import type { MessageKind } from '#kernel/declare/index.ts'

const kind = (name: string, zh: string, en: string): MessageKind => ({
  kind: `approval.${name}`,
  label: { zh, en },
  mail: 'immediate',
})

/** What approvals tell: somebody waits for an answer, so it leaves by mail at once. */
export const approvalMessages: MessageKind[] = [
  kind('pending', '审批：待我审批', 'Approval: for me to decide'),
  kind('overdue', '审批：已超时', 'Approval: overdue'),
  kind('urged', '审批：被催办', 'Approval: urged'),
  kind('approved', '审批：已通过', 'Approval: approved'),
  kind('rejected', '审批：被驳回', 'Approval: rejected'),
  kind('returned', '审批：被退回', 'Approval: returned'),
  kind('voided', '审批：已作废', 'Approval: voided'),
  { ...kind('cc', '审批：抄送给我', 'Approval: for my information'), mail: undefined },
]
