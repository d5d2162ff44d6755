import { chmodSync, globSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { runChecks, runProgram } from './checks.ts'
import { tempFolder } from './folder.ts'
import { startThrowaway } from './pg.ts'
import { Report } from './report.ts'

/** A small machine has two cores; a third file works while others wait for PostgreSQL, Chromium or a clock. */
const PROCESSES = 3
/** Per file; a file that hangs is a failure, not a night. */
const FILE_TIMEOUT = 15 * 60_000
/** With so few files it is quicker that each makes what it needs. */
const FEW = 3

const ROOMS = ['kernel', 'modules', 'ui', 'apps', 'testing', 'bench', 'seeds', 'migrations']

/** Those that take longest go first, so that none of them is left over at the end (the report names the slowest). */
const LONG_FIRST = [
  'testing/model/model.test.ts',
  'testing/e2e/orderToCash.test.ts',
  'testing/model/mutants.test.ts',
  'testing/e2e/walk.test.ts',
  'testing/e2e/approvals.test.ts',
  'bench/orders/killed.test.ts',
  'apps/cli/company.test.ts',
  'testing/generic/verbs.test.ts',
  'kernel/http/auth/bruteForce.test.ts',
  'testing/fuzz/fuzz.test.ts',
  'kernel/store/embedded/embedded.test.ts',
  'kernel/events/jobs.test.ts',
]

/** Test files below the rooms, the long ones first; `filters` are folders or files, or parts of a path. */
function testFiles(filters: string[]): string[] {
  const all = ROOMS.flatMap((room) => globSync(`${room}/**/*.test.ts`, { exclude: (name) => name === 'node_modules' }))
  const wanted = filters.map((filter) => relative('.', resolve(filter)))
  const rest = all.filter((file) => !LONG_FIRST.includes(file)).sort()
  return [...LONG_FIRST.filter((file) => all.includes(file)), ...rest].filter(
    (file) => !wanted.length || wanted.some((part) => file.includes(part)),
  )
}

/** Where everything temporary of this run lies, to go with it whatever became of the processes that made it. */
function stayTogether(): void {
  process.env.XINGLIN_KEPT ??= tmpdir()
  const folder = tempFolder('run')
  chmodSync(folder, 0o755) // as root, PostgreSQL runs as somebody else
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder
}

/** Told to stop, the run ends the files at work, PostgreSQL and its folder; told twice, it ends at once. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = (): void => (stopping.signal.aborted ? process.exit(1) : stopping.abort())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return stopping.signal
}

/** What all tests copy, and their modules compiled; without it each file does for itself what it needs. */
async function prepareAll(report: Report): Promise<void> {
  const { code, output } = await runProgram(process.execPath, [join(import.meta.dirname, 'prepare.ts')])
  if (code === 0) process.env.XINGLIN_TEST_TEMPLATES = '1'
  else report.failed('what the tests copy (testing/prepare.ts)', output)
}

async function runTests(files: string[], report: Report): Promise<void> {
  const signal = stopSignal()
  process.env.NODE_ENV = 'test'
  process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/compiled')
  const own = process.env.XINGLIN_TEST_PG ? undefined : await startThrowaway()
  if (own) process.env.XINGLIN_TEST_PG = own.url
  if (own && files.length > FEW) await prepareAll(report)
  const stream = run({
    files: files.map((file) => resolve(file)),
    concurrency: PROCESSES,
    timeout: FILE_TIMEOUT,
    signal,
  })
  for await (const event of stream) report.take(event)
  await own?.stop()
}

process.chdir(resolve(import.meta.dirname, '..'))
stayTogether()
const filters = process.argv.slice(2)
const files = testFiles(filters)
const report = new Report((line) => console.log(line))
// Without a filter everything is checked, beside the first tests; with one only the tests it names.
const checks = filters.length === 0 ? runChecks(report) : undefined
if (files.length > 0) await runTests(files, report)
else report.failed('tests', `no test file matches ${filters.join(' ')}`)
await checks
report.finish()
process.exit(report.failures ? 1 : 0)
