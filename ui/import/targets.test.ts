import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldMeta, FieldType, ObjectMeta } from '#kernel/declare/index.ts'
import { assign, byColumn, importTargets, unfilled } from './targets.ts'

const f = (name: string, type: FieldType, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  type,
  label: { zh: name, en: name },
  right: 'edit',
  ...more,
})
const object: ObjectMeta = {
  name: 'account',
  path: 'accounts',
  module: 'customers',
  label: { zh: '客户', en: 'Account' },
  title: 'name',
  fields: [
    f('name', 'text', { required: true }),
    f('regionCode', 'region', { required: true }),
    f('roles', 'multiSelect', { required: true }),
    f('nameKey', 'text', { readOnly: true }),
    f('secret', 'text', { right: 'read' }),
    f('photos', 'files'),
  ],
  lines: [],
  verbs: ['import'],
  commands: [],
  list: [],
  filters: [],
  form: [],
  sort: '-updatedAt',
  owned: true,
  personal: false,
  numbered: true,
  customizable: true,
  hasDuplicateRules: false,
  related: [],
}

test('P13 import: a file can fill what the reader may write, regions also in words', () => {
  assert.deepEqual(
    importTargets(object).map((t) => t.key),
    [
      'name',
      'regionCode',
      'regionCode.province',
      'regionCode.city',
      'regionCode.county',
      'regionCode.address',
      'roles',
      'owner',
      'number',
      'id',
    ],
  )
})

test('P13 import: a target belongs to one column, a column may fill several targets', () => {
  const mapping = assign({ name: 0, address: 3 }, 3, ['address', 'regionCode.address'])
  assert.deepEqual(mapping, { name: 0, address: 3, 'regionCode.address': 3 })
  assert.deepEqual(assign(mapping, 1, ['name']), { address: 3, 'regionCode.address': 3, name: 1 })
  assert.deepEqual(byColumn(mapping).get(3), ['address', 'regionCode.address'])
})

test('P13 import: required fields are filled by a column, by a part of one, or by a fixed value', () => {
  const targets = importTargets(object)
  const names = (list: FieldMeta[]) => list.map((x) => x.name)
  assert.deepEqual(names(unfilled(targets, { name: 0 }, {})), ['regionCode', 'roles'])
  assert.deepEqual(names(unfilled(targets, { name: 0, 'regionCode.city': 2 }, { roles: ['hospital'] })), [])
})
