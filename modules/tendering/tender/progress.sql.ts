import { visibleSql } from '#kernel/access/predicate.ts'
import { Refusal } from '#kernel/errors.ts'
import { refSql } from '#kernel/records/projection.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { join, raw, sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { tender } from './tender.object.ts'

/** How far the agreed volume of one won line has come; what the reader may not see of it is null. */
export interface LineProgress {
  tenderId: string
  number: string
  title: string | null
  owner: string | null
  packageId: string
  package: string | null
  agreed: string | null
  actual: string | null
  cycleFrom: string | null
  cycleTo: string | null
  /** Part of the agreed volume that was delivered, 0 … (may exceed 1); null without an agreed volume. */
  share: number | null
  /** Part of the cycle that has passed, 0 … 1; null without a cycle. */
  elapsed: number | null
  /** Delivered less than the calendar asks for, by more than the rule `tender.volumeBehind` lets pass. */
  behind: boolean | null
}

/**
 * Counts goods shipped (or taken back, negative) against the agreed volumes of tenders. A fact of the shipment and no
 * change that anybody made to the tender: its version and audit stay. Lines are taken in order of their ids, so that two
 * shipments wait for each other instead of locking crosswise.
 */
export async function addTenderVolume(
  unit: Unit,
  entries: readonly { tenderId: string; packageId: string; qty: string }[],
): Promise<void> {
  if (!entries.length) return
  const rows = entries.map((e) => sql`(${e.tenderId}::uuid, ${e.packageId}::uuid, ${e.qty}::numeric)`)
  await unit.tx.query(sql`
    with added as (select t, p, sum(q) as q from (values ${join(rows, ', ')}) as v(t, p, q) group by t, p),
    held as (select l.id, a.q from ${unit.table('tender_lines')} l join added a on a.t = l.parent_id and a.p = l.package_id
      where l.result = 'won' order by l.id for update of l)
    update ${unit.table('tender_lines')} l set actual_volume = coalesce(l.actual_volume, 0) + h.q from held h where h.id = l.id`)
}

interface Asked {
  tenderId?: string
  /** Only tenders whose cycle runs now. */
  running?: boolean
}

/** Progress of the won lines of the tenders that the unit's caller sees, the furthest behind first. */
export async function tenderProgress(unit: Unit, asked: Asked = {}): Promise<LineProgress[]> {
  const one = asked.tenderId ? sql`and t.id = ${asked.tenderId}` : sql``
  const running = asked.running
    ? sql`and t.state = 'inCycle' and ${unit.today}::date between t.cycle_from and t.cycle_to`
    : sql``
  const most = await ruleOn(unit.caller, 'tender.volumeBehind', unit.today)
  requireClear(unit.caller, tender, 'lines.result')
  const [t, l] = [shown(unit.caller, tender, 't'), shown(unit.caller, tender, 'l', 'lines')]
  const volumes = l.clear('agreedVolume actualVolume')
  const judged = volumes && t.clear('cycleFrom cycleTo')
  const named = sql`(${refSql(unit.caller, 'productPackage', raw('l.package_id'))}->>'label')`
  return unit.tx.query<LineProgress>(sql`
    with x as (
      select t.id as "tenderId", t.number, ${t('title')} as title, t.owner_id as owner, ${l.of('package', raw('l.package_id'))} as "packageId",
        ${l.of('package', named)} as package,
        ${l.of('agreedVolume', sql`coalesce(l.agreed_volume, 0)::text`)} as agreed,
        ${l.of('actualVolume', sql`coalesce(l.actual_volume, 0)::text`)} as actual,
        ${t.of('cycleFrom', sql`t.cycle_from::text`)} as "cycleFrom", ${t.of('cycleTo', sql`t.cycle_to::text`)} as "cycleTo",
        ${volumes ? sql`round(coalesce(l.actual_volume, 0) / nullif(l.agreed_volume, 0), 4)::float` : raw('null::float')} as share,
        ${
          t.clear('cycleFrom cycleTo')
            ? sql`least(1, greatest(0, (${unit.today}::date - t.cycle_from + 1)::numeric / nullif(t.cycle_to - t.cycle_from + 1, 0)))::float`
            : raw('null::float')
        } as elapsed
      from ${unit.table(tender.table)} t join ${unit.table('tender_lines')} l on l.parent_id = t.id
      where l.result = 'won' and t.deleted_at is null and ${visibleSql(unit.caller, tender, 'read', 't')} ${one} ${running})
    select *, ${judged ? sql`coalesce(elapsed - share > ${most}::float, false)` : raw('null')} as behind from x
    order by coalesce(elapsed - share, -1) desc, number, package limit 500`)
}

/** How many hospitals confirmed; none is too few, and what was not won cannot be confirmed. */
export async function requireConfirmations(unit: Unit, tenderId: string): Promise<number> {
  const [row] = await unit.tx.query<{ n: number; stray: string | null }>(sql`
    select count(distinct h.hospital_id)::int as n, string_agg(distinct coalesce(k.name, k.number), '、') filter (where not exists (
      select 1 from ${unit.table('tender_lines')} l where l.parent_id = h.tender_id and l.package_id = h.package_id and l.result = 'won')) as stray
    from ${unit.table('tender_hospital')} h join ${unit.table('product_package')} k on k.id = h.package_id
    where h.tender_id = ${tenderId} and h.deleted_at is null`)
  if (row!.stray)
    throw new Refusal('tender.notWon', {
      zh: `“${row!.stray}”在该投标中未中标，请先删除其医院勾选记录`,
      en: `${row!.stray} was not won in this tender; remove its confirmations first`,
    })
  if (!row!.n)
    throw new Refusal('tender.noHospitals', {
      zh: '还没有医院勾选记录；请先登记勾选医院与约定采购量',
      en: 'No hospital has confirmed yet; record the hospitals and their agreed volumes first',
    })
  return row!.n
}
