import { afterWrite } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { raw, type Sql, sql } from '#kernel/store/sql.ts'
import { opportunity } from './opportunity.object.ts'

/** A task that keeps a deal in its stage. */
export interface MissingTask {
  id: string
  stage: string
  zh: string
  en: string
}

interface TaskRow {
  id: string
  stage: string
  label_zh: string
  label_en: string
  check: string
  quoted: boolean
}

const filled = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length)

function isDone(row: Values, task: TaskRow): boolean {
  if (task.check === 'manual') return Boolean((row.checklist as Record<string, unknown> | null)?.[task.id])
  if (task.check === 'quotation') return task.quoted
  return filled(row[task.check])
}

/** Required tasks of these stages that the deal has not done, in order. */
export async function missingTasks(unit: Unit, row: Values, stages: string[]): Promise<MissingTask[]> {
  const tasks = await unit.tx.query<TaskRow>(sql`
    select t.id, t.stage, t.label_zh, t.label_en, t."check",
      exists (select 1 from ${unit.table('quotation')} q where q.opportunity_id = ${row.id} and q.deleted_at is null
        and q.state in ('pending', 'approved', 'sent', 'accepted')) as quoted
    from ${unit.table('sales_stage_task')} t
    where t.deleted_at is null and t.required and t.stage = any(${stages}::text[])
      and (t.product_line is null or t.product_line = ${row.productLine ?? null})
    order by array_position(${stages}::text[], t.stage), t.position, t.id`)
  return tasks.filter((t) => !isDone(row, t)).map((t) => ({ id: t.id, stage: t.stage, zh: t.label_zh, en: t.label_en }))
}

/**
 * What the rule in force on a day says of a deal's stage (`deal`: SQL of its stage and product line): the product line's
 * rule unless it has ended, else the general one; of each the newest that has begun.
 */
export const stageRuleSql = (
  rules: Sql,
  column: 'probability' | 'stall_days' | 'escalate_days',
  day: string,
  deal: { stage: Sql; line: Sql },
): Sql =>
  sql`(select x.${raw(column)} from (select distinct on (r.product_line) r.* from ${rules} r
      where r.stage = ${deal.stage} and (r.product_line is null or r.product_line = ${deal.line}) and (r.valid_from is null or r.valid_from <= ${day}::date)
      order by r.product_line, r.valid_from desc nulls last, r.created_at desc, r.id desc) x
    where x.ended is not true order by x.product_line nulls last limit 1)`

/** Chance of winning in a stage, by the rule of the product line, else the general one. */
export async function stageProbability(unit: Unit, stage: string, productLine: unknown): Promise<number> {
  const deal = { stage: sql`${stage}::text`, line: sql`${productLine ?? null}::text` }
  const [rule] = await unit.tx.query<{ probability: number | null }>(
    sql`select ${stageRuleSql(unit.table('sales_stage_rule'), 'probability', unit.today, deal)}::int as probability`,
  )
  return rule?.probability ?? 0
}

/** Does the deal rest on something signed: an accepted quotation or an approved contract? */
export async function hasProof(unit: Unit, id: string): Promise<boolean> {
  const [found] = await unit.tx.query<{ proven: boolean }>(sql`select
    exists (select 1 from ${unit.table('quotation')} q where q.opportunity_id = ${id} and q.deleted_at is null and q.state = 'accepted')
    or exists (select 1 from ${unit.table('contract')} c where c.opportunity_id = ${id} and c.deleted_at is null
      and c.state in ('approved', 'signed', 'completed')) as proven`)
  return found!.proven
}

/** A new deal starts with the chance of its first stage. Nobody wrote it: neither version nor audit moves. */
export const firstProbability = afterWrite(opportunity, async (unit, rows, how) => {
  if (how !== 'create') return
  const ids = rows.map((r) => r.id as string)
  const ofRow = { stage: sql`x.state`, line: sql`x.product_line` }
  const set = await unit.tx.query<{ id: string; probability: number }>(sql`
    update ${unit.table('opportunity')} o set probability = r.probability
    from (select x.id, ${stageRuleSql(unit.table('sales_stage_rule'), 'probability', unit.today, ofRow)} as probability
      from ${unit.table('opportunity')} x where x.id = any(${ids}::uuid[])) r
    where o.id = r.id and r.probability is not null and o.probability is null
    returning o.id, o.probability::int as probability`)
  const found = new Map(set.map((r) => [r.id, r.probability]))
  for (const row of rows) row.probability = found.get(row.id as string) ?? row.probability
})
