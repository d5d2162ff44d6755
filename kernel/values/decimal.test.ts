import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toChineseUppercase } from './chineseAmount.ts'
import { add, compare, div, format, mul, normalize, parseDecimal, round, sub, sum, toFixed } from './decimal.ts'

const money = { precision: 18, scale: 2 }

test('decimal: numbers as people type them', () => {
  const cases: Record<string, string> = {
    '1234.50': '1234.5',
    '１，２３４．５０': '1234.5',
    ' 1,234,567.89 ': '1234567.89',
    '￥1，000': '1000',
    '-¥12.5': '-12.5',
    '+5': '5',
    '.5': '0.5',
    '007': '7',
    '-0.00': '0',
    '－３': '-3',
    '12.': '12',
    '1.500': '1.5',
  }
  for (const [input, value] of Object.entries(cases))
    assert.deepEqual(parseDecimal(input, money), { ok: true, value }, input)
})

test('decimal: what is no number, or does not fit, is refused by code', () => {
  for (const s of [
    '',
    'abc',
    '12,5',
    '1.2.3',
    '1e5',
    '1,23,456',
    '--1',
    '1-',
    'NaN',
    'Infinity',
    '0x10',
    '1.234,5',
    '¥',
  ])
    assert.deepEqual(parseDecimal(s, money), { ok: false, code: 'decimal.format' }, s)
  assert.deepEqual(parseDecimal('1.005', money), { ok: false, code: 'decimal.scale' })
  assert.deepEqual(parseDecimal('12345678901234567', money), { ok: false, code: 'decimal.precision' })
  assert.deepEqual(parseDecimal('0.1234', { precision: 4, scale: 4 }), { ok: true, value: '0.1234' })
})

test('decimal: what floating point gets wrong', () => {
  assert.equal(add('0.1', '0.2'), '0.3')
  assert.equal(mul('1.005', '100'), '100.5')
  assert.equal(sub('9007199254740993', '1'), '9007199254740992')
  assert.equal(sum(['0.1', '0.2', '-0.3']), '0')
  assert.equal(round('1.005', 2), '1.01')
  assert.equal(round('-2.5', 0), '-3')
  assert.equal(toFixed('2.345', 2), '2.35')
  assert.equal(toFixed('-0.001', 2), '0.00')
  assert.equal(div('1', '3', 4), '0.3333')
  assert.equal(div('2', '-0.03', 2), '-66.67')
  assert.throws(() => div('1', '0', 2), RangeError)
  assert.equal(format('-1234567.5', 2), '-1,234,567.50')
  assert.equal(format('123456', 0), '123,456')
  assert.equal(compare('1.0', '1'), 0)
  assert.equal(compare('-2', '-10'), 1)
  assert.throws(() => add('1e3', '1'), RangeError)
  assert.equal(normalize('012.500'), '12.5')
})

test('decimal: sums, products and order agree with integers', () => {
  const cents = fc.integer({ min: -1_000_000, max: 1_000_000 })
  const text = (c: number) =>
    `${c < 0 ? '-' : ''}${Math.trunc(Math.abs(c) / 100)}.${String(Math.abs(c) % 100).padStart(2, '0')}`
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      assert.equal(toFixed(add(text(a), text(b)), 2), normalizeZero(text(a + b)))
      assert.equal(compare(text(a), text(b)), Math.sign(a - b))
      assert.equal(mul(mul(text(a), text(b)), '10000'), String(a * b || 0))
    }),
  )
})

function normalizeZero(s: string): string {
  return s === '-0.00' ? '0.00' : s
}

/** The first rows are the examples printed in the rule of the People's Bank; the rest are read off by hand. */
const AMOUNTS: [string, string][] = [
  ['1409.50', '壹仟肆佰零玖元伍角'],
  ['6007.14', '陆仟零柒元壹角肆分'],
  ['1680.32', '壹仟陆佰捌拾元零叁角贰分'],
  ['107000.53', '壹拾万柒仟元零伍角叁分'],
  ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
  ['325.04', '叁佰贰拾伍元零肆分'],
  ['1234.50', '壹仟贰佰叁拾肆元伍角'],
  ['0', '零元整'],
  ['0.5', '伍角'],
  ['0.05', '伍分'],
  ['10', '壹拾元整'],
  ['110', '壹佰壹拾元整'],
  ['1010', '壹仟零壹拾元整'],
  ['20100', '贰万零壹佰元整'],
  ['100000', '壹拾万元整'],
  ['100000001', '壹亿零壹元整'],
  ['1000010000', '壹拾亿零壹万元整'],
  ['1000000000000', '壹万亿元整'],
  ['-30.10', '负叁拾元零壹角'],
  ['99999999.99', '玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
]

test('decimal: amounts in capital numerals', () => {
  for (const [amount, words] of AMOUNTS) assert.equal(toChineseUppercase(amount), words, amount)
  assert.throws(() => toChineseUppercase('10000000000000000'), RangeError)
})
