import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalizeName } from './normalize.ts'

const same = (a: string, b: string) => assert.deepEqual(normalizeName(a), normalizeName(b), `${a} | ${b}`)

test('C7 width, space, case and bracket style do not matter', () => {
  same('武汉市中心医院（后湖院区）', '武汉市中心医院 (后湖院区)')
  same('Ｐｆｉｚｅｒ制药', 'pfizer 制药')
  same('臺州醫院', '台州医院')
  same('国药·控股', '国药控股')
})

test('C7 legal forms are stripped, institution words are not', () => {
  assert.equal(normalizeName('拜耳医药保健有限公司').key, '拜耳医药保健')
  assert.equal(normalizeName('云南白药集团股份有限公司').key, '云南白药')
  assert.equal(normalizeName('九州通医药集团股份有限公司').key, '九州通医药')
  assert.equal(normalizeName('国药控股（湖北）有限公司').key, '国药控股湖北')
  assert.equal(normalizeName('公司').key, '公司')
  assert.notEqual(normalizeName('城关医院').key, normalizeName('城关卫生院').key)
})

test('C7 brackets: branch, second name, status', () => {
  assert.deepEqual(normalizeName('重庆市红十字会医院（江北区人民医院）'), {
    key: '重庆市红十字会医院',
    branch: '',
    seconds: ['江北区人民医院'],
  })
  assert.equal(normalizeName('武汉大学人民医院（东院）').branch, '东院')
  assert.equal(normalizeName('上海交通大学医学院附属瑞金医院北院').branch, '北院')
  assert.equal(normalizeName('上海交通大学医学院附属瑞金医院北院').key, '上海交通大学医学院附属瑞金医院')
  assert.deepEqual(normalizeName('市立医院（原：红会医院）').seconds, ['红会医院'])
  assert.equal(normalizeName('某某会计师事务所（特殊普通合伙）').key, '某某会计师事务所')
  assert.equal(normalizeName('武汉大学人民医院（本部').branch, '')
  assert.deepEqual(normalizeName('（某某医院）'), { key: '某某医院', branch: '', seconds: [] })
})

test('C7 numerals', () => {
  same('上海市第10人民医院', '上海市第十人民医院')
  same('解放军301医院', '解放军三零一医院')
  same('武汉市第3医院', '武汉市第三医院')
})

test('C7 any text: no throw, idempotent key, width-invariant', () => {
  const seed = 20261121
  console.log(`seed ${seed}`)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (s) => {
      const once = normalizeName(s)
      assert.equal(typeof once.key, 'string')
      assert.equal(normalizeName(s.normalize('NFKC')).key, once.key)
    }),
    { seed, numRuns: 500 },
  )
})
