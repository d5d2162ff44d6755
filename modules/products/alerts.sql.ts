import type { AlertDef } from '#kernel/declare/index.ts'
import { alert, type Found } from '#kernel/events/alerts.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { addDays, daysBetween } from './days.ts'
import { paperLabel } from './license/rules.ts'
import { holdersOf } from './people.sql.ts'

/** More than a morning's worth is never told at once; the rest is found tomorrow. */
const MAX = 2000

/** The narrowest of the stages that has been reached: 25 days before the end of 180/90/30/7 it is 30. */
export const stageOf = (daysLeft: number, stages: number[]): number | undefined =>
  stages.filter((s) => daysLeft <= s).at(-1)

interface Ending {
  id: string
  owner: string | null
  holder: string
  what: string
  no: string
  ends: string
}

/** One message a stage; the day of the end is part of the stage, so that a renewed paper begins anew. */
function tell(
  object: string,
  rows: Ending[],
  stages: number[],
  today: string,
  to: string[],
  words: (r: Ending) => { zh: string; en: string },
): Found[] {
  return rows.flatMap((row) => {
    const left = daysBetween(today, row.ends)
    const stage = left < 0 ? 'over' : stageOf(left, stages)
    if (stage === undefined) return []
    const w = words(row)
    const title =
      left < 0
        ? { zh: `${w.zh}已于 ${row.ends} 到期`, en: `${w.en} ended on ${row.ends}` }
        : { zh: `${w.zh} ${left} 天后到期（${row.ends}）`, en: `${w.en} ends in ${left} days (${row.ends})` }
    return [{ about: { object, id: row.id }, stage: `${row.ends}:${stage}`, to: [row.owner, ...to], title }]
  })
}

async function licences(unit: Unit): Promise<Found[]> {
  const { today } = unit
  const stages = await ruleOn(unit.caller, 'license.alertDays', today)
  const rows = await unit.tx.query<Ending>(sql`
    select l.id, l.owner_id as owner, coalesce(a.name, p.generic_name, '') as holder, l.license_type as what, l.license_no as no, l.valid_to as ends
    from ${unit.table('license')} l left join ${unit.table('account')} a on a.id = l.account_id
      left join ${unit.table('product')} p on p.id = l.product_id
    where l.state in ('valid', 'expiring', 'expired') and l.long_term is not true and l.deleted_at is null
      and l.valid_to between ${addDays(today, -30)} and ${addDays(today, stages[0] ?? 0)}
    order by l.valid_to, l.id limit ${MAX}`)
  return tell('license', rows, stages, today, await holdersOf(unit, ['qa']), (r) => ({
    zh: `${r.holder}的《${paperLabel(r.what).zh}》（${r.no}）`,
    en: `${paperLabel(r.what).en} ${r.no} of ${r.holder}`,
  }))
}

async function approvals(unit: Unit): Promise<Found[]> {
  const { today } = unit
  const stages = await ruleOn(unit.caller, 'license.alertDays', today)
  const rows = await unit.tx.query<Ending>(sql`
    select id, null as owner, generic_name as holder, '' as what, coalesce(approval_no, '') as no, approval_valid_to as ends
    from ${unit.table('product')} where state in ('qaApproved', 'active', 'suspended') and deleted_at is null
      and approval_valid_to between ${addDays(today, -30)} and ${addDays(today, stages[0] ?? 0)}
    order by approval_valid_to, id limit ${MAX}`)
  return tell('product', rows, stages, today, await holdersOf(unit, ['qa']), (r) => ({
    zh: `${r.holder}的批准文号（${r.no}）`,
    en: `The approval ${r.no} of ${r.holder}`,
  }))
}

async function batches(unit: Unit): Promise<Found[]> {
  const { today } = unit
  const stages = await ruleOn(unit.caller, 'batch.alertDays', today)
  const rows = await unit.tx.query<Ending>(sql`
    select b.id, null as owner, coalesce(k.name, '') as holder, '' as what, b.batch_no as no, b.last_usable_date as ends
    from ${unit.table('batch')} b join ${unit.table('product_package')} k on k.id = b.package_id
    where b.state in ('quarantine', 'released', 'locked', 'expired') and b.on_hand > 0 and b.deleted_at is null
      and b.last_usable_date between ${addDays(today, -30)} and ${addDays(today, stages[0] ?? 0)}
    order by b.last_usable_date, b.id limit ${MAX}`)
  return tell('batch', rows, stages, today, await holdersOf(unit, ['qa', 'warehouse']), (r) => ({
    zh: `${r.holder}批号 ${r.no}`,
    en: `Batch ${r.no} of ${r.holder}`,
  }))
}

export const productAlerts: AlertDef[] = [
  alert(
    {
      name: 'license.expiring',
      label: { zh: '资质到期', en: 'Licences that end' },
      rests: 'license.validTo license.longTerm',
      tells: 'license.licenseType license.licenseNo license.account license.product account.name product.genericName',
    },
    licences,
  ),
  alert(
    {
      name: 'product.approvalEnding',
      label: { zh: '批准文号到期', en: 'Approvals that end' },
      rests: 'product.approvalValidTo',
      tells: 'product.genericName product.approvalNo',
    },
    approvals,
  ),
  alert(
    {
      name: 'batch.expiring',
      label: { zh: '批号效期', en: 'Batches that expire' },
      rests: 'batch.lastUsableDate batch.onHand',
      tells: 'batch.batchNo batch.package productPackage.name',
    },
    batches,
  ),
]
