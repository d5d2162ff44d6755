import { command } from '#kernel/commands/context.ts'
import {
  bool,
  date,
  defineObject,
  files,
  items,
  type ModuleSpec,
  money,
  type ObjectDef,
  ref,
  refs,
  select,
  tags,
  text,
} from '#kernel/declare/index.ts'

/** Small objects of every kind of reach, declared for the permission model test alone. */

const mRoot = defineObject({
  name: 'mRoot',
  label: { zh: '根', en: 'Root' },
  owned: true,
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, search: true, index: true }),
    code: text({ zh: '代码', en: 'Code' }, { search: true }),
    secret: text({ zh: '秘密', en: 'Secret' }, { sensitive: 'middle', search: true }),
    phone: text({ zh: '电话', en: 'Phone' }, { sensitive: 'phone' }),
    amount: money({ zh: '金额', en: 'Amount' }, { index: true }),
    kind: select({ zh: '类别', en: 'Kind' }, items({ a: ['甲', 'A'], b: ['乙', 'B'] })),
    day: date({ zh: '日期', en: 'Day' }),
    flag: bool({ zh: '标记', en: 'Flag' }),
    words: tags({ zh: '标签', en: 'Words' }),
    friend: ref('mRoot', { zh: '相关', en: 'Friend' }),
    mates: refs('mRoot', { zh: '同伴', en: 'Mates' }),
    topic: ref('mTopic', { zh: '主题', en: 'Topic' }),
    papers: files({ zh: '文件', en: 'Papers' }),
  },
  lines: {
    parts: {
      label: { zh: '明细', en: 'Parts' },
      fields: { what: text({ zh: '项', en: 'What' }), cost: text({ zh: '价', en: 'Cost' }, { sensitive: 'middle' }) },
    },
  },
  states: {
    open: { label: { zh: '开', en: 'Open' } },
    closed: { label: { zh: '关', en: 'Closed' } },
  },
  // Hidden from some readers: their list must still open.
  sort: 'name',
  list: ['name', 'code', 'amount'],
})

const mChild = defineObject({
  name: 'mChild',
  label: { zh: '子', en: 'Child' },
  owned: true,
  within: 'top',
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, search: true }),
    top: ref('mRoot', { zh: '所属', en: 'Within' }, { required: true }),
    secret: text({ zh: '秘密', en: 'Secret' }, { sensitive: 'phone', search: true }),
    amount: money({ zh: '金额', en: 'Amount' }),
    peer: ref('mRoot', { zh: '相关', en: 'Peer' }),
  },
})

const mGrand = defineObject({
  name: 'mGrand',
  label: { zh: '孙', en: 'Grandchild' },
  owned: true,
  within: 'child',
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, search: true }),
    child: ref('mChild', { zh: '所属', en: 'Within' }, { required: true }),
    code: text({ zh: '代码', en: 'Code' }),
  },
})

const mTopic = defineObject({
  name: 'mTopic',
  label: { zh: '主题', en: 'Topic' },
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, search: true }),
    about: ref('mRoot', { zh: '关于', en: 'About' }),
  },
})

const mDiary = defineObject({
  name: 'mDiary',
  label: { zh: '日记', en: 'Diary' },
  personal: true,
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, search: true }),
    about: ref('mRoot', { zh: '关于', en: 'About' }),
  },
})

export const close = command(
  mRoot,
  { name: 'close', label: { zh: '关闭', en: 'Close' }, from: 'open', to: 'closed' },
  async () => null,
)

export const MODEL_OBJECTS: ObjectDef[] = [mRoot, mChild, mGrand, mTopic, mDiary]

export const modelModule: ModuleSpec = {
  name: 'model',
  label: { zh: '模型', en: 'Model' },
  objects: MODEL_OBJECTS,
  commands: [close],
}

export const SCOPES = ['none', 'own', 'ownAndSubordinates', 'department', 'departmentBelow', 'all'] as const
export const VERBS = ['read', 'create', 'update', 'delete', 'export', 'assign', 'reveal', 'close'] as const

/** What the oracle may know of an object: its kind of reach and its fields, as facts of the test. */
export interface Shape {
  name: string
  kind: 'root' | 'within' | 'open' | 'personal'
  /** Field naming the parent, and the parent's object. */
  parent?: [field: string, object: string]
  fields: string[]
  /** Masked unless a role says otherwise. */
  sensitive: string[]
  search: string[]
  refs: Record<string, string>
  lines: string[]
}

export const SHAPES: Record<string, Shape> = Object.fromEntries(
  MODEL_OBJECTS.map((o): [string, Shape] => {
    const fields = Object.entries(o.fields)
    return [
      o.name,
      {
        name: o.name,
        kind: o.spec.personal ? 'personal' : o.spec.within ? 'within' : o.spec.owned ? 'root' : 'open',
        parent: o.spec.within ? [o.spec.within, o.fields[o.spec.within]!.to!] : undefined,
        fields: fields.map(([n]) => n),
        sensitive: fields.filter(([, f]) => f.sensitive).map(([n]) => n),
        search: fields.filter(([, f]) => f.search).map(([n]) => n),
        refs: Object.fromEntries(fields.filter(([, f]) => f.to).map(([n, f]) => [n, f.to!])),
        lines: Object.keys(o.spec.lines ?? {}),
      },
    ]
  }),
)
