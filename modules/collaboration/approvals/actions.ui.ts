import type { Label } from '#kernel/declare/index.ts'
import type { Can, RequestDetail } from './types.ui.ts'

export type ActionKind =
  | 'approve'
  | 'reject'
  | 'return'
  | 'transfer'
  | 'addSign'
  | 'cc'
  | 'urge'
  | 'withdraw'
  | 'resubmit'

export interface Action {
  kind: ActionKind
  label: Label
  /** What the dialog asks besides a comment. */
  asks?: 'node' | 'person' | 'people'
  commentRequired?: boolean
  /** Said in the dialog in place of a comment. */
  hint?: Label
  /** Does it at once, without a dialog. */
  immediate?: boolean
  danger?: boolean
  /** Said when it is done. */
  done: Label
}

/** In the order in which they are offered; the first two are the decision itself. */
export const ACTIONS: Action[] = [
  { kind: 'approve', label: { zh: '同意', en: 'Approve' }, done: { zh: '已同意', en: 'Approved' } },
  {
    kind: 'reject',
    label: { zh: '驳回', en: 'Reject' },
    commentRequired: true,
    danger: true,
    done: { zh: '已驳回', en: 'Rejected' },
  },
  {
    kind: 'return',
    label: { zh: '退回', en: 'Send back' },
    asks: 'node',
    commentRequired: true,
    done: { zh: '已退回', en: 'Sent back' },
  },
  {
    kind: 'transfer',
    label: { zh: '转审', en: 'Pass on' },
    asks: 'person',
    done: { zh: '已转交', en: 'Passed on' },
  },
  {
    kind: 'addSign',
    label: { zh: '加签', en: 'Add approvers' },
    asks: 'people',
    done: { zh: '已加签', en: 'Approvers added' },
  },
  { kind: 'cc', label: { zh: '抄送', en: 'Copy to' }, asks: 'people', done: { zh: '已抄送', en: 'Copied' } },
  {
    kind: 'urge',
    label: { zh: '催办', en: 'Remind' },
    immediate: true,
    done: { zh: '已提醒审批人', en: 'The approvers were reminded' },
  },
  {
    kind: 'resubmit',
    label: { zh: '重新提交', en: 'Hand in again' },
    hint: {
      zh: '单据修改好后再提交：将按最新内容重新审批。如需修改填写的内容，请在单据上重新执行该操作。',
      en: 'Once the document is mended: it is approved anew as it now stands. To change what you filled in, run the command on the document again.',
    },
    done: { zh: '已重新提交', en: 'Handed in again' },
  },
  {
    kind: 'withdraw',
    label: { zh: '撤回', en: 'Withdraw' },
    danger: true,
    done: { zh: '已撤回', en: 'Withdrawn' },
  },
]

const allowed = (can: Can, kind: ActionKind): boolean => Boolean(can[kind])

/** What this reader may do with the request now. */
export const actionsFor = (detail: RequestDetail): Action[] => ACTIONS.filter((a) => allowed(detail._can, a.kind))

const ABOUT_TASK = new Set<ActionKind>(['approve', 'reject', 'return', 'transfer', 'addSign'])

/** Without a decision to make: the mildest first, what leads on last, where the eye ends. */
const SIDE: ActionKind[] = ['withdraw', 'cc', 'urge', 'resubmit']
export const inOrder = (actions: Action[]): Action[] =>
  [...actions].sort((a, b) => SIDE.indexOf(a.kind) - SIDE.indexOf(b.kind))

/** Decisions go to my task, the rest to the request. */
export const pathOf = (detail: RequestDetail, kind: ActionKind): string =>
  ABOUT_TASK.has(kind) && detail.mine ? `/approvals/tasks/${detail.mine}/${kind}` : `/approvals/${detail.id}/${kind}`

/** What people write most; a click puts it into the comment. */
export const PHRASES: Partial<Record<ActionKind, Label[]>> = {
  approve: [
    { zh: '同意', en: 'Agreed' },
    { zh: '情况属实，同意', en: 'Checked and agreed' },
    { zh: '同意，请尽快办理', en: 'Agreed, please go ahead' },
  ],
  reject: [
    { zh: '依据不足', en: 'Not enough grounds' },
    { zh: '不符合公司规定', en: 'Against company rules' },
    { zh: '重复申请', en: 'Asked for twice' },
  ],
  return: [
    { zh: '请补充说明', en: 'Please explain more' },
    { zh: '请补充附件', en: 'Please attach papers' },
    { zh: '数据有误，请核对', en: 'Figures are wrong, please check' },
  ],
}
