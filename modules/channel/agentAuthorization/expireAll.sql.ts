import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { runCommand } from '#kernel/commands/context.ts'
import { write } from '#kernel/commands/run.ts'
import type { Task } from '#kernel/events/jobs.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, dayOf, type Tenant } from '#kernel/tenant.ts'
import { expire } from './verbs.ts'

/**
 * Ends every authorisation whose last day has passed; returns how many. What may be dealt in is decided by the dates
 * themselves at any moment: this only makes the state say so.
 */
export async function expireAuthorizations(tenant: Tenant): Promise<number> {
  const due = await tenant.db.query<{ id: string }>(sql`select id from ${at(tenant, 'agent_authorization')}
    where state in ('active', 'suspended') and deleted_at is null and valid_to < ${dayOf(tenant.clock())} order by id`)
  for (const { id } of due)
    await withCaller(
      () => systemCaller(tenant),
      (caller) => write(caller, { command: expire.key, body: id }, (unit) => runCommand(unit, expire, id, {})),
    )
  return due.length
}

/** Five past midnight in Shanghai. */
export const expireTask: Task = {
  name: 'channel.expire',
  every: '5 16 * * *',
  run: async ({ tenant }) => void (await expireAuthorizations(tenant)),
}
