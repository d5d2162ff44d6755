import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { columnsOf, moveColumn, nextSort } from './columns.ts'

const label = { zh: '客户', en: 'Account' }
const object: ObjectMeta = {
  name: 'account',
  path: 'accounts',
  module: 'customers',
  label,
  title: 'name',
  fields: [
    { name: 'name', type: 'text', label, right: 'edit' },
    { name: 'city', type: 'text', label, right: 'edit' },
  ],
  lines: [],
  verbs: ['read'],
  commands: [],
  list: ['number', 'name', 'city', 'owner', 'secret'],
  filters: [],
  form: [],
  sort: '-updatedAt',
  owned: true,
  personal: false,
  numbered: false,
  customizable: true,
  hasDuplicateRules: false,
  related: [],
}

test('C1 list columns: the title is frozen first, unknown and forbidden fields are left out', () => {
  assert.deepEqual(
    columnsOf(object, null).map((c) => c.name),
    ['name', 'city', 'owner'],
  )
})

test('C1 list columns: an arrangement is kept, a field taken away since is dropped, a doubled one shown once', () => {
  const stored = [{ name: 'city', width: 90 }, { name: 'gone' }, { name: 'city' }, { name: 'owner', fixed: 'left' }]
  assert.deepEqual(columnsOf(object, stored), [
    { name: 'owner', fixed: 'left' },
    { name: 'city', width: 90 },
  ])
  assert.deepEqual(
    columnsOf(object, stored, ['owner']).map((c) => c.name),
    ['city'],
  )
})

test('C1 list columns: dragging puts a column where it was dropped', () => {
  const abc = ['a', 'b', 'c'].map((name) => ({ name }))
  assert.deepEqual(
    moveColumn(abc, 'c', 'a')
      .map((c) => c.name)
      .join(''),
    'cab',
  )
  assert.deepEqual(
    moveColumn(abc, 'a', 'c')
      .map((c) => c.name)
      .join(''),
    'bca',
  )
  assert.equal(moveColumn(abc, 'a', 'zz'), abc)
})

test('C1 list sort: ascending, descending, back to the default', () => {
  assert.equal(nextSort('-updatedAt', 'name'), 'name')
  assert.equal(nextSort('name', 'name'), '-name')
  assert.equal(nextSort('-name', 'name'), undefined)
})
