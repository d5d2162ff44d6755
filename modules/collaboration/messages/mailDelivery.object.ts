import { defineObject, instant, integer, items, json, ref, select, text } from '#kernel/declare/index.ts'

const hidden = { readOnly: true, hiddenInForm: true } as const

/**
 * 邮件投递: one message on its way by mail and what became of it. Written by the kernel's mailer; administrators look and
 * send again. What the mail says is its reader's business: only the subject is shown, and addresses are masked.
 */
export const mailDelivery = defineObject({
  name: 'mailDelivery',
  path: 'mail-deliveries',
  label: { zh: '邮件投递', en: 'Mail delivery' },
  title: 'subject',
  readOnly: true,
  fields: {
    to: ref('employee', { zh: '收件人', en: 'To' }, { readOnly: true, required: true, index: true }),
    address: text({ zh: '邮箱', en: 'Address' }, { readOnly: true, max: 254, sensitive: 'email' }),
    subject: text({ zh: '主题', en: 'Subject' }, { readOnly: true, max: 200 }),
    kind: text({ zh: '消息类别', en: 'Kind of message' }, { readOnly: true, max: 80, index: true }),
    pace: select(
      { zh: '节奏', en: 'Pace' },
      items({ immediate: ['立即', 'At once'], daily: ['每日汇总', 'Once a day'] }),
      { readOnly: true },
    ),
    attempts: integer({ zh: '尝试次数', en: 'Attempts' }, { readOnly: true, default: 0 }),
    dueAt: instant({ zh: '计划发送', en: 'Due' }, { readOnly: true, index: true }),
    sentAt: instant({ zh: '送出时间', en: 'Sent at' }, { readOnly: true, index: true }),
    lastError: text({ zh: '未送达原因', en: 'Why not delivered' }, { readOnly: true, max: 400 }),
    messageId: text({ zh: '邮件编号', en: 'Message id' }, { ...hidden, max: 60, index: true }),
    leaseUntil: instant({ zh: '占用至', en: 'Taken until' }, hidden),
    content: json({ zh: '内容', en: 'Content' }, hidden),
  },
  states: {
    queued: { label: { zh: '待发送', en: 'Queued' }, color: 'blue' },
    sent: { label: { zh: '已送达服务器', en: 'Sent' }, color: 'green' },
    failed: { label: { zh: '待重试', en: 'To be tried again' }, color: 'gold' },
    dead: { label: { zh: '发送失败', en: 'Failed' }, color: 'red' },
    suppressed: { label: { zh: '未发送', en: 'Not sent' } },
  },
  indexes: [['state', 'due_at']],
  list: ['createdAt', 'to', 'address', 'subject', 'kind', 'state', 'attempts', 'dueAt', 'sentAt', 'lastError'],
  filters: ['state', 'to', 'kind'],
  // Nobody but an administrator; and nobody at all reads what stands in other people's mail.
  access: {},
  fieldAccess: { everyone: { content: 'hidden' } },
  customizable: false,
})
