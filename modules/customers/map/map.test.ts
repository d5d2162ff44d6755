import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { after, before, test } from 'node:test'
import { refreshShares } from '#kernel/access/share.ts'
import { Problem } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { accountMap, type Box, CELLS, CHINA, MOST_POINTS, nearestAccounts, readBox, readDegree } from './map.sql.ts'

const SEED = Number(process.env.XINGLIN_SEED ?? randomInt(1, 1_000_000))
let w: World
let chief: Person
let rep: Person
let other: Person

const hospital = (name: string, lng: string | null, lat: string | null, more = {}) => ({
  name,
  accountRoles: ['hospital'],
  regionCode: '330106',
  lng,
  lat,
  ...more,
})
const code = (wanted: string) => (error: unknown) => error instanceof Problem && error.code === wanted
const map = (who: Person, box: Box = CHINA, where?: Record<string, unknown>) => who.do((c) => accountMap(c, box, where))
const names = (points: Record<string, unknown>[]) => points.map((p) => p.name).sort()

before(async () => {
  console.log(`seed ${SEED}`)
  w = await world()
  const [a, b] = [await w.department('一部'), await w.department('二部')]
  chief = await w.hire('总', { roles: ['admin'], department: a })
  rep = await w.hire('甲', { roles: ['rep'], department: a })
  other = await w.hire('乙', { roles: ['rep'], department: b })
  await rep.create('account', hospital('杭州一院', '120.1551', '30.2741'))
  await rep.create('account', hospital('上海一院', '121.4737', '31.2304'))
  await rep.create('account', hospital('没有坐标', null, null))
  const gone = await rep.create('account', hospital('已删一院', '120.16', '30.28'))
  await chief.remove('account', gone.id as string)
  await other.create('account', hospital('乌鲁木齐一院', '87.6168', '43.8256'))
})
after(() => w.close())

test('C4 the map shows what the list would: one’s own, in the box, by the filter, nothing deleted', async () => {
  for (const shares of [false, true]) {
    if (shares) await refreshShares(w.tenant)
    assert.deepEqual(names((await map(rep)).points), ['上海一院', '杭州一院'])
    assert.deepEqual(names((await map(other)).points), ['乌鲁木齐一院'])
    assert.deepEqual(names((await map(chief)).points), ['上海一院', '乌鲁木齐一院', '杭州一院'])
    assert.deepEqual(names((await map(rep, [120, 30, 121, 31])).points), ['杭州一院'])
    assert.deepEqual(names((await map(chief, CHINA, { name: { contains: '上海' } })).points), ['上海一院'])
    assert.deepEqual(names((await map(chief, CHINA, { scope: { eq: 'mine' } })).points), [])
  }
  assert.deepEqual(await map(rep, [0, 0, 1, 1]), { total: 0, clusters: [], points: [] })
})

test('C4 #6 no right to read, no map; positions that are hidden are not told by it either', async () => {
  const store = await w.hire('库', { roles: ['hr'] })
  await assert.rejects(map(store), code('access.denied'))
  await assert.rejects(
    store.do((c) => nearestAccounts(c, { lng: 120, lat: 30 }, 5)),
    code('access.denied'),
  )
  await w.fieldRight('rep', 'account', 'lng', 'hidden')
  await assert.rejects(map(rep), code('query.unknownField'))
  await assert.rejects(
    rep.do((c) => nearestAccounts(c, { lng: 120, lat: 30 }, 5)),
    code('query.unknownField'),
  )
  await w.fieldRight('rep', 'account', 'lng', null)
  assert.equal((await rep.list('account')).length, 3, 'and with the right he sees them again')
})

