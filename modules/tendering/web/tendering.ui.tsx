import { lazy } from 'react'
import { addPage, addTodo, fill } from '#ui/core/slots.ts'
import { DeadlineCell } from './DeadlineCell.tsx'
import { TenderHeader } from './TenderHeader.tsx'
import { VolumeTab } from './VolumeTab.tsx'

addPage({
  path: '/tenders/board',
  label: { zh: '投标看板', en: 'Tender board' },
  menu: { group: 'tendering', icon: 'project', order: 5 },
  needs: { object: 'tender', verb: 'read' },
  component: lazy(() => import('./BoardPage.tsx')),
})
addPage({
  path: '/tenders/calendar',
  label: { zh: '投标日历', en: 'Tender calendar' },
  menu: { group: 'tendering', icon: 'calendar', order: 7 },
  needs: { object: 'tender', verb: 'read' },
  component: lazy(() => import('./CalendarPage.tsx')),
})

fill('detail.header', { object: 'tender', key: 'tender', component: TenderHeader })
fill('detail.tab', {
  object: 'tender',
  key: 'volume',
  label: { zh: '约定量进度', en: 'Volume progress' },
  when: ({ row }) => ['won', 'listed', 'hospitalConfirmed', 'inCycle', 'closed'].includes(row.state ?? ''),
  component: VolumeTab,
})
fill('list.cell', { object: 'tender', field: 'submitBy', component: DeadlineCell })

addTodo({
  key: 'tenderDue',
  object: 'tender',
  label: { zh: '七天内截止的投标', en: 'Bids due within a week' },
  where: () => ({
    state: { in: ['announced', 'assessed', 'registered', 'drafting', 'reviewed'] },
    submitBy: { lte: '@today+7' },
  }),
  sort: 'submitBy',
  tone: 'accent',
})
addTodo({
  key: 'tenderResult',
  object: 'tender',
  label: { zh: '寄出或开标待跟进', en: 'Bids to follow up' },
  where: () => ({ state: { in: ['sent', 'delivered', 'opened'] } }),
  sort: 'submitBy',
})
