import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { completeMapping, guessField, invert, unmapped } from './guess.ts'

const f = (name: string, zh: string, en: string, required = false): FieldMeta => ({
  name,
  type: 'text',
  label: { zh, en },
  right: 'edit',
  required,
})
const fields = [
  f('name', '客户名称', 'Name', true),
  f('phone', '电话', 'Phone'),
  f('region', '所在地区', 'Region', true),
  f('shortName', '简称', 'Short name'),
]

test('P13 import: headers find their fields by either label, with stars and brackets', () => {
  assert.equal(guessField('客户名称*', fields), 'name')
  assert.equal(guessField('Phone', fields), 'phone')
  assert.equal(guessField('电话（必填）', fields), 'phone')
  assert.equal(guessField('备注', fields), undefined)
  assert.equal(guessField('  ', fields), undefined)
})

test('P13 import: what the server remembers wins, the rest is guessed, no column is used twice', () => {
  const mapping = completeMapping(['客户名称', '电话', '所在地区'], { shortName: 0, gone: 1 }, fields)
  assert.deepEqual(mapping, { shortName: 0, phone: 1, region: 2 })
  assert.equal(new Set(Object.values(mapping)).size, 3)
  assert.equal(invert(mapping).get(1), 'phone')
})

test('P13 import: required fields without a column are named', () => {
  assert.deepEqual(
    unmapped({ phone: 1, region: 2 }, fields).map((x) => x.name),
    ['name'],
  )
})
