import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

/** Runs the report over test files with these texts, in a process of its own; returns what it printed. */
function reportOn(texts: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'xinglin-report-'))
  try {
    const head = `import { test, describe } from 'node:test'\nimport assert from 'node:assert/strict'\n`
    const files = Object.keys(texts).map((name) => join(folder, name))
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), head + text)
    const script = `
      import { run } from 'node:test'
      const { Report } = await import(${JSON.stringify(new URL('./report.ts', import.meta.url).href)})
      const report = new Report(console.log)
      for await (const event of run({ files: ${JSON.stringify(files)}, concurrency: 2 })) report.take(event)
      report.finish()
      process.exit(report.failures ? 1 : 0)`
    const env: NodeJS.ProcessEnv = { ...process.env }
    delete env.NODE_TEST_CONTEXT
    const runner = join(folder, 'runner.mjs') // a file: run() hands the arguments of node on, an -e among them
    writeFileSync(runner, script)
    const run = spawnSync(process.execPath, [runner], { encoding: 'utf8', env })
    return `${run.stdout}exit ${run.status}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('testing: passes, suites and subtests are counted once; the last line tells', () => {
  const said = reportOn({
    'a.test.mjs': `test('one', () => {}); describe('group', () => { test('two', () => {}) })`,
    'b.test.mjs': `test('parent', async (t) => { await t.test('child', () => {}) })`,
  })
  assert.match(said, /\n4 passed, 0 failed\nexit 0$/)
})

test('testing: a failure is shown with its difference and the output of its file', () => {
  const said = reportOn({
    'a.test.mjs': `console.log('seed 4711'); test('sum', () => assert.equal(1 + 1, 3)); test('fine', () => {})`,
  })
  assert.match(said, /✖ .*a\.test\.mjs:3 sum/)
  assert.match(said, /2 !== 3/)
  assert.match(said, /seed 4711/)
  assert.match(said, /\n1 passed, 1 failed\nexit 1$/)
})

test('testing: a file that cannot be loaded, or ends early, is a failure', () => {
  assert.match(reportOn({ 'a.test.mjs': `import './absent.mjs'` }), /absent\.mjs[\s\S]*\n0 passed, 1 failed\nexit 1$/)
  assert.match(reportOn({ 'a.test.mjs': `test('x', () => {}); process.exit(3)` }), /, [1-9]\d* failed\nexit 1$/)
})

test('testing: a skip needs a reason, and prints it', () => {
  const said = reportOn({ 'a.test.mjs': `test('needs x', { skip: 'no x here' }, () => {}); test('y', () => {})` })
  assert.match(said, /- skipped: needs x: no x here\n1 passed, 0 failed, 1 skipped\nexit 0$/)
  const bare = reportOn({ 'a.test.mjs': `test('mute', { 'skip': true }, () => {})` })
  assert.match(bare, /mute\n\s+skipped without a reason[\s\S]*0 passed, 1 failed\nexit 1$/)
})

test('testing: what a test says by t.diagnostic is printed', () => {
  assert.match(reportOn({ 'a.test.mjs': `test('x', (t) => t.diagnostic('seed 12'))` }), /^ {2}seed 12$/m)
})
