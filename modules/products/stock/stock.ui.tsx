import { lazy } from 'react'
import { addPage } from '#ui/core/slots.ts'

addPage({
  path: '/stock',
  label: { zh: '库存总览', en: 'Stock overview' },
  menu: { group: 'products', icon: 'dashboard', order: 25 },
  needs: { object: 'batch', verb: 'read' },
  component: lazy(() => import('./StockPage.tsx')),
})
