import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type EmbeddedOptions, EmbeddedProblem, startEmbedded } from './index.ts'

const isRoot = process.getuid?.() === 0
const scratch = mkdtempSync(join(tmpdir(), 'xinglin-embedded-test-'))
if (isRoot) chmodSync(scratch, 0o755)
after(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs one statement on its own connection. */
async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {}) // the server is killed under it on purpose
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

/** Asks until it is answered: what a connection pool does while PostgreSQL is being restarted. */
async function askUntilAnswered(url: string, text: string): Promise<Record<string, unknown>[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask(url, text)
    } catch (error) {
      if (attempt >= 150) throw error
      await sleep(100)
    }
  }
}

test('store: first start makes a durable UTF-8 cluster that only this machine and this password reach', async () => {
  const dataDir = join(scratch, 'first')
  const server = await startEmbedded({ dataDir })
  try {
    const show = async (name: string) => (await ask(server.url, `show ${name}`))[0]?.[name]
    assert.equal(await show('fsync'), 'on')
    assert.equal(await show('TimeZone'), 'UTC')
    assert.equal(await show('listen_addresses'), '127.0.0.1')
    assert.equal(await show('unix_socket_directories'), join(dataDir, 'cluster'), 'a folder that nobody else may enter')
    assert.equal(await show('server_encoding'), 'UTF8')
    const [locale] = await ask(
      server.url,
      "select datlocprovider p, datlocale l from pg_database where datname='postgres'",
    )
    assert.deepEqual(locale, { p: 'b', l: 'C.UTF-8' })
    const [trigram] = await ask(server.url, 'create extension pg_trgm; select 1').then(() =>
      ask(server.url, "select cardinality(show_trgm('协和医院')) n"),
    )
    assert.ok(Number(trigram?.n) > 0, 'Chinese characters are letters to pg_trgm')
    const wrong = server.url.replace(/:[0-9a-f]{48}@/, ':guess@')
    await assert.rejects(ask(wrong, 'select 1'), /password authentication failed/)
    assert.equal(statSync(join(dataDir, 'superuser.password')).mode & 0o777, 0o600)
  } finally {
    await server.stop()
  }
  await assert.rejects(ask(server.url, 'select 1'), /ECONNREFUSED|ENOENT/)
})

test('store: a restart keeps rows and password, and a named port is used', async () => {
  const dataDir = join(scratch, 'restart')
  const first = await startEmbedded({ dataDir })
  await ask(first.url, 'create table kept as select 42 n')
  await first.stop()
  await first.stop()
  const second = await startEmbedded({ dataDir, port: first.port })
  assert.equal(second.url, first.url)
  assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 42 }])
  await second.stop()
})

test('store: as root, PostgreSQL runs as an unprivileged user', {
  skip: !isRoot && 'not running as root',
}, async () => {
  const server = await startEmbedded({ dataDir: join(scratch, 'root') })
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  const uids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/)
  assert.deepEqual(uids, ['65534', '65534', '65534', '65534'])
  await server.stop()
})

test('store: kill -9 of PostgreSQL: restarted on the same port, nothing committed is lost', async () => {
  const server = await startEmbedded({ dataDir: join(scratch, 'killed') })
  const exits: unknown[] = []
  server.onExit((exit) => exits.push(exit))
  await ask(server.url, 'create table kept(n int)')
  for (const round of [1, 2, 3]) {
    await ask(server.url, `insert into kept values (${round})`)
    process.kill(server.pid ?? 0, 'SIGKILL')
    const rows = await askUntilAnswered(server.url, 'select n from kept order by n')
    assert.deepEqual(
      rows,
      Array.from({ length: round }, (_, i) => ({ n: i + 1 })),
    )
  }
  assert.deepEqual(exits, Array(3).fill({ code: null, signal: 'SIGKILL' }))
  await server.stop()
})

