import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { whereSql } from '#kernel/records/where.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { fieldIndexStates, keepFieldIndexes } from './indexes.sql.ts'

let w: World
let chief: Person
let partner: string
const hospital = (name: string, more = {}) => ({ name, accountRoles: ['hospital'], regionCode: '330106', ...more })
const field = (name: string, type: string, more = {}) =>
  chief.create('customField', { object: 'account', name, labelZh: name, type, filterable: true, ...more })
const keep = () => keepFieldIndexes(w.tenant, w.tenant.db.url)
const states = () => chief.do((c) => fieldIndexStates(c))

const built = async () =>
  (
    await w.tenant.db.fresh<{ name: string; def: string }>(sql`select indexname as name, indexdef as def from pg_indexes
      where schemaname = ${w.tenant.schema} and indexname like '%_cfx_%' order by 1`)
  ).map((r) => r.def)

/** How the database answers a filter. */
const plan = (where: Record<string, unknown>) =>
  chief.do(async (c) => {
    const statement = sql`explain select t.id from ${at(w.tenant, 'account')} t
      where t.deleted_at is null and ${whereSql(c, c.model.objects.get('account')!, where, 't')}`
    const lines = await w.tenant.db.fresh<Record<string, string>>(statement)
    return lines.map((l) => Object.values(l)[0]).join('\n')
  })

/** So many others that reading them all is the dearer way. */
const crowd = () =>
  w.tenant.db.fresh(sql`insert into ${at(w.tenant, 'account')} select p.* from ${at(w.tenant, 'account')} a
    cross join generate_series(1, 5000) n cross join lateral jsonb_populate_record(null::${at(w.tenant, 'account')},
      to_jsonb(a) || jsonb_build_object('id', gen_random_uuid(), 'number', 'N' || n, 'custom', jsonb_build_object(
        'x_beds', 1000 + n, 'x_area', n || '.75', 'x_note', '其他说明' || n, 'x_story', '别的' || n, 'x_day', '2027-01-01',
        'x_vbp', false, 'x_source', 'visit', 'x_sources', jsonb_build_array('fair'), 'x_partner', gen_random_uuid(),
        'x_plain', n))) p
    where a.name = '伙伴医院'`)

before(async () => {
  w = await world()
  chief = await w.hire('总', { roles: ['admin'] })
})
after(() => w.close())

test('C16 a field marked for filtering gets a real index, each type its own, and filters go by it', async () => {
  const { id } = await field('x_beds', 'integer')
  await field('x_area', 'decimal')
  await field('x_note', 'text')
  await field('x_story', 'longText')
  await field('x_day', 'date')
  await field('x_vbp', 'bool')
  await field('x_source', 'select', { dictionary: 'customerSource' })
  await field('x_sources', 'multiSelect', { dictionary: 'customerSource' })
  await field('x_partner', 'ref', { target: 'account' })
  await field('x_plain', 'integer', { filterable: false })
  partner = (await chief.create('account', hospital('伙伴医院'))).id as string
  const values = {
    x_beds: 350,
    x_area: '12.50',
    x_note: '三期扩建项目',
    x_story: '很长的故事'.repeat(1500),
    x_day: '2026-02-28',
    x_vbp: true,
    x_source: 'other',
    x_sources: ['other', 'visit'],
    x_partner: partner,
    x_plain: 7,
  }
  const one = (await chief.create('account', hospital('示范医院', values))).id as string
  await crowd()
  assert.deepEqual(new Set((await states()).map((s) => s.state)), new Set(['waiting']))
  const done = await keep()
  assert.equal(done.built.length, 9)
  assert.equal((await built()).length, 9)
  assert.deepEqual(new Set((await states()).map((s) => s.state)), new Set(['ready']))
  assert.ok((await states()).some((s) => s.id === id))
  assert.deepEqual(await keep(), { built: [], dropped: [] })
  const tests: Record<string, unknown>[] = [
    { x_beds: { eq: 350 } },
    { x_beds: { between: [300, 400] } },
    { x_beds: { in: [1, 350] } },
    { x_area: { eq: '12.5' } },
    { x_note: { contains: '扩建项目' } },
    { x_note: { eq: '三期扩建项目' } },
    { x_note: { startsWith: '三期扩建' } },
    { x_story: { contains: '长的故事很' } },
    { x_day: { eq: '2026-02-28' } },
    { x_day: { lte: '2026-03-01' } },
    { x_vbp: { eq: true } },
    { x_source: { in: ['other'] } },
    { x_sources: { has: ['visit'] } },
    { x_partner: { eq: partner } },
  ]
  for (const where of tests) {
    assert.match(await plan(where), new RegExp(`Index Cond: .*${Object.keys(where)[0]}'`), JSON.stringify(where))
    const found = await chief.list<{ id: string }>('account', { where })
    assert.deepEqual(
      found.map((r) => r.id),
      [one],
      JSON.stringify(where),
    )
  }
  assert.doesNotMatch(await plan({ x_plain: { eq: 7 } }), /Index Cond: .*x_plain/)
})

