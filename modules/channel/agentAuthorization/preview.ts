import type { Caller } from '#kernel/access/actor.ts'
import { notFound, Problem } from '#kernel/errors.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { requireClear } from '#kernel/records/shown.ts'
import { Unit } from '#kernel/records/unit.ts'
import { agentAuthorization } from './agentAuthorization.object.ts'
import { holdAbove } from './claims.sql.ts'
import { type Conflict, conflictsOf } from './conflicts.sql.ts'
import { requireComplete, requireDeposit, requirePapers, requireWithinAbove } from './guards.ts'

/** What would happen if it were activated now. */
export interface Preview {
  conflicts: Conflict[]
  /** What else stands in the way, in words. */
  problems: { code: string; zh: string; en: string }[]
}

/** What conflicts and refusals are worded with: where one of these is hidden from the reader he is not told them. */
const TOLD = {
  agentAuthorization:
    'agent parentAuthorization packages agentLevel regionCodes hospitals excludedHospitals exclusive validFrom validTo depositDue depositBalance',
  authorizationClaim: 'authorization agent package hospital fromPoint toPoint exclusive validFrom validTo',
  account: 'name regionCode accountRoles',
  productPackage: 'name',
}

/** Looks at an authorisation the way activation will, without changing anything. 404 for who may not see it. */
export async function previewActivation(caller: Caller, id: string): Promise<Preview> {
  await requireVisible(caller, agentAuthorization.name, id)
  for (const [name, fields] of Object.entries(TOLD)) requireClear(caller, caller.model.objects.get(name)!.def, fields)
  const unit = new Unit(caller, caller.tenant.db)
  const row = await holdAbove(unit, id)
  if (!row) throw notFound()
  const problems: Preview['problems'] = []
  const steps = [
    requireComplete(unit, row),
    requireWithinAbove(unit, row),
    ...[requirePapers, requireDeposit].map((check) => Promise.resolve(row).then(check)),
  ]
  for (const step of await Promise.allSettled(steps)) {
    if (step.status === 'fulfilled') continue
    if (!(step.reason instanceof Problem)) throw step.reason
    problems.push({ code: step.reason.code, ...step.reason.label })
  }
  return { conflicts: await conflictsOf(unit, row), problems }
}
