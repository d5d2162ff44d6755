import { useQuery } from '@tanstack/react-query'
import type { Label } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'

export interface StageTask extends Row {
  stage: string
  productLine: string | null
  labelZh: string
  labelEn: string
  check: string
  required: boolean
  position: number
}

export interface StageRule extends Row {
  stage: string
  productLine: string | null
  /** Empty: since ever. */
  validFrom: string | null
  ended: boolean | null
  probability: number
  stallDays: number
  escalateDays: number
}

/** Tasks and rules of the stages, as administrators keep them; they change rarely. */
export function useStageTasks(): StageTask[] {
  const query = useQuery({
    queryKey: keys.list('salesStageTask', 'all'),
    queryFn: ({ signal }) => api.list<StageTask>('sales-stage-tasks', { limit: 200, sort: 'position' }, signal),
    staleTime: 60_000,
  })
  return query.data?.data ?? []
}

export function useStageRules(): StageRule[] {
  const query = useQuery({
    queryKey: keys.list('salesStageRule', 'all'),
    queryFn: ({ signal }) => api.list<StageRule>('sales-stage-rules', { limit: 200, sort: '-validFrom' }, signal),
    staleTime: 60_000,
  })
  const today = shanghaiDay()
  return query.data?.data.filter((r) => !r.validFrom || r.validFrom <= today) ?? []
}

/** The rule of a stage for a product line, unless it has ended, else the general one; `rules` are the newest first. */
export function ruleFor(rules: StageRule[], stage: string, line: unknown): StageRule | undefined {
  const own = line ? newest(rules.filter((r) => r.stage === stage && r.productLine === line)) : undefined
  return own && !own.ended ? own : newest(rules.filter((r) => r.stage === stage && r.productLine === null))
}

const begins = (r: StageRule): string => `${r.validFrom ?? ''} ${r.createdAt ?? ''}`

/** Of the rules that begin on the newest day the last one said. */
const newest = (rules: StageRule[]): StageRule | undefined =>
  rules.reduce<StageRule | undefined>((best, r) => (!best || begins(r) > begins(best) ? r : best), undefined)

export const tasksFor = (tasks: StageTask[], stage: string, line: unknown): StageTask[] =>
  tasks.filter((t) => t.stage === stage && (t.productLine === null || t.productLine === line))

export const taskLabel = (task: StageTask): Label => ({ zh: task.labelZh, en: task.labelEn })

/** Whole days since an instant. */
export const daysSince = (iso: unknown, now = Date.now()): number =>
  typeof iso === 'string' ? Math.max(0, Math.floor((now - Date.parse(iso)) / 86_400_000)) : 0

/** Stages that are neither won nor lost, in order. */
export const OPEN_STAGES = ['identified', 'qualified', 'proposal', 'negotiation']
