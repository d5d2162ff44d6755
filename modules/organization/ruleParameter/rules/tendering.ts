import { days, daysAhead, type Rule, share } from '../kinds.ts'

/** 招投标 */
export const tenderingRules = {
  'tender.deadlineDays': daysAhead(
    { zh: '投标截止提醒（提前天数）', en: 'Tender deadlines (days ahead)' },
    [15, 7, 3, 1],
  ),
  'tender.sentDays': days({ zh: '标书寄出多久无签收提醒', en: 'Bid sent, no receipt after' }, 3),
  'tender.openedDays': days({ zh: '开标后多久无结果提醒', en: 'Opened, no result after' }, 7),
  'tender.bondDays': days({ zh: '结果公布多久保证金未退提醒', en: 'Result known, bond not back after' }, 30),
  'tender.volumeBehind': share({ zh: '约定采购量滞后幅度', en: 'Agreed volume counts as behind by' }, 0.1),
} satisfies Record<string, Rule<unknown>>
