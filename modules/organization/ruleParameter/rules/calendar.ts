import { dayLists, periods, type Rule } from '../kinds.ts'

/** 工作时间: what time limits given in working hours are counted by. */
export const calendarRules = {
  'calendar.officeHours': periods({ zh: '办公时间', en: 'Office hours' }, [
    ['09:00', '12:00'],
    ['13:00', '18:00'],
  ]),
  /** Days that differ from the public calendar: the company's own, or a year whose holidays the product does not carry. */
  'calendar.exceptions': dayLists({ zh: '日历调整', en: 'Days unlike the public calendar' }, [
    { name: 'off', label: { zh: '休息日', en: 'Days off' } },
    { name: 'on', label: { zh: '上班日', en: 'Days worked' } },
  ]),
} satisfies Record<string, Rule<unknown>>
