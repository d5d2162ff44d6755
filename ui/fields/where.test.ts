import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldMeta, FieldType } from '#kernel/declare/index.ts'
import { allOf, type FilterSet, isComplete, operatorsOf, regionPrefix, setFromWhere, setToWhere } from './where.ts'

const field = (name: string, type: FieldType): [string, FieldMeta] => [
  name,
  { name, type, label: { zh: name, en: name }, right: 'edit' },
]
const fields = new Map([
  field('name', 'text'),
  field('region', 'region'),
  field('owner', 'ref'),
  field('createdAt', 'instant'),
  field('amount', 'money'),
  field('grade', 'select'),
])

test('C1 高级筛选: half-typed lines filter nothing', () => {
  assert.equal(isComplete({ field: 'name', op: 'contains', value: '' }), false)
  assert.equal(isComplete({ field: 'grade', op: 'in', value: [] }), false)
  assert.equal(isComplete({ field: 'grade', op: 'isNull' }), true)
  assert.equal(setToWhere({ join: 'and', rows: [{ field: 'name', op: 'contains', value: '' }] }, fields), undefined)
})

test('C1 高级筛选: the builder says what the API contract wants', () => {
  const where = setToWhere(
    {
      join: 'or',
      rows: [
        { field: 'name', op: 'contains', value: '协和' },
        { field: 'owner', op: 'in', value: [{ id: 'e1', label: '王芳' }] },
        { field: 'amount', op: 'between', value: ['10.00', null] },
        { field: 'grade', op: 'notNull' },
      ],
    },
    fields,
  )
  assert.deepEqual(where, {
    or: [
      { name: { contains: '协和' } },
      { owner: { in: ['e1'] } },
      { amount: { gte: '10.00' } },
      { grade: { isNull: false } },
    ],
  })
})

test('C1 高级筛选: a day of a point in time is the whole day in China', () => {
  const where = setToWhere(
    { join: 'and', rows: [{ field: 'createdAt', op: 'between', value: ['2026-03-01', '2026-03-01'] }] },
    fields,
  )
  assert.deepEqual(where, { createdAt: { gte: '2026-02-28T16:00:00.000Z', lte: '2026-03-01T15:59:59.999Z' } })
})

test('C1 地区筛选: a province covers its cities and counties', () => {
  // GB/T 2260: 440000 Guangdong, 440100 Guangzhou, 440103 Liwan; 110101 Dongcheng keeps all six digits
  assert.equal(regionPrefix('440000'), '44')
  assert.equal(regionPrefix('440100'), '4401')
  assert.equal(regionPrefix('440103'), '440103')
  assert.deepEqual(
    setToWhere({ join: 'and', rows: [{ field: 'region', op: 'startsWith', value: '440000' }] }, fields),
    {
      region: { startsWith: '44' },
    },
  )
})

test('C1 筛选: wheres join and the empty ones vanish', () => {
  assert.equal(allOf(undefined, {}), undefined)
  assert.deepEqual(allOf({ a: { eq: 1 } }, undefined), { a: { eq: 1 } })
  assert.deepEqual(allOf({ a: { eq: 1 } }, { b: { eq: 2 } }), { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] })
})

test('C1 筛选: every type has an operator', () => {
  const types: FieldType[] = [
    'text',
    'longText',
    'integer',
    'decimal',
    'money',
    'date',
    'instant',
    'bool',
    'select',
    'multiSelect',
    'ref',
    'refs',
    'region',
    'files',
    'tags',
    'json',
  ]
  for (const type of types) assert.ok(operatorsOf(type).length > 0, type)
})

test('C1 场景: a stored filter comes back as the lines it was built from', () => {
  const set: FilterSet = {
    join: 'or',
    rows: [
      { field: 'name', op: 'contains', value: '协和' },
      { field: 'region', op: 'startsWith', value: '440100' },
      { field: 'createdAt', op: 'between', value: ['2026-03-01', '2026-03-05'] },
      { field: 'grade', op: 'in', value: ['a', 'b'] },
      { field: 'amount', op: 'isNull' },
    ],
  }
  assert.deepEqual(setFromWhere(setToWhere(set, fields), fields), set)
  assert.equal(setFromWhere({ not: { name: { eq: '甲' } } }, fields), undefined)
})
