import { lazy } from 'react'
import { addPage, addTodo, fill } from '#ui/core/slots.ts'
import { AuthorizationHeader } from './AuthorizationHeader.tsx'
import { SeveralCell } from './SeveralCell.tsx'
import { ValidToCell } from './ValidToCell.tsx'

addPage({
  path: '/agents',
  label: { zh: '代理商层级', en: 'Agent tree' },
  menu: { group: 'channel', icon: 'apartment', order: 10 },
  needs: { object: 'agentAuthorization', verb: 'read' },
  component: lazy(() => import('./AgentTreePage.tsx')),
})

fill('detail.header', { object: 'agentAuthorization', key: 'authorization', component: AuthorizationHeader })
fill('list.cell', { object: 'agentAuthorization', field: 'packages', component: SeveralCell })
fill('list.cell', { object: 'agentAuthorization', field: 'validTo', component: ValidToCell })

addTodo({
  key: 'authorizationPending',
  object: 'agentAuthorization',
  label: { zh: '待审批的代理授权', en: 'Authorisations to approve' },
  where: (object) => (object.commands.some((c) => c.name === 'activate') ? { state: { eq: 'pending' } } : undefined),
  sort: 'validFrom',
  tone: 'accent',
})
addTodo({
  key: 'authorizationExpiring',
  object: 'agentAuthorization',
  label: { zh: '30 天内到期的代理授权', en: 'Authorisations ending within 30 days' },
  where: () => ({ state: { in: ['active', 'suspended'] }, validTo: { lte: '@today+30' } }),
  sort: 'validTo',
})
