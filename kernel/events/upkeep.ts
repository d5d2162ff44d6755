import { refreshShares } from '../access/share.ts'
import { chaseApprovals } from '../approvals/index.ts'
import { sealAudit } from '../audit/seal.ts'
import { cleanLooseFiles } from '../files/cleaning.ts'
import type { Tenant } from '../tenant.ts'
import { cleanIdempotency, cleanOutbox } from './cleaning.ts'
import type { Task } from './jobs.ts'

/** What the house does by itself, for every tenant. */
export const upkeep: Task[] = [
  { name: 'audit.seal', every: '* * * * *', run: async ({ tenant }) => void (await sealAudit(tenant)) },
  { name: 'approvals.chase', every: '*/5 * * * *', run: async ({ tenant }) => void (await chaseApprovals(tenant)) },
  { name: 'idempotency.clean', every: '17 * * * *', run: async ({ tenant }) => void (await cleanIdempotency(tenant)) },
  { name: 'outbox.clean', every: '27 * * * *', run: async ({ tenant }) => void (await cleanOutbox(tenant)) },
  { name: 'files.clean', every: '37 * * * *', run: async ({ tenant }) => void (await cleanLooseFiles(tenant)) },
]

const SHARES_MS = 5 * 60_000

/**
 * Keeps this process's counts of who owns how much fresh (they choose the plan of lists): at once, then every five
 * minutes. Every process that answers requests needs this for itself. Returns how to stop.
 */
export async function keepShares(tenants: () => Tenant[]): Promise<() => void> {
  const refresh = async () => {
    for (const tenant of tenants())
      await refreshShares(tenant).catch((error) => tenant.log.warn('share count failed', { error: String(error) }))
  }
  await refresh()
  const timer = setInterval(refresh, SHARES_MS)
  timer.unref()
  return () => clearInterval(timer)
}
