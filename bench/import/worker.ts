import { namePlaces } from '#apps/server/places.ts'
import { Database } from '#kernel/store/database.ts'
import { silentLog } from '#kernel/tenant.ts'
import { runImports } from '#kernel/transfer/index.ts'
import { registry } from '#modules/all.ts'

// One import worker in a process of its own, to be killed. argv: what a tenant is made of, as JSON.
const given = JSON.parse(process.argv[2]!) as {
  url: string
  id: string
  schema: string
  folder: string
  only: string
  batch?: number
}
namePlaces()
const log = { ...silentLog, error: (message: string, data?: unknown) => console.error(message, JSON.stringify(data)) }
const db = new Database({ url: given.url, max: 4 })
const tenant = { ...given, name: 'bench', label: 'bench', registry: registry(), db, clock: () => new Date(), log }
await runImports(tenant, { only: given.only, batch: given.batch, idle: 200 })
