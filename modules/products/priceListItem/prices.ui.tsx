import { lazy } from 'react'
import { addPage } from '#ui/core/slots.ts'

addPage({
  path: '/prices',
  label: { zh: '价格查询', en: 'Price look-up' },
  menu: { group: 'products', icon: 'dollar', order: 45 },
  needs: { object: 'productPackage', verb: 'read' },
  component: lazy(() => import('./PricesPage.tsx')),
})
