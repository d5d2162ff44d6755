import { lazy } from 'react'
import { addPage, addSection, addTodo, fill } from '#ui/core/slots.ts'
import { usePendingCount } from './queries.ui.ts'
import { Strip } from './Strip.tsx'
import { TodoList } from './TodoList.tsx'

addPage({
  path: '/approvals',
  label: { zh: '我的审批', en: 'My approvals' },
  menu: { group: 'top', icon: 'audit', order: 1 },
  needs: { object: 'approvalTask', verb: 'read' },
  component: lazy(() => import('./Inbox.tsx')),
})
addSection('admin', {
  path: '/admin/approvals',
  label: { zh: '审批流设计', en: 'Approval flows' },
  icon: 'branches',
  page: lazy(() => import('./designer/Flows.tsx')),
})
addSection('me', {
  path: '/me/delegations',
  label: { zh: '审批委托', en: 'Approval stand-ins' },
  icon: 'swap',
  page: lazy(() => import('./Delegations.tsx')),
})
addTodo({
  key: 'approvals',
  object: 'approvalTask',
  label: { zh: '待审批', en: 'To approve' },
  tone: 'accent',
  order: 4,
  useCount: usePendingCount,
  list: TodoList,
})
fill('detail.header', {
  key: 'approvals',
  order: 10,
  when: ({ object }) => Boolean(object.approvals),
  component: Strip,
})
