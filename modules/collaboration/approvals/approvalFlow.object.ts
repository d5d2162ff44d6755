import { defineObject, integer, json, longText, ref, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'

const SETTLED = ['name', 'object', 'command', 'condition', 'definition', 'priority'] as const

/**
 * 审批流: which command of which object has to be approved, when, and by whom. Administrators draw it; once published it
 * is frozen, and a change is a new revision.
 */
export const approvalFlow = defineObject({
  name: 'approvalFlow',
  label: { zh: '审批流', en: 'Approval flow' },
  // Flows in force are part of everybody's cached model.
  shapesAccess: true,
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, max: 80, search: true }),
    object: text({ zh: '对象', en: 'Object' }, { required: true, max: 60, index: true }),
    command: text({ zh: '操作', en: 'Command' }, { required: true, max: 60, index: true }),
    condition: longText(
      { zh: '触发条件', en: 'Condition' },
      { max: 1000, help: { zh: 'CEL 表达式，留空为总是', en: 'A CEL expression; empty: always' } },
    ),
    priority: integer(
      { zh: '优先级', en: 'Priority' },
      { required: true, default: 100, min: 0, help: { zh: '数字小的先匹配', en: 'The lowest number is asked first' } },
    ),
    definition: json({ zh: '节点', en: 'Steps' }, { required: true }),
    description: longText({ zh: '说明', en: 'Description' }, { max: 1000 }),
    revision: integer({ zh: '版本', en: 'Revision' }, { readOnly: true, default: 1 }),
    origin: ref('approvalFlow', { zh: '首版', en: 'First revision' }, { readOnly: true, hiddenInForm: true }),
  },
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' } },
    active: { label: { zh: '启用', en: 'Active' }, color: 'green' },
    retired: { label: { zh: '停用', en: 'Retired' }, color: 'default' },
  },
  list: ['name', 'object', 'command', 'condition', 'priority', 'revision', 'state', 'updatedAt'],
  form: [['name', 'priority'], ['object', 'command'], ['condition'], ['description']],
  filters: ['object', 'state'],
  sort: 'priority',
  derive(row, { before }) {
    const fixed = before && before.state !== undefined && before.state !== 'draft'
    if (fixed && SETTLED.some((f) => JSON.stringify(row[f] ?? null) !== JSON.stringify(before[f] ?? null)))
      throw new Refusal('approvalFlow.frozen', {
        zh: '已发布的审批流不能修改，请复制为新版本',
        en: 'A published flow does not change; copy it into a new revision',
      })
    return undefined
  },
  customizable: false,
})
