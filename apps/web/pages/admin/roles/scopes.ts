import type { Label } from '#kernel/declare/label.ts'
import type { FieldRight, Scope } from '#kernel/declare/object.ts'

/** How far a grant reaches, narrowest first. */
export const SCOPES: [Scope, Label][] = [
  ['none', { zh: '—', en: '—' }],
  ['own', { zh: '本人', en: 'Own' }],
  ['ownAndSubordinates', { zh: '本人及下属', en: 'Own + reports' }],
  ['department', { zh: '本部门', en: 'Department' }],
  ['departmentBelow', { zh: '本部门及下级', en: 'Dept. + below' }],
  ['all', { zh: '全部', en: 'All' }],
]

/** Verbs that concern no row yet: either one may or one may not. */
export const PLAIN = new Set(['create', 'import'])

export const VERBS: Record<string, Label> = {
  read: { zh: '查看', en: 'Read' },
  create: { zh: '新建', en: 'Create' },
  update: { zh: '编辑', en: 'Update' },
  delete: { zh: '删除', en: 'Delete' },
  export: { zh: '导出', en: 'Export' },
  import: { zh: '导入', en: 'Import' },
  assign: { zh: '转移', en: 'Assign' },
  merge: { zh: '合并', en: 'Merge' },
  reveal: { zh: '查看隐藏值', en: 'Reveal' },
}

export const RIGHTS: [FieldRight, Label][] = [
  ['edit', { zh: '可编辑', en: 'Edit' }],
  ['read', { zh: '只读', en: 'Read' }],
  ['masked', { zh: '掩码', en: 'Masked' }],
  ['hidden', { zh: '隐藏', en: 'Hidden' }],
]
