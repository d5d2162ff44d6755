import { lazy } from 'react'
import { addSection } from '#ui/core/slots.ts'

addSection('admin', {
  path: '/admin/second-factor',
  label: { zh: '登录安全', en: 'Sign-in security' },
  icon: 'key',
  order: 20,
  page: lazy(() => import('./RulePage.tsx')),
})
