import type { Label } from '#kernel/declare/index.ts'
import { items } from '#kernel/declare/index.ts'

/** The stages a deal goes through, in order; won and lost lie beyond the last. */
export const SALES_STAGES = items({
  identified: ['发现需求', 'Identified'],
  qualified: ['立项确认', 'Qualified', 'cyan'],
  proposal: ['方案报价', 'Proposal', 'blue'],
  negotiation: ['商务谈判', 'Negotiation', 'geekblue'],
})

export const STAGE_NAMES = SALES_STAGES.map((s) => s.value)

/** Place of a stage in the process; won comes after the last stage, lost nowhere. */
export const stageIndex = (stage: string): number => (stage === 'won' ? STAGE_NAMES.length : STAGE_NAMES.indexOf(stage))

export const stageLabel = (stage: string): Label =>
  SALES_STAGES.find((s) => s.value === stage)?.label ?? { zh: stage, en: stage }

/** What a stage task asks for: a tick by hand, or something that can be looked up. */
export const TASK_CHECKS = items({
  manual: ['手工勾选', 'Ticked by hand'],
  amount: ['已填预计金额', 'Expected amount given'],
  expectedAt: ['已填预计成交', 'Expected close given'],
  contact: ['已填决策人', 'Decision maker given'],
  packages: ['已选意向品规', 'Packages chosen'],
  quotation: ['已有报价单', 'A quotation exists'],
})

/** Rules that ship, per stage (defaults of DOMAIN.md: proposals); they hold until others are set. */
export const DEFAULT_RULES = [
  { stage: 'identified', validFrom: '2000-01-01', probability: 10, stallDays: 14, escalateDays: 30 },
  { stage: 'qualified', validFrom: '2000-01-01', probability: 30, stallDays: 21, escalateDays: 45 },
  { stage: 'proposal', validFrom: '2000-01-01', probability: 50, stallDays: 21, escalateDays: 45 },
  { stage: 'negotiation', validFrom: '2000-01-01', probability: 75, stallDays: 14, escalateDays: 30 },
]

const task = (stage: string, position: number, check: string, labelZh: string, labelEn: string, required = true) => ({
  stage,
  position,
  check,
  labelZh,
  labelEn,
  required,
})

/** Tasks that ship: what a stage must have brought before the deal moves on. */
export const DEFAULT_TASKS = [
  task('identified', 10, 'manual', '已拜访并确认需求', 'Visited; need confirmed'),
  task('identified', 20, 'amount', '填写预计金额', 'Expected amount filled in'),
  task('qualified', 10, 'contact', '明确决策人', 'Decision maker known'),
  task('qualified', 20, 'expectedAt', '明确预计成交日期', 'Expected close known'),
  task('qualified', 30, 'manual', '核实客户资质齐全', 'Licences of the customer checked', false),
  task('proposal', 10, 'quotation', '已提交报价单', 'Quotation made'),
  task('proposal', 20, 'manual', '了解竞品与竞争报价', 'Competitors and their prices known', false),
  task('negotiation', 10, 'manual', '价格与付款条件已谈妥', 'Price and terms of payment agreed'),
]
