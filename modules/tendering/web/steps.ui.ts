import type { Label } from '#kernel/declare/label.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'

/** A column of the board: stages that one waits in for the same thing, and the date that presses there. */
interface StageColumn {
  key: string
  label: Label
  states: string[]
  sort: string
}

const stageColumn = (key: string, zh: string, en: string, states: string[], sort = 'submitBy'): StageColumn => ({
  key,
  label: { zh, en },
  states,
  sort,
})

export const COLUMNS: StageColumn[] = [
  stageColumn('follow', '公告评估', 'Announced', ['announced', 'assessed']),
  stageColumn('prepare', '报名制标', 'Preparing', ['registered', 'drafting', 'reviewed']),
  stageColumn('out', '已寄出', 'Sent', ['sent', 'delivered']),
  stageColumn('opened', '待结果', 'Awaiting result', ['opened']),
  stageColumn('won', '中标挂网', 'Won, listing', ['won', 'listed', 'hospitalConfirmed'], 'cycleFrom'),
  stageColumn('cycle', '执行中', 'In cycle', ['inCycle'], 'cycleTo'),
]

export const OPEN_STATES = COLUMNS.flatMap((c) => c.states)

export interface NextStep {
  what: Label
  /** Day by which it should happen, `YYYY-MM-DD`. */
  by: string | null
  /** Days from today to it; negative: late. */
  days: number | null
}

const DAY_MS = 86_400_000

/** Calendar days from today to a day. */
export const daysTo = (day: string, today: string = shanghaiDay()): number =>
  Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS)

const plus = (instant: unknown, days: number): string | null =>
  typeof instant === 'string' ? shanghaiDay(new Date(instant), days) : null
const dayOf = (value: unknown): string | null =>
  typeof value !== 'string' ? null : value.length > 10 ? shanghaiDay(new Date(value)) : value

interface Step {
  zh: string
  en: string
  by: (row: Row) => string | null
}

const none = (): null => null

/** What is to happen next in each stage, and by when: "sent, then what?" */
const STEPS: Record<string, Step> = {
  announced: { zh: '评估是否投标', en: 'Assess it', by: (r) => dayOf(r.registerBy) ?? dayOf(r.submitBy) },
  assessed: { zh: '报名', en: 'Register', by: (r) => dayOf(r.registerBy) ?? dayOf(r.submitBy) },
  registered: { zh: '制作标书', en: 'Draft the bid', by: (r) => dayOf(r.submitBy) },
  drafting: { zh: '完成标书并复核', en: 'Finish and review the bid', by: (r) => dayOf(r.submitBy) },
  reviewed: { zh: '寄出标书', en: 'Send the bid', by: (r) => dayOf(r.submitBy) },
  sent: { zh: '确认送达', en: 'Confirm delivery', by: (r) => plus(r.sentAt, 3) },
  delivered: { zh: '等待开标', en: 'Wait for the opening', by: (r) => dayOf(r.openAt) },
  opened: { zh: '登记中标结果', en: 'Record the result', by: (r) => plus(r.openedAt, 7) },
  won: { zh: '挂网', en: 'List on the platform', by: (r) => dayOf(r.cycleFrom) },
  listed: { zh: '登记医院勾选', en: 'Record hospital confirmations', by: (r) => dayOf(r.cycleFrom) },
  hospitalConfirmed: { zh: '开始执行', en: 'Start the cycle', by: (r) => dayOf(r.cycleFrom) },
  inCycle: { zh: '跟进约定采购量', en: 'Follow the agreed volume', by: (r) => dayOf(r.cycleTo) },
  lost: { zh: '总结落标原因，结束跟踪', en: 'Note why, then close', by: none },
}

/** The next step of a tender, or null where nothing more is to happen. */
export function nextStep(row: Row): NextStep | null {
  const step = STEPS[row.state ?? '']
  if (!step) return null
  const by = step.by(row)
  return { what: { zh: step.zh, en: step.en }, by, days: by === null ? null : daysTo(by) }
}

/** 还有 3 天 / 今天 / 已过 2 天 */
export function countdown(days: number): Label {
  if (days === 0) return { zh: '今天', en: 'today' }
  return days > 0 ? { zh: `还有 ${days} 天`, en: `in ${days} d` } : { zh: `已过 ${-days} 天`, en: `${-days} d late` }
}

/** Days left at which a date turns amber. */
export const SOON = 3

export const toneOf = (days: number | null): 'late' | 'soon' | 'calm' =>
  days === null ? 'calm' : days < 0 ? 'late' : days <= SOON ? 'soon' : 'calm'
