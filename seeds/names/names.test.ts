import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '#kernel/values/seeded.ts'
import { isMobile, parsePhone } from '#modules/customers/identity/phone.ts'
import { checkUscc } from '#modules/customers/identity/uscc.ts'
import { centroid } from '#modules/customers/regions/centroid.ts'
import { regionByCode } from '#modules/customers/regions/divisions.ts'
import { contains, matchRegion } from '#modules/customers/regions/matchRegion.ts'
import { contactRecordText } from './contactRecords.ts'
import { BUSINESS_STATUSES, type BusinessStatus, SENTENCES } from './contactSentences.ts'
import { STANDARD_DEPARTMENTS } from './departments.ts'
import { distributors } from './distributors.ts'
import { DEMO_SUFFIX, institutions } from './institutions.ts'
import { demoLandline, demoMobile } from './numbers.ts'
import { people, SURNAMES } from './people.ts'
import { rng } from './rng.ts'

test('demo names: the same seed gives the same company', () => {
  assert.deepEqual(institutions(50, rng(7)), institutions(50, rng(7)))
  assert.notDeepEqual(institutions(50, rng(7)), institutions(50, rng(8)))
  assert.deepEqual(people(20, rng(1).fork('a')), people(20, rng(1).fork('a')))
  assert.notDeepEqual(people(20, rng(1).fork('a')), people(20, rng(1).fork('b')))
})

test('demo names: mulberry32 as published, and even draws', () => {
  // first values for seed 0 of the reference implementation
  const next = seeded(0)
  assert.deepEqual([next(), next(), next()], [0.26642920868471265, 0.0003297457005828619, 0.2232720274478197])
  const r = rng(42)
  const counts = [0, 0, 0, 0, 0]
  for (let i = 0; i < 10_000; i++) counts[r.int(0, 4)]!++
  for (const c of counts) assert.ok(c > 1800 && c < 2200, String(counts))
})

test('demo names: institutions are unique, marked, and consistent with their division', () => {
  const list = institutions(5000, rng(2026))
  assert.equal(new Set(list.map((i) => i.name)).size, 5000)
  assert.equal(new Set(list.map((i) => i.uscc)).size, 5000)
  for (const i of list) {
    assert.ok(i.name.endsWith(DEMO_SUFFIX), i.name)
    assert.equal(regionByCode(i.regionCode)?.current, true)
    assert.deepEqual(checkUscc(i.uscc), { ok: true, value: i.uscc })
    assert.equal(matchRegion({ address: i.address }), i.regionCode, i.address)
    const middle = centroid(i.regionCode)!
    assert.ok(Math.abs(i.lat - middle.lat) < 1 && Math.abs(i.lng - middle.lng) < 1, i.name)
    assert.equal(i.beds > 0, i.role === 'hospital')
    assert.ok(i.outpatientPerDay >= 0 && i.outpatientPerDay < 12_000)
  }
  assert.deepEqual([...new Set(list.map((i) => i.role))].sort(), [
    'cdc',
    'clinic',
    'hospital',
    'pharmacyChain',
    'pharmacyStore',
  ])
})

test('demo names: a territory is kept', () => {
  for (const i of institutions(300, rng(3), ['330000'])) assert.ok(contains('330000', i.regionCode))
  for (const d of distributors(100, rng(3), ['350200', '110000'])) assert.match(d.regionCode, /^(?:3502|11)/)
})

test('demo names: distributors', () => {
  const list = distributors(500, rng(5))
  assert.equal(new Set(list.map((d) => d.name)).size, 500)
  const codes = new Set([...list, ...institutions(500, rng(5))].map((x) => x.uscc))
  assert.equal(codes.size, 1000)
  for (const d of list) {
    assert.match(d.name, /有限公司（示例）$/)
    assert.match(d.licenseNo, /^\p{Script=Han}AA9\d{6}$/u)
    assert.equal(checkUscc(d.uscc).ok && !('warning' in checkUscc(d.uscc)), true)
  }
})

test('demo names: people have plainly synthetic, different telephones', () => {
  const list = people(25_000, rng(9))
  assert.equal(new Set(list.map((p) => p.mobile)).size, 25_000)
  for (const p of list) {
    assert.match(p.mobile, /^1990000|^199000[12]/)
    assert.match(p.name, /^\p{Script=Han}{2,4}$/u)
  }
  assert.ok(isMobile(demoMobile(9_999_999)))
  assert.equal(parsePhone(demoLandline('0571', 12))?.kind, 'landline')
  assert.ok(SURNAMES.length > 100)
})

test('demo names: departments have different codes and both labels', () => {
  assert.ok(STANDARD_DEPARTMENTS.length >= 35)
  assert.equal(new Set(STANDARD_DEPARTMENTS.map((d) => d.code)).size, STANDARD_DEPARTMENTS.length)
  for (const d of STANDARD_DEPARTMENTS) assert.ok(d.label.zh && d.label.en)
})

test('demo names: contact records', () => {
  const all = Object.values(SENTENCES).flat()
  assert.ok(new Set(all).size === all.length && all.length >= 60, String(all.length))
  const r = rng(11)
  for (const status of Object.keys(BUSINESS_STATUSES) as BusinessStatus[])
    for (let i = 0; i < 200; i++) assert.doesNotMatch(contactRecordText(r, status).description, /[{}]|undefined/)
  const seen = Array.from({ length: 60 }, () => contactRecordText(r, 'customer', { product: '甲片' }).description)
  assert.ok(seen.some((s) => s.includes('甲片')))
})
