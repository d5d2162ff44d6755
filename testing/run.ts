import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { run } from 'node:test'
import { runChecks } from './checks.ts'
import { startThrowaway } from './pg.ts'
import { Report } from './report.ts'

/** Two cores are what a small machine has, and each file has PostgreSQL working beside it. */
const PROCESSES = 2
/** Per file; a file that hangs is a failure, not a night. */
const FILE_TIMEOUT = 8 * 60_000

const ROOMS = ['kernel', 'modules', 'ui', 'apps', 'testing', 'bench', 'seeds', 'migrations']

/** Test files below the rooms; `filters` are folders or files, or parts of a path. */
function testFiles(filters: string[]): string[] {
  const all = ROOMS.flatMap((room) => globSync(`${room}/**/*.test.ts`, { exclude: (name) => name === 'node_modules' }))
  const wanted = filters.map((filter) => relative('.', resolve(filter)))
  return all.filter((file) => !wanted.length || wanted.some((part) => file.includes(part))).sort()
}

async function runTests(files: string[], report: Report): Promise<void> {
  const own = process.env.XINGLIN_TEST_PG ? undefined : await startThrowaway()
  if (own) process.env.XINGLIN_TEST_PG = own.url
  process.env.NODE_ENV = 'test'
  const stream = run({ files: files.map((file) => resolve(file)), concurrency: PROCESSES, timeout: FILE_TIMEOUT })
  for await (const event of stream) report.take(event)
  await own?.stop()
}

process.chdir(resolve(import.meta.dirname, '..'))
const filters = process.argv.slice(2)
const files = testFiles(filters)
const report = new Report((line) => console.log(line))
// Without a filter everything is checked; with one only the tests it names.
if (filters.length === 0) await runChecks(report)
if (files.length > 0) await runTests(files, report)
else report.failed('tests', `no test file matches ${filters.join(' ')}`)
report.finish()
process.exit(report.failures ? 1 : 0)
