import { join, resolve } from 'node:path'
import { Problem } from '#kernel/errors.ts'
import { writePlan } from '#kernel/store/migrate.ts'
import { desiredTables } from '#kernel/store/plan.ts'
import { modules } from '#modules/all.ts'
import { COMPANY_USAGE, migrateVerb, tenantArgument, tenantVerb, userVerb } from './company.ts'
import { terminal, withHouse, withTenant } from './house.ts'
import { EXPORT_USAGE, exportVerb, IMPORT_USAGE, importVerb, parseExport, parseImport } from './transfer.ts'

const [verb, ...rest] = process.argv.slice(2)
const folder = join(resolve(import.meta.dirname, '../..'), 'migrations')

const USAGE = `xinglin start\nxinglin migrate plan [title]\n${COMPANY_USAGE}\n${IMPORT_USAGE}\n${EXPORT_USAGE}`

async function run(): Promise<number> {
  if (verb === 'start') {
    await import('#apps/server/main.ts')
    return 0
  }
  if (verb === 'migrate' && rest[0] === 'plan') {
    const name = writePlan(folder, desiredTables(modules), rest[1] ?? 'change')
    console.log(name ? `wrote migrations/${name}.json — review it before you commit` : 'up to date')
    return 0
  }
  if (verb === 'migrate' && !rest.length) return withHouse((house) => migrateVerb(house, terminal))
  if (verb === 'tenant') return withHouse((house) => tenantVerb(house, rest, terminal))
  if (verb === 'user') return withTenant(tenantArgument(rest), (t) => userVerb(t, rest, terminal))
  if (verb === 'import') return withTenant(parseImport(rest).values.tenant, (t) => importVerb(t, rest, terminal))
  if (verb === 'export') return withTenant(parseExport(rest).values.tenant, (t) => exportVerb(t, rest, terminal))
  console.error(USAGE)
  return 2
}

try {
  process.exitCode = await run()
} catch (error) {
  // A refusal is for the person at the terminal; anything else is a fault of ours and shows its place.
  if (error instanceof Problem) console.error(`${error.label.zh} / ${error.label.en}`)
  else console.error(error)
  process.exitCode = 2
}
