import { fill } from '#ui/core/slots.ts'
import { HistoryTab } from './HistoryTab.tsx'

fill('detail.tab', {
  object: 'account',
  key: 'purchases',
  label: { zh: '购买历史', en: 'Purchases' },
  order: 20,
  component: HistoryTab,
})
