import { useCallback } from 'react'
import type { Label } from '#kernel/declare/index.ts'
import { useText } from '#ui/fields/text.ts'
import type { Mode, RequestHead, RequestState, TaskState, Words } from './types.ui.ts'

/** Colour names are antd's tags'. */
export const REQUEST_STATES: Record<RequestState, { label: Label; color: string }> = {
  running: { label: { zh: '审批中', en: 'In approval' }, color: 'gold' },
  approved: { label: { zh: '已通过', en: 'Approved' }, color: 'green' },
  executed: { label: { zh: '已通过', en: 'Approved' }, color: 'green' },
  executionFailed: { label: { zh: '通过但执行失败', en: 'Approved, could not run' }, color: 'red' },
  rejected: { label: { zh: '已驳回', en: 'Rejected' }, color: 'red' },
  withdrawn: { label: { zh: '已撤回', en: 'Withdrawn' }, color: 'default' },
  voided: { label: { zh: '已作废', en: 'Voided' }, color: 'default' },
  returned: { label: { zh: '已退回', en: 'Sent back' }, color: 'orange' },
}

export const TASK_STATES: Record<TaskState, { label: Label; tone: 'good' | 'bad' | 'wait' | 'quiet' }> = {
  pending: { label: { zh: '待处理', en: 'to decide' }, tone: 'wait' },
  waiting: { label: { zh: '未到', en: 'later' }, tone: 'quiet' },
  approved: { label: { zh: '同意', en: 'approved' }, tone: 'good' },
  rejected: { label: { zh: '驳回', en: 'rejected' }, tone: 'bad' },
  returned: { label: { zh: '退回', en: 'sent back' }, tone: 'bad' },
  transferred: { label: { zh: '已转审', en: 'passed on' }, tone: 'quiet' },
  skipped: { label: { zh: '无需处理', en: 'not needed' }, tone: 'quiet' },
  expired: { label: { zh: '已超时', en: 'timed out' }, tone: 'bad' },
  read: { label: { zh: '已阅', en: 'read' }, tone: 'good' },
}

export const MODES: Record<Mode, { label: Label; help: Label }> = {
  sequence: {
    label: { zh: '依次', en: 'In turn' },
    help: { zh: '按顺序逐个审批，每个人都要同意', en: 'One after another; everybody must approve' },
  },
  all: {
    label: { zh: '会签', en: 'All of them' },
    help: { zh: '同时审批，所有人都要同意', en: 'At the same time; everybody must approve' },
  },
  any: {
    label: { zh: '或签', en: 'Any of them' },
    help: { zh: '同时收到，任一人同意即可', en: 'At the same time; one approval is enough' },
  },
}

/** `const title = useTitle()`: what a request is called; it is stored with the command's name in Chinese. */
export function useTitle(): (request: Pick<RequestHead, 'title' | 'commandLabel'>) => string {
  const name = useWords()
  return useCallback(
    ({ title, commandLabel }) => {
      const zh = typeof commandLabel === 'string' ? commandLabel : commandLabel.zh
      return title.startsWith(`${zh} `) ? `${name(commandLabel)} ${title.slice(zh.length + 1)}` : title
    },
    [name],
  )
}

/** `const name = useWords()`: a label in the reader's language, a plain text as it stands. */
export function useWords(): (words: Words | null | undefined) => string {
  const { t } = useText()
  return useCallback((words) => (typeof words === 'string' ? words : words ? t(words) : ''), [t])
}
