import { ruleOn } from '../ruleParameter/read.sql.ts'
import { RULES } from '../ruleParameter/rules.ts'
import type { WorkCalendar } from './workdays.ts'

/** What counts while a company has set nothing else. */
export const DEFAULT_CALENDAR: WorkCalendar = {
  hours: RULES['calendar.officeHours'].shipped,
  ...RULES['calendar.exceptions'].shipped,
}

/** When the company works, as it holds on a day (`YYYY-MM-DD`). */
export async function calendarOn(asking: Parameters<typeof ruleOn>[0], day: string): Promise<WorkCalendar> {
  const [hours, exceptions] = await Promise.all([
    ruleOn(asking, 'calendar.officeHours', day),
    ruleOn(asking, 'calendar.exceptions', day),
  ])
  return { hours, ...exceptions }
}
