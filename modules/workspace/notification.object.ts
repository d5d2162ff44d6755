import { defineObject, instant, text } from '#kernel/declare/index.ts'

/** A message to one person inside the product. Written by the kernel's notifier, read by its owner alone. */
export const notification = defineObject({
  name: 'notification',
  label: { zh: '消息', en: 'Notification' },
  personal: true,
  fields: {
    kind: text({ zh: '类别', en: 'Kind' }, { readOnly: true, max: 60, index: true }),
    title: text({ zh: '标题', en: 'Title' }, { readOnly: true, max: 200 }),
    titleEn: text({ zh: '英文标题', en: 'English title' }, { readOnly: true, max: 200 }),
    body: text({ zh: '内容', en: 'Text' }, { readOnly: true, max: 1000 }),
    bodyEn: text({ zh: '英文内容', en: 'English text' }, { readOnly: true, max: 1000 }),
    link: text({ zh: '链接', en: 'Link' }, { readOnly: true, max: 300 }),
    readAt: instant({ zh: '已读时间', en: 'Read at' }, { readOnly: true, index: true }),
  },
  list: ['title', 'body', 'kind', 'readAt', 'createdAt'],
  sort: '-updatedAt',
  customizable: false,
})
