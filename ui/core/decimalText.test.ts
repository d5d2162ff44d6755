import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDecimal, toScale } from './decimalText.ts'

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31)

test('P1 what a Chinese keyboard types is understood', () => {
  assert.equal(parseDecimal('１２３４．５'), '1234.5')
  assert.equal(parseDecimal('12。5'), '12.5')
  assert.equal(parseDecimal('1,234,567.80'), '1234567.80')
  assert.equal(parseDecimal('１，２３４'), '1234')
  assert.equal(parseDecimal('￥ 88.00 元'), '88.00')
  assert.equal(parseDecimal('－3'), '-3')
  assert.equal(parseDecimal('007'), '7')
  assert.equal(parseDecimal('.5'), '0.5')
  assert.equal(parseDecimal('-0.00'), '0.00')
})

test('P1 what is no number is said to be none, not guessed', () => {
  for (const text of ['', '-', '.', '一百', '1.2.3', '12a', 'NaN', '1e5', '--1'])
    assert.equal(parseDecimal(text), null, text)
})

test('P1 rounding works on the digits: half away from zero, at any length', () => {
  assert.equal(toScale('1.005', 2), '1.01')
  assert.equal(toScale('-1.005', 2), '-1.01')
  assert.equal(toScale('0.995', 2), '1.00')
  assert.equal(toScale('-0.004', 2), '0.00')
  assert.equal(toScale('12', 2), '12.00')
  assert.equal(toScale('99999999999999999999.999', 2), '100000000000000000000.00')
  assert.equal(toScale('2.5', 0), '3')
})

test(`P1 rounding agrees with whole-number arithmetic (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), fc.integer({ min: 0, max: 6 }), (n, drop) => {
      const digits = (n < 0n ? -n : n).toString().padStart(7, '0')
      const text = `${n < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
      const unit = 10n ** BigInt(drop)
      const magnitude = n < 0n ? -n : n
      const rounded = (magnitude + unit / 2n) / unit
      const got = toScale(text, 6 - drop)
      const back = BigInt(got.replace('.', ''))
      assert.equal(back < 0n ? -back : back, rounded, `${text} at ${6 - drop}`)
      assert.ok(back === 0n || back < 0n === n < 0n)
    }),
    { seed: SEED, numRuns: 300 },
  )
})
