import { date, defineObject, files, integer, longText, text } from '#kernel/declare/index.ts'

/** A paper that hangs on a record: kept in versions, dated, found in one library. Seen by whoever sees the record. */
export const attachment = defineObject({
  name: 'attachment',
  label: { zh: '附件', en: 'Attachment' },
  owned: true,
  fields: {
    title: text({ zh: '标题', en: 'Title' }, { required: true, max: 200, search: true, index: true }),
    file: files({ zh: '文件', en: 'File' }, { required: true }),
    object: text({ zh: '所属对象', en: 'Object' }, { required: true, createOnly: true, max: 60 }),
    record: text({ zh: '所属记录', en: 'Record' }, { required: true, createOnly: true, max: 36, index: true }),
    fileVersion: integer({ zh: '版本', en: 'Version' }, { readOnly: true }),
    expiresOn: date({ zh: '有效期至', en: 'Expires on' }, { index: true }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 1000 }),
  },
  list: ['title', 'file', 'object', 'fileVersion', 'expiresOn', 'owner', 'createdAt'],
  access: {
    director: { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' },
    manager: {
      read: 'departmentBelow',
      create: 'departmentBelow',
      update: 'departmentBelow',
      delete: 'departmentBelow',
    },
    rep: { read: 'own', create: 'own', update: 'own', delete: 'own' },
    dataSteward: { read: 'all', create: 'all', update: 'all' },
    viewer: { read: 'all' },
  },
  menu: { group: 'workspace', icon: 'paper-clip', order: 30 },
})
