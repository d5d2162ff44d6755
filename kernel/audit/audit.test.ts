import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { create } from '#kernel/records/create.ts'
import { Database } from '#kernel/store/database.ts'
import { newId } from '#kernel/store/ids.ts'
import { appRoleOf, migrateTenant } from '#kernel/store/migrate.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { settle } from '#testing/settle.ts'
import { type World, world } from '#testing/world.ts'
import { sealAudit } from './seal.ts'
import { verifyAudit } from './verify.ts'

const PASSWORD = 'only-for-this-test'
let w: World
let department: string

before(async () => {
  w = await world()
  await giveRole(w)
  department = await w.department('一部')
})
after(() => w.close())

/** The role of the application with its rights. Roles belong to the whole server: another file may be making the same one. */
async function giveRole({ tenant: { db, schema } }: World): Promise<void> {
  await db.fresh(
    raw(
      `do $$ begin create role ${appRoleOf(db.url)} login password '${PASSWORD}'; exception when duplicate_object then null; when unique_violation then null; end $$`,
    ),
  )
  await migrateTenant(db, schema, [{ name: '0002-grants', statements: [] }])
}

const audit = () => at(w.tenant, 'audit')
const kinds = async () => [...new Set((await verifyAudit(w.tenant)).broken.map((b) => b.kind))].sort()
const seal = async () => {
  await settle(w.tenant)
  return sealAudit(w.tenant)
}

/** A record with a history of four entries, sealed or not. */
async function record(): Promise<{ id: string; entries: string[] }> {
  const admin = await w.hire('管理员', { roles: ['admin'] })
  const row = await admin.create('department', { name: '甲' })
  for (const name of ['乙', '丙', '丁']) await admin.update('department', row.id as string, { name })
  const entries = await w.tenant.db.query<{ id: string }>(
    sql`select id from ${audit()} where record_id = ${row.id} order by id`,
  )
  return { id: row.id as string, entries: entries.map((e) => e.id) }
}

/** Does something to the log as a superuser, looks, and undoes it. */
async function tampered(statement: ReturnType<typeof sql>, look: () => Promise<void>): Promise<void> {
  const backup = `${w.tenant.schema}_backup`
  const fresh = (text: string) => w.tenant.db.fresh(raw(text))
  const table = audit().text
  await fresh(`create table "${w.tenant.schema}".${backup} as select * from ${table}`)
  await w.tenant.db.fresh(statement)
  await look()
  await fresh(`delete from ${table}`)
  await fresh(`insert into ${table} select * from "${w.tenant.schema}".${backup}`)
  await fresh(`drop table "${w.tenant.schema}".${backup}`)
}

test('P15 an untouched log verifies, sealed and unsealed', async () => {
  await record()
  assert.deepEqual(await kinds(), [])
  const made = await seal()
  assert.ok(made && made.rows > 0)
  assert.equal(await seal(), null, 'nothing new, no new seal')
  await record()
  const verdict = await verifyAudit(w.tenant, made)
  assert.deepEqual(verdict.broken, [])
  assert.equal(verdict.seals, 1)
  assert.ok(verdict.unsealed >= 4)
  assert.equal(verdict.entries, made.rows + verdict.unsealed)
  assert.equal((await seal())?.n, 2)
  assert.deepEqual(await kinds(), [])
})

