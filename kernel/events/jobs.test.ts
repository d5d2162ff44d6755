import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { create } from '#kernel/records/create.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, silentLog, type Tenant } from '#kernel/tenant.ts'
import { settle } from '#testing/settle.ts'
import { type World, world } from '#testing/world.ts'
import { addJob, type Job, type Jobs, prepareJobs, startJobs, type Task } from './jobs.ts'
import { upkeep } from './upkeep.ts'

let w: World
let url: string
const schema = `jobs_${randomBytes(5).toString('hex')}`
before(async () => {
  w = await world()
  url = w.tenant.db.url
})
after(async () => {
  await w.tenant.db.fresh(raw(`drop schema if exists "${schema}" cascade`))
  await w.close()
})

const start = (tasks: Task[], lease?: number): Promise<Jobs> =>
  startJobs({ url, tenants: () => [w.tenant], tasks, log: silentLog, schema, lease })

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 3000 && !(await what()); i++) await new Promise((r) => setTimeout(r, 20))
  assert.ok(await what(), `never happened: ${what}`)
}

const departments = async (name: string) =>
  (await w.tenant.db.query(sql`select 1 from ${at(w.tenant, 'department')} where name = ${name}`)).length

test('jobs: a job is there exactly if its transaction commits, and runs as the system or as who ordered it', async () => {
  const seen: [unknown, string, string][] = []
  const ann = await w.hire('安')
  const task: Task = {
    name: 'see',
    run: async (job) => void seen.push([job.payload.n, (await job.caller()).actor.name, job.tenant.schema]),
  }
  const jobs = await start([task])
  await assert.rejects(
    w.asSystem(async (unit) => {
      await addJob(unit, 'see', { n: 'undone' })
      throw new Error('undo')
    }),
  )
  await w.asSystem((unit) => addJob(unit, 'see', { n: 1 }))
  await w.asSystem((unit) => addJob(unit, 'see', { n: 2 }, { as: ann.id }))
  await until(() => seen.length >= 2)
  await jobs.stop()
  assert.deepEqual(
    seen.sort((a, b) => Number(a[0]) - Number(b[0])),
    [
      [1, 'system', w.tenant.schema],
      [2, '安', w.tenant.schema],
    ],
  )
})

test('jobs: of one key the last one waits; a job of somebody who has left is dropped', async () => {
  const seen: unknown[] = []
  const gone = await w.hire('离')
  const later = new Date(Date.now() + 3_600_000)
  for (const n of [1, 2]) await w.asSystem((unit) => addJob(unit, 'keyed', { n }, { key: 'k', runAt: later }))
  await w.asSystem((unit) => addJob(unit, 'keyed', { n: 3 }, { key: 'k' }))
  await w.asSystem((unit) => addJob(unit, 'keyed', { n: 'gone' }, { as: gone.id }))
  await w.asSystem(async (unit) => {
    await unit.tx.query(sql`update ${unit.table('employee')} set state = 'left' where id = ${gone.id}`)
    await unit.tx.query(sql`update ${unit.table('access_epoch')} set n = n + 1`)
  })
  const run = async (job: Job) => {
    await job.caller()
    seen.push(job.payload.n)
  }
  const jobs = await start([{ name: 'keyed', run }])
  const left = async () =>
    (await w.tenant.db.fresh(raw(`select 1 from "${schema}"._private_jobs where attempts < max_attempts`))).length
  await until(async () => (await left()) === 0)
  await jobs.stop()
  assert.deepEqual(seen, [3])
})

test('#42 a job tried again has its internal effect once and the same key for the outside each time', async () => {
  const keys: string[] = []
  const attempts: number[] = []
  const run = async (job: Job) => {
    keys.push(job.key)
    attempts.push(job.attempt)
    await job.once((unit) => create(unit, 'department', { name: '一次' }))
    await job.once((unit) => create(unit, 'department', { name: '一次乙' }), 'b')
    if (job.attempt < 2) throw new Error('after the effect')
  }
  const jobs = await start([{ name: 'again', run }])
  await w.asSystem((unit) => addJob(unit, 'again', {}))
  await until(() => attempts.length >= 2)
  await jobs.stop()
  assert.deepEqual(attempts, [1, 2])
  assert.equal(new Set(keys).size, 1)
  assert.deepEqual([await departments('一次'), await departments('一次乙')], [1, 1])
})

/** A worker process that does the effect, says so, and never comes to saying that the job is done. */
const VICTIM = `
import { startJobs } from '#kernel/events/jobs.ts'
import { create } from '#kernel/records/create.ts'
import { Database } from '#kernel/store/database.ts'
import { silentLog } from '#kernel/tenant.ts'
import { registry } from '#testing/trial.ts'
const { url, schema, tenant: { id, schema: home } } = JSON.parse(process.env.JOB)
const tenant = { id, schema: home, name: 't', label: 't', registry: registry(), db: new Database({ url, max: 3 }), clock: () => new Date(), log: silentLog, folder: '/nowhere' }
const run = async (job) => {
  await job.once((unit) => create(unit, 'department', { name: '被杀' }))
  process.stdout.write('done')
  await new Promise(() => {})
}
await startJobs({ url, tenants: () => [tenant], tasks: [{ name: 'killed', run }], log: silentLog, schema, lease: 1 })
`

test('#42 a worker killed between effect and completion: another takes the job over, the effect is there once', async () => {
  await w.asSystem((unit) => addJob(unit, 'killed', {}))
  const env = {
    ...process.env,
    JOB: JSON.stringify({ url, schema, tenant: { id: w.tenant.id, schema: w.tenant.schema } }),
  }
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', VICTIM], {
    cwd: new URL('../..', import.meta.url).pathname,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(await departments('被杀'), 1)
  let taken = 0
  const run = async (job: Job) => {
    await job.once((unit) => create(unit, 'department', { name: '被杀' }))
    taken = job.attempt
  }
  const jobs = await start([{ name: 'killed', run }], 1)
  await until(() => taken > 0)
  await jobs.stop()
  assert.equal(taken, 2)
  assert.equal(await departments('被杀'), 1)
})

test('jobs: a schedule runs for every tenant, and the housekeeping tasks do their work', async () => {
  const seen: Tenant[] = []
  const jobs = await start([{ name: 'often', every: '* * * * *', run: async (job) => void seen.push(job.tenant) }])
  // The tick itself comes with the clock; what it does is asked for here.
  await w.tenant.db.query(
    sql`select ${raw(`"${schema}"`)}.add_job('every often', payload => '{"_cron":{"ts":"2026-01-01T00:00:00Z"}}'::json)`,
  )
  await until(() => seen.length >= 1)
  await jobs.stop()
  assert.equal(seen[0], w.tenant)
  await settle(w.tenant)
  for (const task of upkeep) {
    assert.match(task.every!, /^(\S+ ){4}\S+$/)
    await task.run({ tenant: w.tenant } as Job)
  }
  const seals = await w.tenant.db.query(sql`select 1 from ${at(w.tenant, 'audit_seal')}`)
  assert.equal(seals.length, 1)
})

test('jobs: laying down the schema again changes nothing', async () => {
  await prepareJobs(w.tenant.db, silentLog, schema)
  await prepareJobs(w.tenant.db, silentLog, schema)
})
