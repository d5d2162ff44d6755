import type { Caller } from '#kernel/access/actor.ts'
import { Dispatcher } from '#kernel/events/dispatcher.ts'
import { type Jobs, startJobs, type Task } from '#kernel/events/jobs.ts'
import { LiveHub } from '#kernel/events/live.ts'
import { notify } from '#kernel/events/notify.ts'
import { keepShares, upkeep } from '#kernel/events/upkeep.ts'
import { rows } from '#kernel/records/list.ts'
import { sweepControl } from '#kernel/store/control/index.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { runImports, sweepImports } from '#kernel/transfer/index.ts'
import { NOTICE_TOPICS, noticeOf } from '#modules/customers/index.ts'
import type { Opened } from './open.ts'

export interface Background {
  hub(tenant: Tenant): LiveHub
  stop(): Promise<void>
}

async function nameOf(caller: Caller, employeeId: string): Promise<string> {
  const [row] = await rows<{ name: string }>(caller, 'employee', {
    where: { id: { eq: employeeId } },
    fields: ['name'],
  })
  return row?.name ?? '系统'
}

/** Turns events of the modules into messages for people. */
function notices(tenant: Tenant): Dispatcher {
  const dispatcher = new Dispatcher(tenant)
  for (const topic of NOTICE_TOPICS)
    dispatcher.on(topic, `notice:${topic}`, async (unit, event) => {
      const notice = noticeOf(event)
      if (!notice) return
      const by = await nameOf(unit.caller, event.actorId)
      const title = { zh: notice.title.zh.replace('{by}', by), en: notice.title.en.replace('{by}', by) }
      const about = event.object && event.recordId ? { object: event.object, id: event.recordId } : undefined
      await notify(unit, notice.to, { ...notice, title, about })
    })
  return dispatcher
}

const tidying = (opened: Opened): Task[] => [
  { name: 'imports.sweep', every: '47 3 * * *', run: async ({ tenant }) => void (await sweepImports(tenant)) },
  { name: 'control.sweep', every: '7 * * * *', run: async () => sweepControl(opened.db.pool) },
]

/** What goes on beside the requests, in this process: imports, messages, schedules, live events. */
export async function startBackground(opened: Opened): Promise<Background> {
  const ending = new AbortController()
  const { tenants } = opened
  const imports = tenants.map((tenant) => runImports(tenant, { signal: ending.signal }))
  const hubs = new Map(tenants.map((tenant) => [tenant, new LiveHub(tenant)]))
  const dispatchers = tenants.map(notices)
  for (const d of dispatchers) await d.start()
  const stopShares = await keepShares(() => tenants)
  const jobs: Jobs = await startJobs({
    url: opened.owner.url,
    tenants: () => tenants,
    tasks: [...upkeep, ...tidying(opened)],
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
