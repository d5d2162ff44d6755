import { Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** What decides whether a package is on sale; absent where it, or its product, is deleted. */
export interface OnSale {
  id: string
  name: string | null
  packageState: string | null
  state: string | null
  approvalValidTo: string | null
}

export interface NotSellable {
  packageId: string
  name: string
  code: string
  zh: string
  en: string
}

const STATES: Record<string, [code: string, zh: string, en: string]> = {
  draft: ['notApproved', '未通过首营审批', 'has not passed first-transaction approval'],
  qaApproved: ['notActive', '首营已通过但尚未上市销售', 'is approved but not on sale yet'],
  suspended: ['suspended', '已暂停销售', 'is suspended'],
  withdrawn: ['withdrawn', '已停产停售', 'is withdrawn'],
}

function problemOf(id: string, row: OnSale | undefined, today: string): NotSellable | undefined {
  const name = row?.name ?? id
  const say = (code: string, zh: string, en: string): NotSellable => ({ packageId: id, name, code, zh, en })
  if (!row) return say('unknown', '不存在或已删除', 'does not exist any more')
  if (row.packageState !== 'active') return say('retired', '该品规已停用', 'is retired')
  if (row.state !== 'active') return say(...(STATES[row.state ?? 'draft'] ?? STATES.draft!))
  if (row.approvalValidTo && row.approvalValidTo < today)
    return say(
      'approvalExpired',
      `批准文号已于 ${row.approvalValidTo} 到期`,
      `had its approval until ${row.approvalValidTo}`,
    )
  return undefined
}

/** Which of these packages may not be sold on a day, and why: only products that QA approved and that are on sale. */
const offSale = (packageIds: string[], found: OnSale[], day: string): NotSellable[] => {
  const known = new Map(found.map((r) => [r.id, r]))
  return [...new Set(packageIds)].flatMap((id) => problemOf(id, known.get(id), day) ?? [])
}

const onSale = (unit: Unit, packageIds: string[]): Promise<OnSale[]> =>
  unit.tx.query<OnSale>(sql`
    select k.id, k.name, k.state as "packageState", p.state, p.approval_valid_to as "approvalValidTo"
    from ${unit.table('product_package')} k join ${unit.table('product')} p on p.id = k.product_id
    where k.id = any(${packageIds}::uuid[]) and k.deleted_at is null and p.deleted_at is null`)

/** Which of these packages may not be sold today, and why. */
export async function unsellable(unit: Unit, packageIds: string[]): Promise<NotSellable[]> {
  return offSale(packageIds, await onSale(unit, packageIds), unit.today)
}

/** `product.notSellable`, naming each package that may not be sold and why (`extra.problems`); undefined where all may. */
export function notSellable(packageIds: string[], found: OnSale[], day: string): Refusal | undefined {
  const problems = offSale(packageIds, found, day)
  if (!problems.length) return undefined
  return new Refusal(
    'product.notSellable',
    {
      zh: `不能销售：${problems.map((p) => `${p.name}${p.zh}`).join('；')}。请从明细中移除，或联系质管恢复`,
      en: `Not for sale: ${problems.map((p) => `${p.name} ${p.en}`).join('; ')}. Take it off the lines or ask QA to clear it`,
    },
    { problems },
  )
}

/** Throws `product.notSellable` where any of these packages may not be sold today. */
export async function sellable(unit: Unit, packageIds: string[]): Promise<void> {
  const problem = notSellable(packageIds, await onSale(unit, packageIds), unit.today)
  if (problem) throw problem
}