test('P15 #29 what a superuser changes, removes or slips in is noticed, before and after sealing', async () => {
  for (const sealed of [false, true]) {
    const { entries } = await record()
    if (sealed) await seal()
    const also = sealed ? ['seal'] : []
    const [first, second, , last] = entries
    await tampered(sql`update ${audit()} set changes = '{"name":["甲","丑"]}' where id = ${second}`, async () =>
      assert.deepEqual(await kinds(), ['entry'], `update, sealed ${sealed}`),
    )
    await tampered(sql`update ${audit()} set actor_id = ${newId()} where id = ${last}`, async () =>
      assert.deepEqual(await kinds(), ['entry'], `actor, sealed ${sealed}`),
    )
    await tampered(sql`delete from ${audit()} where id = ${second}`, async () =>
      assert.deepEqual(await kinds(), ['link', ...also], `delete middle, sealed ${sealed}`),
    )
    await tampered(sql`delete from ${audit()} where id = ${last}`, async () =>
      assert.ok((await kinds()).includes('head'), `delete last, sealed ${sealed}`),
    )
    await tampered(
      sql`insert into ${audit()} select ${newId()}, at, actor_id, on_behalf_of, request_id, object, record_id, verb, changes, prev_hash, md5(hash), tx
        from ${audit()} where id = ${first}`,
      async () => assert.ok((await kinds()).includes(sealed ? 'seal' : 'entry'), `insert, sealed ${sealed}`),
    )
  }
  assert.deepEqual(await kinds(), [])
})

test('P15 a log rewritten with right hashes breaks its seal; rewritten seals break the anchor kept outside', async () => {
  const head = (await seal()) ?? undefined
  const { entries } = await record()
  const next = (await seal())!
  // Whole record's history removed, row included: no chain is left to break, only the seal knows.
  await tampered(sql`delete from ${audit()} where id = any(${entries}::uuid[])`, async () =>
    assert.ok((await kinds()).includes('seal')),
  )
  await w.tenant.db.fresh(sql`delete from ${at(w.tenant, 'audit_seal')}`)
  assert.deepEqual(await kinds(), [])
  await seal()
  const verdict = await verifyAudit(w.tenant, head ?? next)
  assert.deepEqual(
    verdict.broken.map((b) => b.kind),
    ['anchor'],
  )
})

test('#29 the application role writes the log and cannot alter it', async () => {
  const url = new URL(w.tenant.db.url)
  url.username = appRoleOf(url.href)
  url.password = PASSWORD
  const db = new Database({ url: url.href, max: 2 })
  const owner = w.tenant.db
  try {
    w.tenant.db = db
    const made = await w.asSystem((unit) => create(unit, 'department', { name: '应用角色' }))
    const [entry] = await db.query<{ verb: string }>(sql`select verb from ${audit()} where record_id = ${made.id}`)
    assert.equal(entry?.verb, 'create')
    await seal()
    const seals = at(w.tenant, 'audit_seal')
    // Granting what one does not have is a mere warning; that it gives nothing is shown by what follows.
    await db.fresh(sql`grant all on ${audit()} to ${raw(appRoleOf(db.url))}`)
    for (const statement of [
      sql`update ${audit()} set verb = 'x'`,
      sql`delete from ${audit()}`,
      sql`truncate ${audit()}`,
      sql`drop table ${audit()}`,
      sql`alter table ${audit()} disable trigger all`,
      sql`update ${seals} set rows = 0`,
      sql`delete from ${seals}`,
      sql`truncate ${seals}`,
    ])
      await assert.rejects(db.fresh(statement), { code: '42501' }, statement.text)
  } finally {
    w.tenant.db = owner
    await db.close()
  }
})

test('#29 P15 every kind of write leaves an entry with who, what, when', async () => {
  const admin = await w.hire('写者', { roles: ['admin'] })
  const row = await admin.create('department', { name: '留痕', parent: department })
  await admin.update('department', row.id as string, { name: '留痕二' })
  await admin.remove('department', row.id as string)
  const log = await w.tenant.db.query<{ verb: string; actor_id: string; changes: unknown }>(
    sql`select verb, actor_id, changes from ${audit()} where record_id = ${row.id} order by id`,
  )
  assert.deepEqual(
    log.map((e) => e.verb),
    ['create', 'update', 'delete'],
  )
  assert.ok(log.every((e) => e.actor_id === admin.id))
  assert.deepEqual(log[1]!.changes, { name: ['留痕', '留痕二'] })
})
