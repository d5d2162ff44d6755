import assert from 'node:assert/strict'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { isRunnable, locateNative, type Native, reachableNative } from './native.ts'
import { chooseRunner, closedFolder } from './owner.ts'
import { parseSettings, settingArguments } from './settings.ts'

const isRoot = process.getuid?.() === 0

test('store: programs under a closed folder are copied once to a reachable place', {
  skip: !isRoot && 'not running as root',
}, async (t) => {
  const found = await locateNative()
  const home = mkdtempSync(join(tmpdir(), 'xinglin-closed-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  cpSync(dirname(dirname(found.postgres)), join(home, 'native'), { recursive: true, verbatimSymlinks: true })
  chmodSync(home, 0o700)
  const inHome = (program: string) => join(home, 'native', 'bin', basename(program))
  const native: Native = {
    initdb: inHome(found.initdb),
    postgres: inHome(found.postgres),
    pgCtl: inHome(found.pgCtl),
    version: `test-${process.pid}`,
  }
  const runner = chooseRunner(join(home, 'absent'))
  assert.notEqual(isRunnable(native, runner), true)
  const said: string[] = []
  const copy = reachableNative(native, runner, (line) => said.push(line))
  t.after(() => rmSync(dirname(dirname(copy.postgres)), { recursive: true, force: true }))
  assert.equal(isRunnable(copy, runner), true)
  assert.equal(statSync(copy.postgres).uid, 0, 'the user who runs the copy cannot change it')
  assert.match(said.join(), /not reachable; copying to/)
  assert.deepEqual(
    reachableNative(native, runner, (line) => said.push(line)),
    copy,
  )
  assert.equal(said.length, 1, 'the second start uses the copy that is there')
})

test('store: the closed folder nearest to the root is named', (t) => {
  const top = mkdtempSync(join(tmpdir(), 'xinglin-closed-'))
  t.after(() => rmSync(top, { recursive: true, force: true }))
  mkdirSync(join(top, 'shut', 'in'), { recursive: true })
  chmodSync(top, 0o711)
  chmodSync(join(top, 'shut'), 0o700)
  const stranger = 60_001
  assert.equal(closedFolder(join(top, 'shut', 'in'), stranger, stranger), join(top, 'shut'))
  assert.equal(closedFolder(top, stranger, stranger), undefined)
  const owner = statSync(top)
  assert.equal(closedFolder(join(top, 'shut', 'in'), owner.uid, owner.gid), undefined)
})

test('store: XINGLIN_PG_SETTINGS holds name=value pairs; anything else is refused', () => {
  assert.deepEqual(parseSettings('shared_buffers=1GB; shared_preload_libraries=pg_stat_statements,auto_explain;'), {
    shared_buffers: '1GB',
    shared_preload_libraries: 'pg_stat_statements,auto_explain',
  })
  assert.deepEqual(parseSettings(undefined), {})
  assert.throws(() => parseSettings('shared_buffers'), /is not name=value/)
  assert.throws(() => parseSettings('-c evil=1'), /is not name=value/)
  assert.throws(() => parseSettings('fsync=off'), /fsync cannot be changed/)
  assert.ok(settingArguments({ work_mem: '1MB' }).includes('work_mem=1MB'))
  assert.ok(settingArguments().includes('fsync=on'))
})
