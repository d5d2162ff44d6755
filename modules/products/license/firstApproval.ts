import { Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { makersAndPapers } from './facts.sql.ts'
import { isValidOn, lacking } from './rules.ts'

interface Product {
  id: string
  genericName: string
  approvalNo: string | null
  approvalValidTo: string | null
  mah: string | null
  manufacturer: string | null
}

const fatalIf = (wrong: boolean, code: string, zh: string, en: string): Refusal[] =>
  wrong ? [new Refusal(`product.${code}`, { zh, en })] : []

/**
 * What stands in the way of a product's first-transaction approval: `fatal` cannot be overridden, `papers` QA may
 * override with a reason.
 */
export async function firstApprovalProblems(
  unit: Unit,
  product: Product,
): Promise<{ fatal: Refusal[]; papers: Refusal[] }> {
  const ended = product.approvalValidTo !== null && product.approvalValidTo < unit.today
  const fatal = [
    ...fatalIf(!product.approvalNo, 'noApprovalNo', '没有批准文号，请补填', 'it has no approval number; fill it in'),
    ...fatalIf(
      ended,
      'approvalEnded',
      `批准文号已于 ${product.approvalValidTo} 到期，请更新`,
      `its approval ended on ${product.approvalValidTo}; renew it`,
    ),
    ...fatalIf(
      !product.mah || !product.manufacturer,
      'noMaker',
      '上市许可持有人或生产企业未填写，请补填',
      'its marketing authorisation holder or manufacturer is missing; fill it in',
    ),
  ]
  if (fatal.length) return { fatal, papers: [] }
  const demanded = await ruleOn(unit.caller, 'product.firstApproval', unit.today)
  const { makers, papers } = await makersAndPapers(unit.caller.tenant, unit.tx, product.id)
  const missing = (holder: { id: string; name: string }, types: string[], held: typeof papers): Refusal[] =>
    types.flatMap((type) => {
      const mine = held.filter((p) => p.licenseType === type)
      return mine.some((p) => isValidOn(p, unit.today)) ? [] : lacking(holder, type, mine, unit.today)
    })
  return {
    fatal,
    papers: [
      ...makers.flatMap((m) => missing(m, demanded.maker ?? [], m.papers)),
      ...missing({ id: product.id, name: product.genericName }, demanded.product ?? [], papers),
    ],
  }
}
