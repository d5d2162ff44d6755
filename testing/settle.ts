import { raw } from '#kernel/store/sql.ts'
import type { Tenant } from '#kernel/tenant.ts'

/**
 * Waits until every transaction begun so far has ended, so that readers of the outbox and of the audit log see all of
 * it: other test files on the same server may hold one open.
 */
export async function settle(tenant: Tenant): Promise<void> {
  const one = async (text: string) => (await tenant.db.fresh<{ v: string }>(raw(text)))[0]!.v
  const mark = BigInt(await one('select pg_snapshot_xmax(pg_current_snapshot())::text as v'))
  while (BigInt(await one('select pg_snapshot_xmin(pg_current_snapshot())::text as v')) < mark)
    await new Promise((resolve) => setTimeout(resolve, 10))
}
