import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { namePlaces } from '#apps/server/places.ts'
import { configureImport, createImport, importStatus, runImports, startImport } from '#kernel/transfer/index.ts'
import { tempFolder } from '#testing/folder.ts'
import { type Person, type World, world } from '#testing/world.ts'
import type { Terminal } from './house.ts'
import { exportVerb, importVerb, progressBar } from './transfer.ts'

const shared = [join(import.meta.dirname, '../../../shared'), process.env.XINGLIN_SHARED ?? '']
  .filter(Boolean)
  .map((folder) => join(folder, 'data/hospitals.csv'))
  .find((file) => existsSync(file))

function listening(): Terminal & { said: string[]; told: string[] } {
  const said: string[] = []
  const told: string[] = []
  return { said, told, out: (l) => void said.push(l), err: (l) => void told.push(l), progress: () => {} }
}

interface Hospital {
  province_code: string
  city_code: string
  province: string
  city: string
  name: string
}

/** The file read by a parser of our own: it has quotes around no cell. */
function hospitals(): Hospital[] {
  const [head, ...rows] = readFileSync(shared!, 'utf8').trim().split(/\r?\n/)
  const names = head!.split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((c, i) => [names[i], c])) as unknown as Hospital)
}

const folder = tempFolder('cli')

describe('P13 command line', { concurrency: false }, () => {
  let w: World
  let director: Person
  before(async () => {
    namePlaces()
    w = await world()
    director = await w.hire('王总', { roles: ['director'] })
  })
  after(() => w.close())

  test('P13 bad rows end with 1 and lie in a file; a run over again finds what is there; --as has that person’s rights', async () => {
    const file = join(folder, '客户.csv')
    writeFileSync(file, '医院名称,省份,城市,电话\n甲医院,浙江省,杭州市,0571-87654321\n乙医院,浙江省,虚构市,\n')
    const [number] = await director.list<{ number: string }>('employee', { where: { name: { eq: '王总' } } })
    const io = listening()
    const args = [
      'account',
      file,
      '--set',
      'accountRoles=医院',
      '--as',
      number!.number,
      '--bad',
      join(folder, 'bad.csv'),
    ]
    assert.equal(await importVerb(w.tenant, args, io), 1)
    const { state, created, failed } = JSON.parse(io.said[0]!) as Record<string, unknown>
    assert.deepEqual([state, created, failed], ['done', 1, 1])
    assert.match(
      readFileSync(join(folder, 'bad.csv'), 'utf8'),
      /乙医院,浙江省,虚构市,,3,所在地区无法识别：浙江省 虚构市/,
    )
    const [row] = await director.list('account', { where: { name: { eq: '甲医院' } } })
    assert.deepEqual([row!.regionCode, (row!.owner as { id: string }).id], ['330100', director.id])
    assert.equal(await importVerb(w.tenant, args, io), 1)
    assert.equal(JSON.parse(io.said[1]!).skipped, 1)
    const rep = await w.hire('李代表', { roles: ['viewer'] })
    const [viewer] = await director.list<{ number: string }>('employee', { where: { id: { eq: rep.id } } })
    await assert.rejects(importVerb(w.tenant, [...args.slice(0, 5), viewer!.number], io), { status: 403 })
    assert.equal(await importVerb(w.tenant, ['account'], io), 2)
  })

  test('P13 a map by headings, a dry run that writes nothing, and an export of the same', async () => {
    const file = join(folder, 'map.csv')
    const map = join(folder, 'map.json')
    writeFileSync(file, 'A,B\n丙医院,120000\n')
    writeFileSync(map, JSON.stringify({ name: 'A', regionCode: 1 }))
    const io = listening()
    const args = ['account', file, '--map', map, '--set', 'accountRoles=hospital']
    assert.equal(await importVerb(w.tenant, [...args, '--dry-run'], io), 0)
    assert.equal(JSON.parse(io.said[0]!).valid, 1)
    assert.deepEqual(await director.list('account', { where: { name: { eq: '丙医院' } } }), [])
    assert.equal(await importVerb(w.tenant, args, io), 0)
    const out = join(folder, 'out.csv')
    const where = JSON.stringify({ name: { eq: '丙医院' } })
    assert.equal(
      await exportVerb(
        w.tenant,
        ['account', '--where', where, '--fields', 'name,regionCode,accountRoles', '--out', out],
        io,
      ),
      0,
    )
    assert.equal(readFileSync(out, 'utf8'), '\uFEFF客户名称,所在地区,客户类型\r\n丙医院,天津市,医院\r\n')
  })

  test('P13 the bar says how far it is', () => {
    const status = { done: 50, total: 200, created: 40, updated: 0, skipped: 5, failed: 5 } as Parameters<
      typeof progressBar
    >[0]
    assert.match(progressBar(status), /^█{8}░{22} 25\.0% {2}50\/200 {2}\+40 ~0 =5 ✗5$/)
  })
})

