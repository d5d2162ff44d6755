import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldMeta, FieldType } from '#kernel/declare/index.ts'
import { clashes, createBody, isRequired, rebase, updateBody } from './values.ts'

const f = (name: string, type: FieldType, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  type,
  label: { zh: name, en: name },
  right: 'edit',
  ...more,
})
const fields = [
  f('name', 'text', { required: true }),
  f('phone', 'text', { right: 'masked' }),
  f('kind', 'select'),
  f('beds', 'integer', { visibleWhen: { kind: { eq: 'hospital' } }, requiredWhen: { kind: { eq: 'hospital' } } }),
  f('parent', 'ref', { to: 'account' }),
  f('code', 'text', { createOnly: true }),
]

test('C1 form: a create sends what is filled in, and nothing that a condition hides or a right forbids', () => {
  const body = createBody(fields, [], {
    name: ' 示例医院 ',
    phone: '138',
    kind: 'store',
    beds: 3,
    parent: { id: 'p', label: '总店' },
  })
  assert.deepEqual(body, { name: '示例医院', kind: 'store', parent: 'p' })
})

test('C1 form: an update sends only the difference; a masked value never goes back', () => {
  const before = {
    name: '甲',
    phone: '138****1234',
    kind: 'hospital',
    beds: 3,
    parent: { id: 'p', label: '总' },
    code: 'A',
  }
  assert.deepEqual(updateBody(fields, [], before, { ...before, beds: 4, code: 'B', phone: 'x' }), { beds: 4 })
  assert.deepEqual(updateBody(fields, [], before, { ...before, kind: 'store' }), { kind: 'store', beds: null })
  assert.deepEqual(updateBody(fields, [], before, { ...before, parent: { id: 'p', label: '改名' } }), {})
})

test('C1 form: a field of one file comes as that file and goes as a list; taking it away or another instead is a change', () => {
  const [scan, scans] = [f('scan', 'files', { single: true }), f('scans', 'files')]
  const before = { scan: { id: 'a', label: 'a.pdf' }, scans: [{ id: 'b', label: 'b.pdf' }] }
  const changed = (values: Record<string, unknown>) => updateBody([scan, scans], [], before, { ...before, ...values })
  assert.deepEqual(changed({ scan: [{ id: 'a' }], scans: [{ id: 'b' }] }), {})
  assert.deepEqual(changed({ scan: [] }), { scan: [] })
  assert.deepEqual(changed({ scan: [{ id: 'c' }] }), { scan: ['c'] })
  assert.deepEqual(changed({ scans: [{ id: 'b' }, { id: 'c' }] }), { scans: ['b', 'c'] })
})

test('C1 form: required under a condition follows the row, a ref counts by its id', () => {
  assert.equal(isRequired(fields[3]!, { kind: 'hospital' }), true)
  assert.equal(isRequired(fields[3]!, { kind: 'store' }), false)
  assert.equal(
    isRequired(f('x', 'text', { requiredWhen: { parent: { eq: 'p' } } }), { parent: { id: 'p', label: 'a' } }),
    true,
  )
})

test('C1 stale version: only fields that both changed differently are asked about', () => {
  const opened = { name: '甲', kind: 'store', code: 'A' }
  const mine = { name: '乙', kind: 'hospital', code: 'A' }
  const current = { name: '丙', kind: 'hospital', code: 'Z' }
  assert.deepEqual(
    clashes(fields, opened, mine, current).map((c) => c.field.name),
    ['name'],
  )
  assert.deepEqual(rebase(fields, opened, mine, current, new Set()), { name: '乙', kind: 'hospital', code: 'Z' })
  assert.deepEqual(rebase(fields, opened, mine, current, new Set(['name'])), {
    name: '丙',
    kind: 'hospital',
    code: 'Z',
  })
})
