import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { fieldOf } from '#ui/core/meta.ts'
import { addTodo } from '#ui/core/slots.ts'
import type { Where } from '#ui/core/types.ts'

/** Comments older than this many days are history rather than work. */
const COMMENT_DAYS = 14

/** Accounts of mine whose next contact falls as `test` says; nothing for those who may not see the day. */
const nextContact =
  (test: Record<string, unknown>) =>
  (account: ObjectMeta): Where | undefined =>
    fieldOf(account, 'nextContactAt') ? { nextContactAt: test, owner: { eq: '@me' } } : undefined

addTodo({
  key: 'due',
  object: 'account',
  label: { zh: '今日需联系', en: 'Contact today' },
  where: nextContact({ eq: '@today' }),
  tone: 'accent',
  empty: { zh: '今天没有要联系的客户', en: 'Nobody to contact today' },
  order: 1,
})
addTodo({
  key: 'overdue',
  object: 'account',
  label: { zh: '逾期未联系', en: 'Overdue' },
  where: nextContact({ lt: '@today' }),
  sort: 'nextContactAt',
  tone: 'danger',
  empty: { zh: '没有逾期，保持得很好', en: 'Nothing overdue. Well kept' },
  order: 2,
})
addTodo({
  key: 'comments',
  object: 'contactRecord',
  label: { zh: '上级批注', en: "Manager's comments" },
  where: (record) => {
    if (!fieldOf(record, 'commentedAt')) return undefined
    const since = new Date(`${shanghaiDay(new Date(), -COMMENT_DAYS)}T00:00:00+08:00`).toISOString()
    return { commentedAt: { gte: since }, employee: { eq: '@me' } }
  },
  sort: '-commentedAt',
  tone: 'calm',
  empty: { zh: '近两周没有新的批注', en: 'No comments in the last two weeks' },
  order: 3,
})
