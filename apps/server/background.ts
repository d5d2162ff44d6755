import { alertTask } from '#kernel/events/alerts.ts'
import { withFollows } from '#kernel/events/follow.ts'
import { type Jobs, startJobs, type Task } from '#kernel/events/jobs.ts'
import { LiveHub } from '#kernel/events/live.ts'
import { mailTask } from '#kernel/events/mail/index.ts'
import { noticeDispatcher } from '#kernel/events/notices.ts'
import { keepShares, upkeep } from '#kernel/events/upkeep.ts'
import { sweepControl } from '#kernel/store/control/index.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { runImports, sweepImports } from '#kernel/transfer/index.ts'
import { moduleTasks } from '#modules/all.ts'
import { fieldIndexTask } from '#modules/organization/index.ts'
import type { Opened } from './open.ts'

export interface Background {
  hub(tenant: Tenant): LiveHub
  stop(): Promise<void>
}

const tidying = (opened: Opened): Task[] => [
  { name: 'imports.sweep', every: '47 3 * * *', run: async ({ tenant }) => void (await sweepImports(tenant)) },
  fieldIndexTask(opened.owner.url),
  { name: 'control.sweep', every: '7 * * * *', run: async () => sweepControl(opened.db.pool) },
]

/** What goes on beside the requests, in this process: imports, messages, schedules, live events. */
export async function startBackground(opened: Opened): Promise<Background> {
  const ending = new AbortController()
  const { tenants } = opened
  const imports = tenants.map((tenant) => runImports(tenant, { signal: ending.signal }))
  const hubs = new Map(tenants.map((tenant) => [tenant, new LiveHub(tenant)]))
  const dispatchers = tenants.map((tenant) => withFollows(noticeDispatcher(tenant), tenant))
  for (const d of dispatchers) await d.start()
  const stopShares = await keepShares(() => tenants)
  const jobs: Jobs = await startJobs({
    url: opened.owner.url,
    tenants: () => tenants,
    tasks: [...upkeep, alertTask, mailTask, ...moduleTasks(), ...tidying(opened)],
    log: tenants[0]!.log,
  })
  return {
    hub: (tenant) => hubs.get(tenant)!,
    async stop() {
      ending.abort()
      stopShares()
      for (const hub of hubs.values()) await hub.stop()
      for (const d of dispatchers) await d.stop()
      await jobs.stop()
      await Promise.allSettled(imports)
    },
  }
}
