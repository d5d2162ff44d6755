import type { Label } from '#kernel/declare/index.ts'

/** A list on somebody's home page: which object under which filter (kernel/records/where.ts), newest or most urgent first. */
export interface Todo {
  name: string
  label: Label
  object: string
  where: Record<string, unknown>
  sort: string
}

/** 待办 of whoever asks: `@me` and `@today` mean the reader and his day. */
export const TODOS: readonly Todo[] = [
  {
    name: 'contactToday',
    label: { zh: '今日需联系', en: 'To contact today' },
    object: 'account',
    where: { owner: { eq: '@me' }, nextContactAt: { eq: '@today' } },
    sort: '-lastContactAt',
  },
  {
    name: 'contactOverdue',
    label: { zh: '逾期未联系', en: 'Overdue' },
    object: 'account',
    where: { owner: { eq: '@me' }, nextContactAt: { lt: '@today' } },
    sort: 'nextContactAt',
  },
  {
    name: 'contactWeek',
    label: { zh: '未来七天', en: 'Next seven days' },
    object: 'account',
    where: { owner: { eq: '@me' }, nextContactAt: { between: ['@today+1', '@today+7'] } },
    sort: 'nextContactAt',
  },
  {
    name: 'commented',
    label: { zh: '上级批注', en: 'Commented by my manager' },
    object: 'contactRecord',
    where: { employee: { eq: '@me' }, commentedAt: { gte: '@today-14' } },
    sort: '-commentedAt',
  },
  {
    name: 'neverContacted',
    label: { zh: '从未联系', en: 'Never contacted' },
    object: 'account',
    where: { owner: { eq: '@me' }, lastContactAt: { isNull: true }, state: { eq: 'active' } },
    sort: '-createdAt',
  },
]
