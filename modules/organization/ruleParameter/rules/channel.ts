import { daysAhead, type Rule, share } from '../kinds.ts'

/** 渠道招商 */
export const channelRules = {
  'authorization.expiryDays': daysAhead(
    { zh: '代理授权到期提醒（提前天数）', en: 'Authorisations end (days ahead)' },
    [90, 30, 7],
  ),
  'authorization.targetBehind': share({ zh: '代理任务量滞后幅度', en: 'Agent target counts as behind by' }, 0.2),
} satisfies Record<string, Rule<unknown>>
