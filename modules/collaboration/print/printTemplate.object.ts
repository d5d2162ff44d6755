import { bool, defineObject, files, items, longText, select, text } from '#kernel/declare/index.ts'
import { invalid } from '#kernel/errors.ts'
import { LayoutError, MAX_LAYOUT, parseLayout } from '#kernel/transfer/print/index.ts'

/** 打印模板: how a record looks on paper. One with the `code` of a shipped form takes its place. */
export const printTemplate = defineObject({
  name: 'printTemplate',
  label: { zh: '打印模板', en: 'Print template' },
  fields: {
    object: text({ zh: '对象', en: 'Object' }, { required: true, createOnly: true, max: 60, index: true }),
    name: text({ zh: '模板名称', en: 'Name' }, { required: true, max: 60, search: true, index: true }),
    code: text(
      { zh: '替换的出厂模板', en: 'Replaces the shipped form' },
      { createOnly: true, max: 60, index: true, hiddenInForm: true },
    ),
    kind: select(
      { zh: '方式', en: 'Kind' },
      items({ blocks: ['在线版式', 'Written here'], word: ['Word 模板', 'Word template'] }),
      { required: true, default: 'blocks' },
    ),
    layout: longText({ zh: '版式', en: 'Layout' }, { max: MAX_LAYOUT, visibleWhen: { kind: { eq: 'blocks' } } }),
    file: files({ zh: 'Word 文件', en: 'Word file' }, { single: true, visibleWhen: { kind: { eq: 'word' } } }),
    language: select({ zh: '语言', en: 'Language' }, items({ zh: ['中文', 'Chinese'], en: ['英文', 'English'] }), {
      required: true,
      default: 'zh',
    }),
    enabled: bool({ zh: '启用', en: 'Enabled' }, { default: true }),
  },
  constraints: {
    onePerForm: {
      sql: 'exclude using btree (object with =, code with =) where (deleted_at is null and code is not null)',
      message: {
        zh: '该出厂模板已有替换版，请修改原有的',
        en: 'This shipped form is replaced already; change the one there is',
      },
    },
  },
  derive(row) {
    if (row.kind !== 'blocks' || typeof row.layout !== 'string') return undefined
    try {
      parseLayout(row.layout)
    } catch (error) {
      if (error instanceof LayoutError) throw invalid([error.problem])
      throw error
    }
    return undefined
  },
  access: { everyone: { read: 'all' } },
  list: ['name', 'object', 'kind', 'language', 'enabled', 'updatedAt'],
  customizable: false,
})
