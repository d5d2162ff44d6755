import { fill } from '#ui/core/slots.ts'
import { ProgressTab } from './ProgressTab.tsx'

fill('detail.tab', {
  object: 'contract',
  key: 'progress',
  label: { zh: '执行进度', en: 'Progress' },
  order: 10,
  component: ProgressTab,
})
