import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDecimal,
  formatInstant,
  formatMoney,
  formatQuantity,
  initials,
  shanghaiDay,
} from './format.ts'

test('P1 decimals are shown digit for digit, however long', () => {
  assert.equal(formatDecimal('1234567.50'), '1,234,567.50')
  assert.equal(formatDecimal('-1234.5', 2), '-1,234.50')
  assert.equal(formatDecimal('9007199254740993.0000000001'), '9,007,199,254,740,993.0000000001')
  assert.equal(formatDecimal('0.1'), '0.1')
  assert.equal(formatDecimal('12.3456', 2), '12.3456', 'never cuts')
  assert.equal(formatDecimal(null), '')
  assert.equal(formatDecimal('***'), '***', 'a masked value stays as it came')
})

test('P1 quantities and prices are shown without the zeros of their column', () => {
  assert.equal(formatQuantity('800.0000'), '800')
  assert.equal(formatQuantity('1200.5000'), '1,200.5')
  assert.equal(formatQuantity('100'), '100')
  assert.equal(formatMoney('15.8400', 4), '¥15.84')
  assert.equal(formatMoney('15.8425', 4), '¥15.8425')
  assert.equal(formatMoney('872.0000', 4), '¥872.00')
})

test('P1 money carries the yuan sign behind the minus', () => {
  assert.equal(formatMoney('1000'), '¥1,000.00')
  assert.equal(formatMoney('-0.5'), '-¥0.50')
  assert.equal(formatMoney(''), '')
})

test('P1 instants are shown in Shanghai, days as they are', () => {
  assert.equal(formatInstant('2026-03-04T16:30:00Z'), '2026-03-05 00:30')
  assert.equal(formatInstant('2026-12-31T23:59:59Z', true), '2027-01-01 07:59:59')
  assert.equal(formatInstant('nonsense'), '')
  assert.equal(shanghaiDay(new Date('2026-02-28T15:59:59Z')), '2026-02-28')
  assert.equal(shanghaiDay(new Date('2026-02-28T16:00:00Z')), '2026-03-01')
  assert.equal(shanghaiDay(new Date('2026-02-28T00:00:00Z'), 7), '2026-03-07')
})

test('P1 distances in time, sizes, counts', () => {
  const now = new Date('2026-03-10T12:00:00Z')
  assert.equal(formatAgo('2026-03-10T11:59:30Z', 'zh', now), '刚刚')
  assert.equal(formatAgo('2026-03-10T11:55:00Z', 'zh', now), '5 分钟前')
  assert.equal(formatAgo('2026-03-08T12:00:00Z', 'en', now), '2 d ago')
  assert.equal(formatAgo('2026-01-01T12:00:00Z', 'zh', now), '2026-01-01')
  assert.equal(formatBytes(812), '812 B')
  assert.equal(formatBytes(3_565_158), '3.4 MB')
  assert.equal(formatCount({ value: 1000, exact: false }), '1,000+')
})

test('P1 avatars carry the given name of a Chinese name', () => {
  assert.equal(initials('王建国'), '建国')
  assert.equal(initials('李娜'), '娜')
  assert.equal(initials('Ann Lee'), 'AL')
  assert.equal(initials('王建国（示例）'), '建国')
  assert.equal(initials(null), '?')
})
