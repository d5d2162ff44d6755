import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertRuntime } from './runtime.ts'

const launcher = fileURLToPath(new URL('../apps/node24.mjs', import.meta.url))
const systemNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) => existsSync(path) && /^v(1\d|2[0-3])\./.test(spawnSync(path, ['-v'], { encoding: 'utf8' }).stdout),
)
const skip = !systemNode && 'no Node older than 24 on this machine to launch from'

test('runtime: Node 24 and later pass, older ones are refused in Chinese and English', () => {
  for (const version of ['v24.0.0', 'v25.1.0', process.version]) assertRuntime(version)
  for (const version of ['v20.20.2', 'v22.19.0', 'v8.0.0', '']) {
    assert.throws(() => assertRuntime(version), /需要 Node 24[\s\S]*Node 24 or newer is needed/)
  }
})

test('runtime: an older Node hands over to the Node 24 of node_modules, with arguments and exit code', {
  skip,
}, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'xinglin-launch-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const script = join(folder, 'script.ts')
  writeFileSync(
    script,
    `const n: number = 7; console.log(process.version, process.argv.slice(2).join()); process.exit(n)`,
  )
  const run = spawnSync(systemNode ?? '', [launcher, script, 'a', 'b c'], { encoding: 'utf8' })
  assert.match(run.stdout, /^v24\.\S+ a,b c\n$/)
  assert.equal(run.status, 7)
})

test('runtime: signals reach the program and its end by signal is the launcher’s', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'xinglin-launch-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const script = join(folder, 'script.ts')
  writeFileSync(
    script,
    `process.on('SIGTERM', () => { console.log('drained'); process.exit(5) }); setInterval(() => {}, 1000); console.log('up')`,
  )
  const child = spawn(systemNode ?? '', [launcher, script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk
  })
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  assert.equal(code, 5)
  assert.match(said, /up\ndrained\n/)
})

test('runtime: without Node 24 the launcher says how to get it', { skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'xinglin-launch-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'apps'))
  cpSync(launcher, join(folder, 'apps', 'node24.mjs'))
  const run = spawnSync(systemNode ?? '', [join(folder, 'apps', 'node24.mjs'), 'x.ts'], { encoding: 'utf8' })
  assert.equal(run.status, 1)
  assert.match(run.stderr, /安装脚本[\s\S]*npm rebuild node[\s\S]*install scripts[\s\S]*npm rebuild node/i)
})
