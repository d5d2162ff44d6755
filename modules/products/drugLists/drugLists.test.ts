import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { importFile, tempFile } from '#testing/transferWorld.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { dosageFormOf } from './dosageForm.ts'
import {
  type BrandRow,
  brandMakers,
  brandProducts,
  chineseProducts,
  type NrdlRow,
  type ProductRow,
  tcmNames,
  westernProducts,
} from './drugLists.ts'

const folder = [process.env.XINGLIN_SHARED, join(import.meta.dirname, '../../../../shared')]
  .map((root) => join(root ?? '', 'data/drugs'))
  .find((path) => existsSync(path))
const skip = folder ? false : '../shared/data/drugs is not on this machine (set XINGLIN_SHARED)'

const read = <T>(name: string): T[] => parse(readFileSync(join(folder!, name)), { columns: true, bom: true }) as T[]

/** A spreadsheet of rows under a header. */
const sheet = (rows: string[][]): string =>
  rows.map((row) => row.map((v) => `"${v.replaceAll('"', '""')}"`).join(',')).join('\n')

let w: World
let steward: Person

before(async () => {
  if (!folder) return
  w = await world()
  steward = await w.hire('专员', { roles: ['dataSteward', 'admin'] })
})
after(() => w?.close())

const HEADER = {
  genericName: '通用名',
  tradeName: '商品名',
  dosageForm: '剂型',
  nrdlClass: '医保类别',
  manufacturer: '生产企业',
  note: '说明',
}

/** Imports products from a spreadsheet as people make them; the columns are recognised by their Chinese names. */
async function importProducts(name: string, rows: ProductRow[]) {
  const keys = Object.keys(HEADER) as (keyof ProductRow)[]
  const text = sheet([Object.values(HEADER), ...rows.map((r) => keys.map((k) => r[k]))])
  return importFile(w, steward, tempFile(name, text), { mode: 'create' }, 'product')
}

test('S16 dosage forms and names are read from the lists as pharmacists read them', () => {
  assert.deepEqual(tcmNames('感冒清热颗粒(片、胶囊)'), ['感冒清热颗粒', '感冒清热片', '感冒清热胶囊'])
  assert.deepEqual(tcmNames('九味羌活丸(颗粒)'), ['九味羌活丸', '九味羌活颗粒'])
  assert.deepEqual(tcmNames('安宫牛黄丸(体外培育牛黄)'), ['安宫牛黄丸(体外培育牛黄)'])
  assert.equal(dosageFormOf('阿卡波糖片', '?'), '片剂')
  assert.equal(dosageFormOf('阿司匹林肠溶片', '?'), '肠溶片')
  assert.equal(dosageFormOf('注射用头孢曲松钠', '?'), '注射用无菌粉末')
  assert.equal(dosageFormOf('复方硼砂', '?'), '?')
})

test('S16 P13 drugs/*.csv: 473 makers become accounts, the brands products that name them', { skip }, async () => {
  const brands = read<BrandRow>('original_brand_drugs_2025.csv')
  const makers = brandMakers(brands)
  assert.equal(makers.length, 473)
  const text = sheet([['客户名称', '客户类型', '所在地区'], ...makers.map((m) => [m, '供应商', '310000'])])
  const accounts = await importFile(w, steward, tempFile('makers.csv', text), { mode: 'create' }, 'account')
  assert.deepEqual([accounts.created, accounts.failed], [473, 0])
  const rows = brandProducts(brands)
  const distinct = new Set(brands.map((b) => `${b.generic_name}|${b.trade_name}|${b.company_full}`))
  const status = await importProducts('brands.csv', rows)
  assert.deepEqual([status.created, status.failed], [distinct.size, 0])
  const [acarbose] = await steward.list<{ tradeName: string; dosageForm: string; manufacturer: { label: string } }>(
    'product',
    { where: { genericName: { eq: '阿卡波糖片' }, tradeName: { eq: '拜唐苹' } } },
  )
  assert.deepEqual([acarbose!.dosageForm, acarbose!.manufacturer.label], ['片剂', '拜耳医药保健有限公司'])
  const byInitials = await steward.list<{ genericName: string }>('product', { q: 'akbtp' })
  assert.ok(byInitials.some((p) => p.genericName === '阿卡波糖片'))
})

test('S16 P13 drugs/nrdl*.csv: names, forms and reimbursement class 甲/乙 as the list has them', { skip }, async () => {
  const western = read<NrdlRow>('nrdl2022_western.csv')
  const chinese = read<NrdlRow>('nrdl2022_tcm.csv')
  const expected = (rows: NrdlRow[], category: string) => rows.filter((r) => r.category === category).length
  const status = await importProducts('western.csv', westernProducts(western))
  assert.deepEqual([status.created, status.failed], [western.length, 0])
  const count = async (nrdlClass: string) => {
    const [row] = await w.tenant.db.query<{ n: number }>(
      sql`select count(*)::int as n from ${at(w.tenant, 'product')} where nrdl_class = ${nrdlClass}`,
    )
    return row!.n
  }
  assert.deepEqual([await count('A'), await count('B')], [expected(western, '甲'), expected(western, '乙')])
  const more = await importProducts('tcm.csv', chineseProducts(chinese))
  assert.deepEqual([more.created, more.failed], [chineseProducts(chinese).length, 0])
  assert.ok(more.created > chinese.length)
  for (const name of ['感冒清热颗粒', '感冒清热片', '感冒清热胶囊']) {
    const [row] = await steward.list<{ nrdlClass: string; dosageForm: string }>('product', {
      where: { genericName: { eq: name } },
    })
    assert.equal(row!.nrdlClass, 'A', name)
  }
})