test('C16 what was stored under the name before, and does not fit, counts as none and stops no index', async () => {
  for (const [name, junk] of [
    ['x_beds', 'viele'],
    ['x_beds', ' 12'],
    ['x_beds', '1e5'],
    ['x_beds', 'NaN'],
    ['x_partner', 'x'],
  ])
    await w.tenant.db.fresh(sql`update ${at(w.tenant, 'account')} set custom = custom || jsonb_build_object(${name}::text, ${junk}::text)
      where id = ${partner}`)
  assert.deepEqual(await chief.list('account', { where: { x_beds: { lt: 300 } } }), [])
  assert.equal(
    (await chief.list('account', { where: { name: { eq: '伙伴医院' } }, sort: 'x_beds', limit: 9 })).length,
    9,
  )
})

test('C16 unmarked or removed, the index goes; marked again or of another type, another comes', async () => {
  const [beds] = await chief.list<{ id: string }>('customField', { where: { name: { eq: 'x_beds' } } })
  await chief.update('customField', beds!.id, { filterable: false })
  assert.deepEqual(await keep().then((d) => [d.built.length, d.dropped.length]), [0, 1])
  assert.ok(!(await states()).some((s) => s.id === beds!.id))
  await chief.remove('customField', beds!.id)
  await field('x_beds', 'text')
  assert.deepEqual(await keep().then((d) => [d.built.length, d.dropped.length]), [1, 0])
  assert.match((await built()).find((d) => d.includes('x_beds'))!, /gin_trgm_ops/)
})

test('C16 a build that died is cleared away and done again; of several at once one builds', async () => {
  const name = /indexname|INDEX (\S+) ON/.exec((await built())[0]!)![1]!
  await w.tenant.db.fresh(
    sql`update pg_index set indisvalid = false where indexrelid = ${`${w.tenant.schema}.${name}`}::regclass`,
  )
  assert.ok((await states()).some((s) => s.state === 'failed'))
  const all = await Promise.all([keep(), keep(), keep()])
  assert.deepEqual(
    all.flatMap((d) => d.built),
    [name],
  )
  assert.deepEqual(new Set((await states()).map((s) => s.state)), new Set(['ready']))
})

test('C16 where a value is too long for its index, that field stays without and says so; the others get theirs', async () => {
  const long = randomBytes(9000).toString('hex')
  await w.tenant.db.fresh(sql`update ${at(w.tenant, 'account')} set custom = custom || jsonb_build_object('x_grade', ${long}::text)
    where id = ${partner}`)
  const grade = await field('x_grade', 'select', { dictionary: 'customerSource' })
  await field('x_rooms', 'integer')
  assert.equal((await keep()).built.length, 1)
  assert.equal((await states()).find((s) => s.id === grade.id)!.state, 'failed')
  await chief.create('account', hospital('照常医院', { x_grade: 'other', x_rooms: 3 }))
  assert.deepEqual(await keep(), { built: [], dropped: [] })
})
