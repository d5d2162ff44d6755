import type { Label, ObjectMeta } from '#kernel/declare/index.ts'
import type { TodoEntry } from '#ui/core/slots.ts'

type Where = Record<string, unknown>

/** The filter, for those who may see the field that it turns on. */
const seeing =
  (field: string, where: Where) =>
  (object: ObjectMeta): Where | undefined =>
    object.fields.some((f) => f.name === field) ? where : undefined

/** Accounts of mine whose next contact falls as `test` says. */
const nextContact = (key: string, label: Label, test: Where, more: Pick<TodoEntry, 'sort' | 'tone' | 'empty'>) => ({
  key,
  label,
  object: 'account',
  where: seeing('nextContactAt', { owner: { eq: '@me' }, nextContactAt: test }),
  ...more,
})

/** 待办 of the home page: `@me` and `@today` mean the reader and his day. */
export const TODOS: readonly TodoEntry[] = [
  nextContact(
    'contactToday',
    { zh: '今日需联系', en: 'Contact today' },
    { eq: '@today' },
    { sort: '-lastContactAt', tone: 'accent', empty: { zh: '今天没有要联系的客户', en: 'Nobody to contact today' } },
  ),
  nextContact(
    'contactOverdue',
    { zh: '逾期未联系', en: 'Overdue' },
    { lt: '@today' },
    { sort: 'nextContactAt', tone: 'danger', empty: { zh: '没有逾期，保持得很好', en: 'Nothing overdue. Well kept' } },
  ),
  nextContact(
    'contactWeek',
    { zh: '未来七天', en: 'Next seven days' },
    { between: ['@today+1', '@today+7'] },
    { sort: 'nextContactAt', empty: { zh: '未来七天没有要联系的客户', en: 'Nobody to contact within seven days' } },
  ),
  {
    key: 'commented',
    label: { zh: '上级批注', en: "Manager's comments" },
    object: 'contactRecord',
    where: seeing('commentedAt', { employee: { eq: '@me' }, commentedAt: { gte: '@today-14' } }),
    sort: '-commentedAt',
    empty: { zh: '近两周没有新的批注', en: 'No comments in the last two weeks' },
  },
  {
    key: 'neverContacted',
    label: { zh: '从未联系', en: 'Never contacted' },
    object: 'account',
    where: seeing('lastContactAt', { owner: { eq: '@me' }, lastContactAt: { isNull: true }, state: { eq: 'active' } }),
    sort: '-createdAt',
    empty: { zh: '每位客户都联系过', en: 'Everybody has been contacted' },
  },
].map((todo, at) => ({ ...todo, order: at + 1 }))
