import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pinyin } from 'pinyin-pro'
import { bigrams } from './grams.ts'
import { pinyinInitials } from './pinyin.ts'
import { foldForSearch, searchText } from './search.ts'

test('search: folding makes width, case, spaces and punctuation equal', () => {
  assert.equal(foldForSearch('（ＡＢＣ）0571-8765 4321'), 'abc057187654321')
  assert.equal(foldForSearch('阿莫西林·克拉维酸钾（7∶1）'), '阿莫西林克拉维酸钾71')
  assert.equal(foldForSearch('北京 市'), foldForSearch('北京市'))
  assert.equal(foldForSearch('ⅲ期'), 'iii期')
})

test('search: parts, initials and numbers in one text', () => {
  assert.equal(searchText(['北京协和医院']), '北京协和医院 bjxhyy')
  assert.equal(
    searchText(['北京协和医院', '北京 协和 医院', '010-6915 6114', null, '']),
    '北京协和医院 bjxhyy 01069156114',
  )
  assert.equal(searchText(['第2医院']), '第2医院 d2yy')
})

test('search: readings of place names that have two', () => {
  const places =
    '重庆cq 长沙cs 厦门xm 六安la 亳州bz 台州tz 六合lh 单县sx 尉犁yl 乐清yq 番禺py 蚌埠bb 大埔db 莘县sx 中国中医科学院zgzykxy'
  const wrong: string[] = []
  for (const pair of places.split(' ')) {
    const [, name, initials] = /^(\p{Script=Han}+)([a-z]+)$/u.exec(pair)!
    if (pinyinInitials(name!) !== initials) wrong.push(`${name} ${pinyinInitials(name!)}`)
  }
  assert.deepEqual(wrong, [])
})

test('search: a person is found under the reading of the surname', () => {
  assert.ok(searchText(['单雄信']).split(' ').includes('sxx'))
  assert.ok(searchText(['曾国藩']).split(' ').includes('zgf'))
  assert.ok(searchText(['仇英']).split(' ').includes('qy'))
})

test('search: parts are cut at 200, not inside a character', () => {
  const long = `a${'𠮷'.repeat(150)}`
  const folded = searchText([long]).split(' ')[0]!
  assert.equal(folded.length, 199)
  assert.ok(folded.isWellFormed())
})

test('search: bigrams of runs, and single Chinese characters', () => {
  assert.deepEqual(new Set(bigrams('协和 xh')), new Set(['协', '和', '协和', 'xh']))
  assert.deepEqual(new Set(bigrams('第2医')), new Set(['第', '医', '第2', '2医']))
  assert.deepEqual(bigrams('a 1'), [])
  assert.deepEqual(bigrams(''), [])
  assert.deepEqual(bigrams('𠮷野'), ['𠮷', '野', '𠮷野'])
})

test('search: every substring query is covered by the terms of its text', () => {
  const text = searchText(['福建省立医院', 'fj001'])
  const terms = new Set(bigrams(text))
  for (const word of text.split(' '))
    for (let i = 0; i + 2 <= word.length; i++) assert.ok(terms.has(word.slice(i, i + 2)), word.slice(i, i + 2))
})

const shared = [process.env.XINGLIN_SHARED, join(import.meta.dirname, '../../../shared')].find(
  (p) => p && existsSync(p),
)

test('search: initials of real hospitals are those of their full readings', (t) => {
  if (!shared) return t.skip('no ../shared/data: set XINGLIN_SHARED')
  const lines = readFileSync(join(shared, 'data/hospitals.csv'), 'utf8').trim().split('\n').slice(1)
  const names = lines.map((l) => foldForSearch(l.split(',')[4]!))
  const reading = (name: string) => pinyin(name, { toneType: 'none', type: 'array' }).map((syllable) => syllable[0])
  const same = names.filter((name) => pinyinInitials(name) === reading(name).join(''))
  assert.ok(names.length > 2000)
  assert.ok(same.length / names.length >= 0.99, `${same.length} of ${names.length}`)
})
