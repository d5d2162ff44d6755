import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capitalAmount } from '#modules/sales/web/capital.ui.ts'
import { compare, minus, percent, plus, shareOf, smaller, sumOf, times } from '#modules/sales/web/decimals.ui.ts'

/** Examples of 《支付结算办法》附件一 and of the Ministry of Finance's rules for vouchers. */
test('S6 amounts in words follow the rules for bills', () => {
  const known: Record<string, string> = {
    '1409.50': '壹仟肆佰零玖元伍角',
    '6007.14': '陆仟零柒元壹角肆分',
    '1680.32': '壹仟陆佰捌拾元零叁角贰分',
    '107000.53': '壹拾万柒仟元零伍角叁分',
    '16409.02': '壹万陆仟肆佰零玖元零贰分',
    '325.04': '叁佰贰拾伍元零肆分',
    '100': '壹佰元整',
    '10000': '壹万元整',
    '100000001': '壹亿零壹元整',
    '1000200030004': '壹万亿零贰亿零叁万零肆元整',
    '0.05': '伍分',
    '0.5': '伍角',
    '0': '零元整',
    '-12': '负壹拾贰元整',
  }
  for (const [amount, words] of Object.entries(known)) assert.equal(capitalAmount(amount), words, amount)
  for (const odd of ['', 'abc', '1.234', '1,000']) assert.equal(capitalAmount(odd), '', odd)
})

test('S6 sums on the page never pass through floats', () => {
  assert.equal(plus('0.1', '0.2'), '0.3')
  assert.equal(minus('1', '0.9999'), '0.0001')
  assert.equal(sumOf(['10', '0.05', undefined, 'x', '-3.3']), '6.75')
  assert.equal(times('3', '33.335'), '100.01')
  assert.equal(times('-3', '33.335'), '-100.01')
  assert.equal(times('12345678901234567', '0.0001', 2), '1234567890123.46')
  assert.equal(compare('2.50', '2.5'), 0)
  assert.equal(smaller('10', '9.99'), '9.99')
  assert.equal(percent('999.99', '1000'), 99)
  assert.equal(percent('1', '0'), 0)
  assert.equal(shareOf('100', '1', '3'), '33.33')
  assert.equal(shareOf('100', '2', '3'), '66.67')
  assert.equal(shareOf('0.05', '1', '2'), '0.03')
  assert.equal(shareOf('1130.00', '2.5', '10'), '282.5')
  assert.equal(shareOf('10', '1', '0'), '0')
})
