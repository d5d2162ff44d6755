import { lazy } from 'react'
import { addSection, fill } from '#ui/core/slots.ts'
import { PrintButton } from './PrintButton.tsx'

fill('detail.actions', { key: 'print', component: PrintButton })
addSection('admin', {
  path: '/admin/prints',
  label: { zh: '打印模板', en: 'Print templates' },
  icon: 'profile',
  order: 62,
  page: lazy(() => import('./Templates.tsx')),
})
