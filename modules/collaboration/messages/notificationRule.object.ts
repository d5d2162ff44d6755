import { bool, defineObject, items, refs, select, text } from '#kernel/declare/index.ts'

/** How messages of one kind go out, where an administrator wants it otherwise than the kind ships. */
export const notificationRule = defineObject({
  name: 'notificationRule',
  label: { zh: '消息规则', en: 'Message rule' },
  title: 'kind',
  fields: {
    kind: text({ zh: '消息类别', en: 'Kind of message' }, { required: true, createOnly: true, max: 80, index: true }),
    enabled: bool({ zh: '启用', en: 'Enabled' }, { default: true }),
    inApp: bool({ zh: '站内消息', en: 'In the product' }, { default: true }),
    mail: bool({ zh: '邮件', en: 'By mail' }, { default: false }),
    digest: select(
      { zh: '邮件节奏', en: 'Mail pace' },
      items({ immediate: ['立即', 'At once'], daily: ['每日汇总', 'Once a day'] }),
      { default: 'immediate', required: true },
    ),
    extraRoles: refs('role', { zh: '另外通知的角色', en: 'Also told: roles' }),
  },
  constraints: {
    onePerKind: {
      sql: 'exclude using btree (kind with =) where (deleted_at is null)',
      message: {
        zh: '该类消息已有规则，请修改原规则',
        en: 'There is a rule for this kind already; change that one',
      },
    },
  },
  access: { everyone: { read: 'all' } },
  list: ['kind', 'enabled', 'inApp', 'mail', 'digest', 'extraRoles'],
  sort: 'kind',
  customizable: false,
})
