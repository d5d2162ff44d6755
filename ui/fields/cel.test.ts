import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldMeta, FieldType } from '#kernel/declare/index.ts'
import { setFromCel, setToCel } from './cel.ts'
import type { FilterSet } from './where.ts'

const field = (name: string, type: FieldType): [string, FieldMeta] => [
  name,
  { name, type, label: { zh: name, en: name }, right: 'edit' },
]
const fields = new Map([
  field('row.name', 'text'),
  field('row.class', 'select'),
  field('row.amount', 'money'),
  field('row.beds', 'integer'),
  field('row.owner', 'ref'),
  field('row.roles', 'multiSelect'),
  field('row.region', 'region'),
  field('row.on', 'date'),
  field('row.cold', 'bool'),
])
const and = (...rows: FilterSet['rows']): FilterSet => ({ join: 'and', rows })

test('P2 lines of a condition become CEL as its language definition writes it', () => {
  const cases: [FilterSet, string][] = [
    [and(), ''],
    [and({ field: 'row.amount', op: 'gt', value: '100000' }), 'row.amount > 100000'],
    [and({ field: 'row.beds', op: 'gte', value: '300' }), 'row.beds >= 300'],
    [and({ field: 'row.class', op: 'in', value: ['a', 'b'] }), 'row.class in ["a", "b"]'],
    [and({ field: 'row.roles', op: 'has', value: ['hospital'] }), 'row.roles.exists(x, x in ["hospital"])'],
    [and({ field: 'row.name', op: 'contains', value: '"仁济"' }), 'row.name.contains("\\"仁济\\"")'],
    [and({ field: 'row.region', op: 'startsWith', value: '330100' }), 'row.region.startsWith("3301")'],
    [and({ field: 'row.owner', op: 'isNull' }), 'row.owner == null'],
    [and({ field: 'row.on', op: 'gte', value: '2026-01-01' }), 'row.on >= "2026-01-01"'],
    [and({ field: 'row.cold', op: 'eq', value: true }), 'row.cold == true'],
    [and({ field: 'row.class', op: 'in', value: [] }), ''],
    [
      {
        join: 'or',
        rows: [
          { field: 'row.amount', op: 'between', value: ['1', '2.5'] },
          { field: 'row.class', op: 'ne', value: 'a' },
        ],
      },
      '(row.amount >= 1 && row.amount <= 2.5) || row.class != "a"',
    ],
  ]
  for (const [set, text] of cases) assert.equal(setToCel(set, fields), text)
})

test('P2 what the lines wrote, they read back; more than they can say stays an expression', () => {
  const sets: FilterSet[] = [
    and(
      { field: 'row.amount', op: 'between', value: ['1', '2.5'] },
      { field: 'row.name', op: 'contains', value: 'a && b || "c") ' },
      { field: 'row.owner', op: 'in', value: [{ id: 'e1' }, { id: 'e2' }] },
    ),
    {
      join: 'or',
      rows: [
        { field: 'row.beds', op: 'lt', value: '20' },
        { field: 'row.owner', op: 'notNull' },
      ],
    },
    and({ field: 'row.region', op: 'startsWith', value: '330000' }, { field: 'row.cold', op: 'eq', value: false }),
    and({ field: 'row.roles', op: 'has', value: ['hospital', 'agent'] }),
  ]
  for (const set of sets) assert.deepEqual(setFromCel(setToCel(set, fields), fields), set)
  for (const text of [
    'row.amount > 1.0 && row.class == "a" || row.beds > 2',
    'size(row.roles) > 1',
    'row.unknown == 1',
    'row.amount * 2.0 > row.limit',
    'row.name.matches("^a")',
    '!(row.cold == true)',
  ])
    assert.equal(setFromCel(text, fields), undefined, text)
})
