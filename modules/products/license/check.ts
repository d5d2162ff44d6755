import { Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { notSellable } from '../product/sellable.sql.ts'
import { licenceFacts } from './facts.sql.ts'
import { judge, type LicenceRules } from './rules.ts'

export interface Sale {
  /** The buyer (sold-to). */
  accountId: string
  packageIds: string[]
  /** Who receives the goods, where that is somebody else. */
  shipToId?: string | null
  /** The buyer's purchaser; absent: any valid power of attorney of the account will do. */
  contactId?: string | null
  /** The day; default today. */
  on?: string
}

type Asking = Parameters<typeof ruleOn>[0]

/** The licence rules in force on a day. */
export async function rulesOn(asking: Asking, day: string): Promise<LicenceRules> {
  return {
    requiredSets: await ruleOn(asking, 'license.requiredSets', day),
    shipToSets: await ruleOn(asking, 'license.shipToSets', day),
    scopes: await ruleOn(asking, 'license.scopes', day),
    storageScopes: await ruleOn(asking, 'license.storageScopes', day),
    controlledBuyers: await ruleOn(asking, 'license.controlledBuyers', day),
    controlledReceivers: await ruleOn(asking, 'license.controlledReceivers', day),
    designatedReceivers: await ruleOn(asking, 'license.designatedReceivers', day),
  }
}

/**
 * Every missing, expired or insufficient paper of a sale: of the buyer, of whoever receives, of the purchaser, of the
 * products. Empty when the sale may go on. The same question is asked at submit, at each approval and at dispatch.
 */
export async function licenceProblems(unit: Unit, sale: Sale): Promise<Refusal[]> {
  const on = sale.on ?? unit.today
  const facts = await licenceFacts(unit.caller.tenant, unit.tx, sale)
  return judge(facts, await rulesOn(unit.caller, on), on, sale.contactId ?? null)
}

/** What stands against a sale besides prices, asked in one statement: goods that are not on sale, and the papers. */
export async function saleProblems(unit: Unit, sale: Sale): Promise<Refusal[]> {
  const on = sale.on ?? unit.today
  const facts = await licenceFacts(unit.caller.tenant, unit.tx, sale)
  const found = facts.products.filter((p) => !p.deleted).map((p) => ({ ...p, id: p.packageId, name: p.packageName }))
  const off = notSellable(sale.packageIds, found, on)
  return [...(off ? [off] : []), ...judge(facts, await rulesOn(unit.caller, on), on, sale.contactId ?? null)]
}

/**
 * Throws one `license.blocked` that names every paper standing in the way (`extra.problems`: code, both messages, and
 * which account, product, licence it is about).
 */
export async function requireLicences(unit: Unit, sale: Sale): Promise<void> {
  const problems = await licenceProblems(unit, sale)
  if (!problems.length) return
  throw new Refusal(
    'license.blocked',
    {
      zh: `资质不符：${problems.map((p) => p.label.zh).join('；')}`,
      en: `Licences do not suffice: ${problems.map((p) => p.label.en).join('; ')}`,
    },
    { problems: problems.map((p) => ({ code: p.code, message: p.label, ...p.extra })) },
  )
}
