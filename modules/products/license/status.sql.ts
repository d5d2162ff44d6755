import type { Caller } from '#kernel/access/actor.ts'
import type { Label } from '#kernel/declare/index.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import { dayOf } from '#kernel/tenant.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { addDays } from '../days.ts'
import { rulesOn } from './check.ts'
import { licenceFacts, type PaperFacts } from './facts.sql.ts'
import { license } from './license.object.ts'
import { isValidOn, judge, paperLabel, requiredOf } from './rules.ts'

export type Light = 'ok' | 'expiring' | 'expired' | 'pending' | 'missing'

export interface PaperStatus {
  licenseType: string
  label: Label
  light: Light
  /** The paper that the light stands for. */
  license: { id: string; licenseNo: string | null; validTo: string | null } | null
}

export interface LicenceStatus {
  /** Absent roles: this account may not buy at all. */
  mayBuy: boolean
  required: PaperStatus[]
  /** What stands in the way today, for goods of no special kind; null where its words tell what the reader may not see. */
  problems: { code: string; message: Label }[] | null
}

function lightOf(papers: PaperFacts[], today: string, soon: string): { light: Light; paper: PaperFacts | null } {
  const valid = papers.find((p) => isValidOn(p, today))
  if (valid) return { light: valid.validTo !== null && valid.validTo <= soon ? 'expiring' : 'ok', paper: valid }
  const waiting = papers.find((p) => p.state === 'pendingQa' || p.state === 'draft')
  if (waiting) return { light: 'pending', paper: waiting }
  const over = papers[0]
  return over ? { light: 'expired', paper: over } : { light: 'missing', paper: null }
}

/** 资质状态: which papers an account needs, which it has, and what is missing. Throws 404 where he does not see it. */
export async function licenceStatus(caller: Caller, accountId: string): Promise<LicenceStatus> {
  await requireVisible(caller, 'account', accountId)
  const account = caller.model.objects.get('account')!.def
  requireClear(caller, account, 'accountRoles')
  requireClear(caller, license, 'account licenseType validFrom validTo longTerm')
  const numbers = shown(caller, license, 'l').clear('licenseNo')
  const worded =
    numbers &&
    shown(caller, license, 'l').clear('scopeCodes products contact') &&
    shown(caller, account, 'a').clear('name')
  const today = dayOf(caller.tenant.clock())
  const facts = await licenceFacts(caller.tenant, caller.tenant.db, { accountId, packageIds: [] })
  const rules = await rulesOn(caller, today)
  const soon = addDays(today, await ruleOn(caller, 'license.expiringDays', today))
  const buyer = facts.buyer
  const required = buyer ? requiredOf(buyer.roles, rules.requiredSets) : undefined
  return {
    mayBuy: required !== undefined,
    required: (required ?? []).map((type) => {
      const { light, paper } = lightOf(
        buyer!.papers.filter((p) => p.licenseType === type),
        today,
        soon,
      )
      const license = paper && { id: paper.id, licenseNo: numbers ? paper.licenseNo : null, validTo: paper.validTo }
      return { licenseType: type, label: paperLabel(type), light, license }
    }),
    problems: worded
      ? (required ? judge(facts, rules, today, null) : []).map((p) => ({ code: p.code, message: p.label }))
      : null,
  }
}
