import type { Label } from '#kernel/declare/index.ts'

/** A list on somebody's home page: which object under which filter (kernel/records/where.ts), newest or most urgent first. */
export interface Todo {
  name: string
  label: Label
  object: string
  where: Record<string, unknown>
  sort: string
}

const MINE = { owner: { eq: '@me' } }

/** Accounts of mine whose next contact falls as `test` says. */
const nextContact = (name: string, label: Label, test: Record<string, unknown>, sort = 'nextContactAt'): Todo => ({
  name,
  label,
  object: 'account',
  where: { ...MINE, nextContactAt: test },
  sort,
})

/** 待办 of whoever asks: `@me` and `@today` mean the reader and his day. */
export const TODOS: readonly Todo[] = [
  nextContact('contactToday', { zh: '今日需联系', en: 'To contact today' }, { eq: '@today' }, '-lastContactAt'),
  nextContact('contactOverdue', { zh: '逾期未联系', en: 'Overdue' }, { lt: '@today' }),
  nextContact('contactWeek', { zh: '未来七天', en: 'Next seven days' }, { between: ['@today+1', '@today+7'] }),
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
    where: { ...MINE, lastContactAt: { isNull: true }, state: { eq: 'active' } },
    sort: '-createdAt',
  },
]
