import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MASKS, maskBankAccount, maskEmail, maskIdNo, maskMiddle, maskName, maskPhone } from './mask.ts'
import { protectCell, unprotectCell } from './spreadsheetSafe.ts'

test('mask: phones', () => {
  assert.equal(maskPhone('13812341234'), '138****1234')
  assert.equal(maskPhone('+86 138-1234-1234'), '138****1234')
  assert.equal(maskPhone('0571-87654321'), '0571-******21')
  assert.equal(maskPhone('010-69156114'), '010-******14')
  assert.equal(maskPhone('4008001234'), '40******34')
})

test('mask: identity number, name, bank account, e-mail', () => {
  assert.equal(maskIdNo('110101199003071233'), '110***********1233')
  assert.equal(maskName('张三丰'), '张**')
  assert.equal(maskName('李四'), '李*')
  assert.equal(maskBankAccount('6222 0202 0011 2233 445'), '**** **** **** 3445')
  assert.equal(maskEmail('zhang.san@example.com'), 'z***@example.com')
  assert.equal(maskMiddle('ab'), 'a*')
})

test('mask: nothing is shown of an empty value, and no mask shows the whole', () => {
  for (const mask of Object.values(MASKS)) {
    assert.equal(mask(''), '')
    assert.notEqual(mask('13912345678'), '13912345678')
    assert.notEqual(mask('王五'), '王五')
  }
})

test('transfer: formulas are neutralised, numbers are not', () => {
  for (const s of ['=1+1', '+cmd|x', '@SUM(A1)', '-2+3', '＝1', '－A1', '\t=1', '\rx', ' =1', '+86 138 1234 5678'])
    assert.equal(protectCell(s), `'${s}`)
  for (const s of ['-12.50', '-1,234.5', '-3%', '北京', '', '12', "'quoted", 'a=b']) assert.equal(protectCell(s), s)
})

test('transfer: protection is undone exactly', () => {
  const char = fc.constantFrom("'", '=', '-', '+', '@', '＝', ' ', '1', '.', '甲', '\t', '\n')
  fc.assert(
    fc.property(fc.string({ unit: char }), (s) => assert.equal(unprotectCell(protectCell(s)), s)),
    { numRuns: 5000 },
  )
})
