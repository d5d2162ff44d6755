import type { Caller } from '#kernel/access/actor.ts'
import { notFound, Problem } from '#kernel/errors.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { Unit } from '#kernel/records/unit.ts'
import { holdAbove } from './claims.sql.ts'
import { type Conflict, conflictsOf } from './conflicts.sql.ts'
import { requireComplete, requireDeposit, requirePapers, requireWithinAbove } from './guards.ts'

/** What would happen if it were activated now. */
export interface Preview {
  conflicts: Conflict[]
  /** What else stands in the way, in words. */
  problems: { code: string; zh: string; en: string }[]
}

/** Looks at an authorisation the way activation will, without changing anything. 404 for who may not see it. */
export async function previewActivation(caller: Caller, id: string): Promise<Preview> {
  await requireVisible(caller, 'agentAuthorization', id)
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
