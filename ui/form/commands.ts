import type { CommandMeta, FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { may } from '#ui/core/meta.ts'

const employee = (name: string, zh: string, en: string): FieldMeta => ({
  name,
  type: 'ref',
  to: 'employee',
  label: { zh, en },
  right: 'edit',
  required: true,
})

const BATCH = 1000

/** Handing rows to another owner; every owned object has it. */
export const ASSIGN: CommandMeta = {
  name: 'assign',
  label: { zh: '转移负责人', en: 'Assign' },
  input: [
    employee('owner', '新负责人', 'New owner'),
    {
      name: 'keep',
      type: 'select',
      label: { zh: '原负责人保留', en: 'Old owner keeps' },
      right: 'edit',
      help: { zh: '留空则原负责人不再可见', en: 'Empty: the old owner sees it no more' },
      options: [
        { value: 'read', label: { zh: '只读权限', en: 'Read' } },
        { value: 'edit', label: { zh: '编辑权限', en: 'Edit' } },
      ],
    },
  ],
  batch: 200,
}

export const ADD_MEMBER: CommandMeta = {
  name: 'addMember',
  label: { zh: '添加团队成员', en: 'Add a member' },
  input: [
    employee('employee', '成员', 'Member'),
    {
      name: 'level',
      type: 'select',
      label: { zh: '权限', en: 'May' },
      right: 'edit',
      required: true,
      default: 'read',
      options: [
        { value: 'read', label: { zh: '只读', en: 'Read' } },
        { value: 'edit', label: { zh: '可编辑', en: 'Edit' } },
      ],
    },
    {
      name: 'until',
      type: 'date',
      label: { zh: '有效期至', en: 'Until' },
      right: 'edit',
      help: { zh: '留空为长期有效', en: 'Empty: no end' },
    },
  ],
}

export const DELETE: CommandMeta = {
  name: 'delete',
  label: { zh: '删除', en: 'Delete' },
  input: [],
  danger: true,
  batch: BATCH,
  confirm: { zh: '删除后可在回收站恢复。', en: 'It can be restored from the recycle bin.' },
}

export const RESTORE: CommandMeta = {
  name: 'restore',
  label: { zh: '恢复', en: 'Restore' },
  input: [],
  batch: BATCH,
  onDeleted: true,
}

/** Owned in its own right; what lies within another row follows that row's owner and team. */
export const isRoot = (object: ObjectMeta): boolean => object.owned && object.within === undefined

const PLAIN = new Set(['assign', 'addMember', 'removeMember', 'merge', 'unmerge', 'reveal', 'restore', 'delete'])

/** The object's own verbs, without those that have a place of their own on the page. */
export const ownCommands = (object: ObjectMeta): CommandMeta[] =>
  object.commands.filter((c) => !c.hidden && !c.collection && !PLAIN.has(c.name))

/** What the batch bar of a list offers. */
export function batchCommands(object: ObjectMeta, deleted: boolean): CommandMeta[] {
  if (deleted) return may(object, 'delete') ? [RESTORE] : []
  const list = ownCommands(object).filter((c) => c.batch)
  if (isRoot(object) && may(object, 'assign')) list.push(object.commands.find((c) => c.name === 'assign') ?? ASSIGN)
  if (may(object, 'delete')) list.push(DELETE)
  return list
}
