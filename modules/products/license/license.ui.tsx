import { lazy } from 'react'
import { addPage, addTodo, fill } from '#ui/core/slots.ts'
import { LicenceTab } from './LicenceTab.tsx'
import { ValidToCell } from './ValidToCell.tsx'

fill('detail.tab', {
  object: 'account',
  key: 'licences',
  label: { zh: '资质检查', en: 'Licence check' },
  order: 10,
  component: LicenceTab,
})
fill('list.cell', { object: 'license', field: 'validTo', component: ValidToCell })
addPage({
  path: '/licences',
  label: { zh: '资质到期墙', en: 'Licence expiry' },
  menu: { group: 'products', icon: 'schedule', order: 42 },
  needs: { object: 'license', verb: 'read' },
  component: lazy(() => import('./LicenceWall.tsx')),
})
addTodo({
  key: 'licence.verify',
  object: 'license',
  label: { zh: '待核验资质', en: 'Licences to verify' },
  where: (object) => (object.commands.some((c) => c.name === 'verify') ? { state: { eq: 'pendingQa' } } : undefined),
  sort: 'validTo',
  order: 60,
})
