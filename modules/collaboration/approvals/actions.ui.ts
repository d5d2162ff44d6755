import type { Label } from '#kernel/declare/index.ts'
import { formatInstant } from '#ui/core/format.ts'
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
  | 'again'
  | 'retry'

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
    label: { zh: '修改后重新提交', en: 'Mend and hand in again' },
    hint: {
      zh: '将按单据的最新内容重新审批。',
      en: 'It is approved anew as the document now stands.',
    },
    done: { zh: '已重新提交', en: 'Handed in again' },
  },
  {
    kind: 'again',
    label: { zh: '重新发起', en: 'Start anew' },
    hint: { zh: '以同样的内容发起一个新的审批。', en: 'Starts a new approval of the same.' },
    done: { zh: '已发起', en: 'Handed in' },
  },
  {
    kind: 'retry',
    label: { zh: '重试执行', en: 'Try again' },
    hint: {
      zh: '审批结论不变，以发起人的身份再执行一次；单据在此期间被修改过则作废。',
      en: 'The approval stands; it is carried out once more as the submitter. Void if the document was changed meanwhile.',
    },
    done: { zh: '已执行', en: 'Carried out' },
  },
  {
    kind: 'withdraw',
    label: { zh: '撤回', en: 'Withdraw' },
    danger: true,
    done: { zh: '已撤回', en: 'Withdrawn' },
  },
]

const ENDED = new Set<RequestDetail['state']>(['rejected', 'withdrawn'])

/** What was refused for good may be asked for anew, with what was filled in, where it is more than a click. */
const mayStartAnew = ({ state, input, record, command }: RequestDetail): boolean =>
  ENDED.has(state) && Boolean(input) && (record === null || command === 'update') && command !== 'delete'

/** 催办 is offered to the submitter all the time, and says why it has to wait. */
export function urgedLately({ _can, state, urgedAt }: RequestDetail): Label | undefined {
  if (_can.urge || !_can.withdraw || state !== 'running' || !urgedAt) return undefined
  const at = formatInstant(urgedAt).slice(-5)
  return { zh: `${at} 已催办，30 分钟内只能催办一次`, en: `Reminded at ${at}; once in half an hour` }
}

const allowed = (detail: RequestDetail, kind: ActionKind): boolean =>
  kind === 'again'
    ? mayStartAnew(detail)
    : (kind === 'urge' && urgedLately(detail) !== undefined) || Boolean(detail._can[kind as keyof Can])

/** What this reader may do with the request now. */
export const actionsFor = (detail: RequestDetail): Action[] => ACTIONS.filter((a) => allowed(detail, a.kind))

const ABOUT_TASK = new Set<ActionKind>(['approve', 'reject', 'return', 'transfer', 'addSign'])

/** Without a decision to make: the mildest first, what leads on last, where the eye ends. */
const SIDE: ActionKind[] = ['withdraw', 'cc', 'urge', 'again', 'resubmit', 'retry']
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
