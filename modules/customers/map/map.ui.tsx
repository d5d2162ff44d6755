import { lazy } from 'react'
import { addPage } from '#ui/core/slots.ts'

addPage({
  path: '/customers/map',
  label: { zh: '客户地图', en: 'Account map' },
  menu: { group: 'customers', icon: 'environment', order: 15 },
  needs: { object: 'account', verb: 'read' },
  component: lazy(() => import('./MapPage.tsx')),
})