test('store: a second start on a folder in use is refused in Chinese and English', async () => {
  const dataDir = join(scratch, 'twice')
  const server = await startEmbedded({ dataDir })
  await assert.rejects(startEmbedded({ dataDir }), (error) => {
    assert.ok(error instanceof EmbeddedProblem)
    assert.equal(error.code, 'embedded.inUse')
    assert.match(error.message, /正被另一个正在运行的杏林进程/)
    assert.match(error.message, new RegExp(`in use by another running Xinglin process \\(pid ${process.pid}\\)`))
    return true
  })
  assert.deepEqual(await ask(server.url, 'select 1 n'), [{ n: 1 }])
  await server.stop()
})

/** A server process of its own, to be killed. Resolves once it has printed its connection string. */
async function serverProcess(options: EmbeddedOptions): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const module = new URL('./index.ts', import.meta.url).href
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(module)})
    const server = await startEmbedded(${JSON.stringify(options)})
    console.log(JSON.stringify({ url: server.url, pid: server.pid }))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)))
  failed.catch(() => {}) // later it is killed, as intended
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer]
  return { child, ...(JSON.parse(line.toString()) as { url: string; pid: number }) }
}

test('store: kill -9 of the server: the next start stops the PostgreSQL left behind and loses nothing', async () => {
  const dataDir = join(scratch, 'orphan')
  const first = await serverProcess({ dataDir })
  await ask(first.url, 'create table kept as select 7 n')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  assert.deepEqual(await ask(first.url, 'select n from kept'), [{ n: 7 }], 'PostgreSQL outlives a killed server')
  const second = await startEmbedded({ dataDir })
  assert.notEqual(second.pid, first.pid)
  assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 7 }])
  await assert.rejects(ask(first.url, 'select 1'), /ECONNREFUSED|ENOENT/)
  await second.stop()
})

test('store: kill -9 of server and PostgreSQL together: stale lock files do not stop the next start', async () => {
  const dataDir = join(scratch, 'both')
  const first = await serverProcess({ dataDir })
  await ask(first.url, 'create table kept as select 8 n')
  process.kill(first.pid, 'SIGKILL')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  assert.ok(existsSync(join(dataDir, 'cluster', 'postmaster.pid')))
  assert.ok(existsSync(join(dataDir, 'server.lock')))
  const second = await startEmbedded({ dataDir })
  assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 8 }])
  await second.stop()
})

test('store: a lock file whose process number now belongs to a stranger is cleared, and the stranger is left alone', async () => {
  const dataDir = join(scratch, 'stranger')
  const first = await startEmbedded({ dataDir })
  await first.stop()
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(isRoot ? { uid: 65534, gid: 65534 } : {}) })
  const lines = [stranger.pid, join(dataDir, 'cluster'), 1, first.port, '', '127.0.0.1', '', 'ready']
  writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), `${lines.join('\n')}\n`)
  writeFileSync(join(dataDir, 'server.lock'), JSON.stringify({ pid: stranger.pid, identity: 'another life' }))
  const second = await startEmbedded({ dataDir })
  assert.equal(stranger.exitCode, null)
  assert.equal(stranger.signalCode, null)
  await second.stop()
  stranger.kill()
})

test('store: SIGTERM of the server stops PostgreSQL', async () => {
  const { child, url } = await serverProcess({ dataDir: join(scratch, 'term') })
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  assert.equal(code, 143)
  await assert.rejects(ask(url, 'select 1'), /ECONNREFUSED|ENOENT/)
})

test('store: as root, a data folder under a closed folder is refused with the way out', {
  skip: !isRoot && 'not running as root',
}, async () => {
  const home = join(scratch, 'home')
  mkdirSync(home, { mode: 0o700 })
  await assert.rejects(startEmbedded({ dataDir: join(home, 'data') }), (error) => {
    assert.ok(error instanceof EmbeddedProblem)
    assert.equal(error.code, 'embedded.dataUnreachable')
    assert.ok(error.message.includes(home) && error.message.includes('XINGLIN_DATA'))
    return true
  })
})
