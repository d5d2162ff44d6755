import { lazy } from 'react'
import { addPage } from '#ui/core/slots.ts'

addPage({
  path: '/rules',
  label: { zh: '规则参数', en: 'Rules' },
  menu: { group: 'organization', icon: 'setting', order: 90 },
  needs: { object: 'ruleParameter', verb: 'set' },
  component: lazy(() => import('./RulesPage.tsx')),
})