describe('C1 2,083 real institutions', {
  concurrency: false,
  skip: !shared && 'no ../shared/data/hospitals.csv here',
}, () => {
  let w: World
  let director: Person
  before(async () => {
    namePlaces()
    w = await world()
    director = await w.hire('王总', { roles: ['director'] })
  })
  after(() => w.close())

  /** Rows whose name stands in the same city further up: those are doubles; the same name elsewhere is another place. */
  const doubles = () => {
    const seen = new Set<string>()
    return hospitals().filter((h) => seen.size === seen.add(`${h.name} ${h.city_code}`).size)
  }

  test('C1 by the wizard: places become codes, second names are found, doubles are shown, namesakes are two', async () => {
    const made = await director.do((c) => createImport(c, 'account', { name: 'hospitals.csv', path: shared! }))
    assert.equal(made.total, 2083)
    assert.deepEqual(Object.fromEntries(Object.entries(made.mapping).map(([k, at]) => [k, made.columns[at]])), {
      name: 'name',
      phone: 'tel',
      address: 'address',
      tags: 'tags',
      'regionCode.province': 'province',
      'regionCode.city': 'city',
      'regionCode.address': 'address',
    })
    await director.do((c) => configureImport(c, made.id, { defaults: { accountRoles: 'hospital' } }))
    await director.do((c) => startImport(c, made.id))
    await runImports(w.tenant, { once: true })
    const done = await director.do((c) => importStatus(c, made.id))
    assert.deepEqual([done.state, done.done, done.failed], ['done', 2083, 0])
    assert.ok(done.skipped >= doubles().length)

    // Each place is the city that the file's own code column says, whatever the words were.
    const cities = Map.groupBy(hospitals(), (h) => h.name)
    for (const province of new Set(hospitals().map((h) => h.province_code.slice(0, 2)))) {
      const where = { regionCode: { startsWith: province } }
      const page = await director.list<{ name: string; regionCode: string }>('account', { where, limit: 200 })
      for (const { name, regionCode } of page) {
        const known = cities.get(name)!.map((h) => h.city_code.slice(0, 4))
        assert.ok(known.includes(regionCode.slice(0, 4)), `${name} ${regionCode}`)
      }
    }
    const names = hospitals().map((h) => h.name)
    const twice = [...new Set(names.filter((n, i) => names.indexOf(n) !== i))]
    assert.equal(twice.length, 8)
    for (const name of twice) {
      const cities = new Set(
        hospitals()
          .filter((h) => h.name === name)
          .map((h) => h.city_code),
      )
      const found = await director.list('account', { where: { name: { eq: name } } })
      assert.equal(found.length, cities.size, name)
    }
    const [second] = await director.list<{ name: string }>('account', { q: '南口中西医结合' })
    assert.match(second!.name, /^北京市昌平区南口医院/)
  })

  test('C1 by the command line: nothing comes in twice', async () => {
    const io = listening()
    const code = await importVerb(
      w.tenant,
      ['account', shared!, '--set', 'accountRoles=hospital', '--bad', join(folder, 'h.csv')],
      io,
    )
    const said = JSON.parse(io.said[0]!) as { total: number; skipped: number; created: number; failed: number }
    assert.deepEqual([code, said.total, said.created, said.skipped, said.failed], [0, 2083, 0, 2083, 0])
  })
})
