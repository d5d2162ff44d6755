import { bool, date, defineObject, files, integer, longText, ref, text } from '#kernel/declare/index.ts'

/**
 * A paper that hangs on a record: seen by whoever sees the record, kept in versions, dated, found by the words in it,
 * all in one library. The same title on the same record again is its next version.
 */
export const attachment = defineObject({
  name: 'attachment',
  label: { zh: '附件', en: 'Attachment' },
  owned: true,
  hangsOn: {
    object: 'object',
    record: 'record',
    version: { title: 'title', number: 'fileVersion', replaces: 'replaces', latest: 'latest' },
  },
  fields: {
    title: text({ zh: '标题', en: 'Title' }, { required: true, max: 200, search: true, index: true, createOnly: true }),
    file: files({ zh: '文件', en: 'File' }, { required: true, single: true, createOnly: true }),
    object: text({ zh: '所属对象', en: 'Object' }, { required: true, createOnly: true, max: 60 }),
    record: text({ zh: '所属记录', en: 'Record' }, { required: true, createOnly: true, max: 36 }),
    expiresOn: date({ zh: '有效期至', en: 'Expires on' }, { index: true }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 1000, search: true }),
    fileVersion: integer({ zh: '版本', en: 'Version' }, { readOnly: true }),
    latest: bool({ zh: '最新版本', en: 'Latest version' }, { readOnly: true, index: true }),
    replaces: ref('attachment', { zh: '上一版本', en: 'Version before' }, { readOnly: true, hiddenInForm: true }),
  },
  list: ['title', 'file', 'object', 'fileVersion', 'latest', 'expiresOn', 'owner', 'createdAt'],
  filters: ['object', 'latest', 'expiresOn'],
  // Reading follows the record; these scopes say who may add to it, change and remove.
  access: {
    director: { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' },
    manager: {
      read: 'departmentBelow',
      create: 'departmentBelow',
      update: 'departmentBelow',
      delete: 'departmentBelow',
    },
    rep: { read: 'own', create: 'own', update: 'own', delete: 'own' },
    dataSteward: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    viewer: { read: 'all' },
  },
  customizable: false,
  menu: { group: 'workspace', icon: 'paper-clip', order: 30 },
})
