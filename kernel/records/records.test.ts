import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { refreshShares, rowsKnown } from '#kernel/access/share.ts'
import { defineObject, type Field, integer, text } from '#kernel/declare/index.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { list } from './list.ts'
import { nextNumbers } from './number.ts'
import { checkValue } from './validate.ts'

const thing = defineObject({
  name: 'thing',
  label: { zh: '物', en: 'Thing' },
  number: 'W{yyyy}-{seq:4}',
  fields: {
    name: text({ zh: '名', en: 'Name' }, { required: true }),
    size: integer({ zh: '大小', en: 'Size' }, { index: true }),
  },
  access: { everyone: { read: 'all', create: 'all', update: 'all', delete: 'all' } },
})

let w: World
let me: Person
before(async () => {
  const module = { name: 'things', label: { zh: '物', en: 'Things' }, objects: [thing] }
  w = await world({ also: [module] })
  me = await w.hire('某人')
  await me.write(async (unit) => {
    const { createMany } = await import('./create.ts')
    // Ten sizes over forty rows and ten rows without: nothing but ties.
    const rows = Array.from({ length: 50 }, (_, i) => ({ name: `物${i}`, size: i < 40 ? i % 4 : null }))
    await createMany(unit, 'thing', rows)
  })
})
after(() => w.close())

test('pages are stable over ties and empty values, both ways', async () => {
  for (const sort of ['size', '-size', 'name', '-createdAt', 'number'])
    for (const limit of [1, 3, 7, 49, 50, 51]) {
      const seen: { id: string; size: number | null }[] = []
      let cursor: string | undefined
      do {
        const page = await me.do((c) => list(c, 'thing', { sort, limit, cursor }))
        seen.push(...(JSON.parse(page.data) as typeof seen))
        cursor = page.nextCursor ?? undefined
      } while (cursor && seen.length < 200)
      assert.equal(seen.length, 50, `${sort} by ${limit}`)
      assert.equal(new Set(seen.map((r) => r.id)).size, 50, `${sort} by ${limit}`)
      if (!sort.includes('size')) continue
      const sizes = seen.map((r) => r.size)
      const sign = sort.startsWith('-') ? -1 : 1
      const expected = [...sizes].sort((a, b) => (a === null ? 1 : b === null ? -1 : sign * (a - b)))
      assert.deepEqual(sizes, expected, `${sort} by ${limit}`)
    }
})

test('filters mean what they say', async () => {
  const count = async (where: Record<string, unknown>) => (await me.list('thing', { where, limit: 200 })).length
  const cases: [Record<string, unknown>, number][] = [
    [{ size: { eq: 1 } }, 10],
    [{ size: { eq: null } }, 10],
    [{ size: { ne: 1 } }, 40],
    [{ size: { ne: null } }, 40],
    [{ size: { in: [1, 2] } }, 20],
    [{ size: { in: [] } }, 0],
    [{ size: { gt: 1 } }, 20],
    [{ size: { gte: 1, lte: 2 } }, 20],
    [{ size: { between: [1, 2] } }, 20],
    [{ size: { isNull: true } }, 10],
    [{ not: { size: { gt: 1 } } }, 30],
    [{ or: [{ size: { eq: 0 } }, { size: { eq: 3 } }] }, 20],
    [{ and: [{ size: { gte: 0 } }, { name: { contains: '物1' } }] }, 11],
    [{ name: { startsWith: '物4' } }, 11],
    [{ name: { contains: '%' } }, 0],
    [{ name: { contains: '_' } }, 0],
    [{ createdAt: { lte: '@today+1' } }, 50],
    [{ createdBy: { eq: '@me' } }, 50],
    [{}, 50],
  ]
  for (const [where, expected] of cases) assert.equal(await count(where), expected, JSON.stringify(where))
})

test('automatic numbers are unique under concurrency', async () => {
  const taken = (
    await Promise.all(Array.from({ length: 40 }, (_, i) => nextNumbers(w.tenant, thing, 1 + (i % 70))))
  ).flat()
  assert.equal(new Set(taken).size, taken.length)
  const made = (await me.list<{ number: string }>('thing', { limit: 200 })).map((r) => r.number)
  for (const n of made) assert.match(n, /^W2026-\d{4}$/)
  assert.ok(!made.some((n) => taken.includes(n)))
})

test('bar #29 the log of a record is a chain: each entry hashes what it says and the one before', async () => {
  const row = await me.create('thing', { name: '链' })
  await me.update('thing', row.id as string, { name: '链二' })
  await me.update('thing', row.id as string, { name: '链二' })
  await me.remove('thing', row.id as string)
  const log = await w.tenant.db.query<Record<string, string>>(
    sql`select id, at, actor_id, on_behalf_of, request_id, object, record_id, verb, changes::text as changes, prev_hash, hash
      from ${at(w.tenant, 'audit')} where record_id = ${row.id} order by id`,
  )
  assert.deepEqual(
    log.map((e) => e.verb),
    ['create', 'update', 'delete'],
  )
  let before = ''
  for (const e of log) {
    assert.equal(e.prev_hash, before)
    const said = [
      e.prev_hash,
      e.id,
      e.at,
      e.actor_id,
      e.on_behalf_of,
      e.request_id,
      e.object,
      e.record_id,
      e.verb,
      e.changes,
    ]
    assert.equal(e.hash, createHash('sha256').update(JSON.stringify(said)).digest('hex'))
    before = e.hash!
  }
})

