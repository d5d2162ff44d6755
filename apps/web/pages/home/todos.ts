import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { fieldOf } from '#ui/core/meta.ts'
import { addTodo } from '#ui/core/slots.ts'
import type { Where } from '#ui/core/types.ts'

const NEXT = ['nextContactOn', 'nextContactAt', 'nextContactDate', 'nextContact']
const COMMENT = ['managerComment', 'comment']

/** Which of several names this object uses for one thing. */
export const nameOf = (object: ObjectMeta | undefined, names: string[]): string | undefined =>
  object && names.find((n) => fieldOf(object, n))

const byDay =
  (test: Record<string, unknown>) =>
  (object: ObjectMeta): Where | undefined => {
    const field = nameOf(object, NEXT)
    return field ? { [field]: test, owner: { eq: '@me' } } : undefined
  }

const EMPTY = { zh: '今天没有要联系的客户', en: 'Nobody to contact today' }

addTodo({
  key: 'due',
  object: 'contactRecord',
  label: { zh: '今日需联系', en: 'Contact today' },
  where: byDay({ eq: '@today' }),
  tone: 'accent',
  empty: EMPTY,
  order: 1,
})
addTodo({
  key: 'overdue',
  object: 'contactRecord',
  label: { zh: '逾期未联系', en: 'Overdue' },
  where: byDay({ lt: '@today' }),
  tone: 'danger',
  empty: { zh: '没有逾期，保持得很好', en: 'Nothing overdue. Well kept' },
  order: 2,
})
addTodo({
  key: 'comments',
  object: 'contactRecord',
  label: { zh: '上级批注', en: "Manager's comments" },
  where: (object) => {
    const field = nameOf(object, COMMENT)
    return field ? { [field]: { isNull: false }, owner: { eq: '@me' } } : undefined
  },
  tone: 'calm',
  empty: { zh: '没有待看的批注', en: 'No comments to read' },
  order: 3,
})
