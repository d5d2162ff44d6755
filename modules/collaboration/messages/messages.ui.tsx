import { lazy } from 'react'
import { addSection } from '#ui/core/slots.ts'

addSection('me', {
  path: '/me/messages',
  label: { zh: '消息设置', en: 'Messages' },
  icon: 'bell',
  page: lazy(() => import('./MyMessages.tsx')),
})
addSection('admin', {
  path: '/admin/messages',
  label: { zh: '消息规则', en: 'Message rules' },
  icon: 'notification',
  order: 60,
  page: lazy(() => import('./Rules.tsx')),
})
addSection('admin', {
  path: '/admin/mail',
  label: { zh: '邮件与投递', en: 'Mail' },
  icon: 'mail',
  order: 61,
  page: lazy(() => import('./Mail.tsx')),
})
