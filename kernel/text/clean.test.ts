import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanLine, cleanText } from './clean.ts'

test('text: ends are trimmed, full-width space included', () => {
  assert.equal(cleanText('\u3000 北京协和医院 \u00A0'), '北京协和医院')
})

test('text: NFC, control, zero-width and bidi characters', () => {
  assert.equal(cleanText('cafe\u0301'), 'caf\u00E9')
  assert.equal(cleanText('张\u200B三\uFEFF\u0000\u0007'), '张三')
  assert.equal(cleanText('\u202Egnp.exe'), 'gnp.exe')
  assert.equal(cleanText('a\tb'), 'a b')
  assert.equal(cleanText('\uD83D甲'), '\uFFFD甲')
})

test('text: every line end becomes \\n, and a line field has none', () => {
  assert.equal(cleanText('一\r\n二\r三\u2028四\u000B五'), '一\n二\n三\n四\n五')
  assert.equal(cleanLine(' 一\r\n二 \t 三 '), '一 二 三')
})

test('text: cleaning is idempotent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (s) => {
      assert.equal(cleanText(cleanText(s)), cleanText(s))
      assert.equal(cleanLine(cleanLine(s)), cleanLine(s))
    }),
  )
})
