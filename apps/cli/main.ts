import { join, resolve } from 'node:path'
import { writePlan } from '#kernel/store/migrate.ts'
import { desiredTables } from '#kernel/store/plan.ts'
import { modules } from '#modules/all.ts'

const [verb, ...rest] = process.argv.slice(2)
const folder = join(resolve(import.meta.dirname, '../..'), 'migrations')

if (verb === 'migrate' && rest[0] === 'plan') {
  const name = writePlan(folder, desiredTables(modules), rest[1] ?? 'change')
  console.log(name ? `wrote migrations/${name}.json — review it before you commit` : 'up to date')
} else {
  console.error('usage: xinglin migrate plan [title]')
  process.exitCode = 2
}