test('C4 many in sight become few clusters that count everybody once; a random crowd against plain arithmetic', async () => {
  await w.tenant.db.fresh(sql`select setseed(${(SEED % 1000) / 1000})`)
  const crowd = await w.tenant.db.fresh<{ id: string; lng: string; lat: string; owner_id: string }>(sql`
    insert into ${at(w.tenant, 'account')} select p.* from ${at(w.tenant, 'account')} a
    cross join generate_series(1, 3000) n cross join lateral jsonb_populate_record(null::${at(w.tenant, 'account')},
      to_jsonb(a) || jsonb_build_object('id', gen_random_uuid(), 'number', 'N' || n, 'name', '群' || n,
        'lng', round((100 + random() * 20)::numeric, 4), 'lat', round((22 + random() * 18)::numeric, 4))) p
    where a.name = '杭州一院' returning id, lng, lat, owner_id`)
  const within = ([west, south, east, north]: Box) =>
    crowd.filter(
      (p) => Number(p.lng) >= west && Number(p.lng) <= east && Number(p.lat) >= south && Number(p.lat) <= north,
    )
  const box: Box = [105.5, 25.25, 117.75, 36.5]
  const seen = await map(rep, box)
  assert.equal(seen.points.length, 0)
  assert.ok(seen.clusters.length <= CELLS * CELLS)
  assert.equal(seen.total, within(box).length)
  assert.equal(
    seen.clusters.reduce((sum, c) => sum + c.count, 0),
    within(box).length,
  )
  for (const c of seen.clusters) {
    const [i, j] = [
      Math.floor((c.lng - box[0]) / ((box[2] - box[0]) / CELLS)),
      Math.floor((c.lat - box[1]) / ((box[3] - box[1]) / CELLS)),
    ]
    const cell = within(box).filter(
      (p) =>
        Math.floor((Number(p.lng) - box[0]) / ((box[2] - box[0]) / CELLS)) === i &&
        Math.floor((Number(p.lat) - box[1]) / ((box[3] - box[1]) / CELLS)) === j,
    )
    assert.ok(Math.abs(cell.length - c.count) <= 1, 'a point on the edge of two cells may count in either')
  }
  const small: Box = [110, 30, 112, 32]
  assert.ok(within(small).length > 0 && within(small).length <= MOST_POINTS)
  assert.deepEqual(
    (await map(rep, small)).points.map((p) => p.id).sort(),
    within(small)
      .map((p) => p.id)
      .sort(),
  )
  assert.equal((await map(other)).total, 1)
})

test('C4 nearest: nearest first, with the distance, wherever the rings end; nobody else’s', async () => {
  const here = { lng: 110, lat: 30 }
  const all = await w.tenant.db.fresh<{ id: string; lng: string; lat: string }>(
    sql`select id, lng, lat from ${at(w.tenant, 'account')} where deleted_at is null and lng is not null and owner_id = ${rep.id}`,
  )
  const km = (p: { lng: string; lat: string }) =>
    Math.hypot((Number(p.lng) - here.lng) * Math.cos((here.lat * Math.PI) / 180), Number(p.lat) - here.lat) * 111.32
  for (const limit of [1, 7, 40]) {
    const found = await rep.do((c) => nearestAccounts(c, here, limit))
    const expected = [...all].sort((a, b) => km(a) - km(b)).slice(0, limit)
    assert.deepEqual(
      found.map((f) => f.id),
      expected.map((e) => e.id),
    )
    for (const [i, f] of found.entries()) assert.ok(Math.abs(f.km - km(expected[i]!)) < 0.01)
  }
  assert.deepEqual(await other.do((c) => nearestAccounts(c, here, 5)), [])
  const [far] = await other.do((c) => nearestAccounts(c, { lng: 87.6, lat: 43.8 }, 5))
  assert.equal(far!.name, '乌鲁木齐一院')
})

test('C4 a box or place that is none is refused', () => {
  for (const text of ['1,2,3', 'a,b,c,d', '2,0,1,1', '0,0,1,91', '0,0,NaN,1', '0,0,Infinity,1', '1,1,1,1'])
    assert.throws(() => readBox(text), code('map.box'), text)
  assert.deepEqual(readBox('100,20,110,30'), [100, 20, 110, 30])
  for (const text of [undefined, '', 'x', '181', 'NaN'])
    assert.throws(() => readDegree(text, 'lng', 180), code('map.place'))
})