const L = { zh: '值', en: 'Value' }
const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({ type, label: L, ...more })

test('values as people type them: brackets, tabs, emoji, full-width digits', async () => {
  const { model } = await me.caller()
  const good: [Field, unknown, unknown][] = [
    [field('text'), ' 「协和」\t医院 ', '「协和」 医院'],
    [field('text'), '😀院', '😀院'],
    [field('text'), '', null],
    [field('text'), '   ', null],
    [field('longText'), '一\r\n二', '一\n二'],
    [field('integer'), '１２', 12],
    [field('integer'), 12, 12],
    [field('integer'), '1,234', 1234],
    [field('money'), '12.5', '12.50'],
    [field('decimal', { scale: 3 }), '-0.125', '-0.125'],
    [field('date'), '2026年1月5日', '2026-01-05'],
    [field('date'), '2024-02-29', '2024-02-29'],
    [field('instant'), '2026-01-05T08:00:00+08:00', '2026-01-05T00:00:00.000Z'],
    [field('bool'), '是', true],
    [field('bool'), 0, false],
    [field('select', { options: [{ value: 'a', label: { zh: '甲', en: 'First' } }] }), '甲', 'a'],
    [field('tags'), '红、蓝；红', ['红', '蓝']],
    [field('region'), '110101', '110101'],
  ]
  for (const [f, given, value] of good)
    assert.deepEqual(checkValue(model, f, given), { value }, `${f.type} ${JSON.stringify(given)}`)
  const bad: [Field, unknown][] = [
    [field('text'), {}],
    [field('text', { max: 3 }), '四个字的'],
    [field('integer'), '1.5'],
    [field('integer'), '1e3'],
    [field('integer', { min: 0 }), -1],
    [field('money'), '1.234'],
    [field('decimal'), 'NaN'],
    [field('date'), '2026-02-30'],
    [field('date'), '31/01/2026'],
    [field('instant'), 'tomorrow'],
    [field('bool'), '也许'],
    [field('select', { options: [] }), 'a'],
    [field('ref'), 'not-an-id'],
    [field('region'), '1101'],
    [field('refs'), ['x']],
  ]
  for (const [f, given] of bad)
    assert.ok('problem' in checkValue(model, f, given), `${f.type} ${JSON.stringify(given)} was taken`)
})

test('what few rows of a large table hold is found whole, in every order and page by page', async () => {
  const table = at(w.tenant, 'thing')
  const [now] = await w.tenant.db.query<{ start: string }>(sql`select now()::text as start`)
  // Thirty of them among 21,000, the newest of all not among them; every second one without a size.
  await w.tenant.db.query(sql`
    insert into ${table} (id, version, number, name, size, created_at, created_by, updated_at, updated_by)
    select gen_random_uuid(), 1, 'L-' || n, case when n % 700 = 350 then '稀' else '多' end || n, case when n % 2 = 0 then n end,
      ${now!.start}::timestamptz - n * interval '1 second', ${me.id}, ${now!.start}::timestamptz - n * interval '1 second', ${me.id}
    from generate_series(1, 21000) n`)
  await w.tenant.db.query(sql`analyze ${table}`)
  await refreshShares(w.tenant)
  assert.ok(rowsKnown(w.tenant, 'thing') > 20_000)
  const rare = Array.from({ length: 30 }, (_, i) => 350 + i * 700)
  const pages = async (where: Record<string, unknown>, sort?: string) => {
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await me.do((c) => list(c, 'thing', { where, limit: 7, cursor, ...(sort ? { sort } : {}) }))
      seen.push(...(JSON.parse(page.data) as { name: string }[]).map((r) => Number(r.name.slice(1))))
      if (!cursor) assert.deepEqual(page.total, { value: 30, exact: true })
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    return seen
  }
  const back = [...rare].reverse()
  assert.deepEqual(await pages({ name: { startsWith: '稀' } }), rare, 'newest first')
  assert.deepEqual(await pages({ name: { contains: '稀' } }, 'createdAt'), back)
  assert.deepEqual(await pages({ name: { contains: '稀' } }, 'size'), rare)
  assert.deepEqual(await pages({ name: { contains: '稀' } }, '-size'), back)
  assert.deepEqual(await pages({ size: { in: rare.map(String) } }), rare)
  const many = await me.do((c) => list(c, 'thing', { where: { size: { isNull: false } }, sort: '-size', limit: 3 }))
  assert.deepEqual(
    (JSON.parse(many.data) as { size: number }[]).map((r) => r.size),
    [21000, 20998, 20996],
  )
})
