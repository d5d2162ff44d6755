import { lazy } from 'react'
import { addPage, fill } from '#ui/core/slots.ts'
import { OpportunityHeader } from './OpportunityHeader.tsx'

fill('detail.header', { object: 'opportunity', key: 'stage', component: OpportunityHeader })

const needs = { object: 'opportunity', verb: 'read' }

addPage({
  path: '/sales/board',
  label: { zh: '商机看板', en: 'Deal board' },
  menu: { group: 'sales', icon: 'project', order: 11 },
  needs,
  component: lazy(() => import('./Board.tsx')),
})
addPage({
  path: '/sales/funnel',
  label: { zh: '销售漏斗', en: 'Sales funnel' },
  menu: { group: 'sales', icon: 'funnel', order: 12 },
  needs,
  component: lazy(() => import('./FunnelPage.tsx')),
})
