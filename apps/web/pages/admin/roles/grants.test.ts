import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changes, fromDraft, scopeOf, toDraft, withRight, withScope } from './grants.ts'

const START = {
  grants: [
    { object: 'account', verb: 'read', scope: 'own' as const },
    { object: 'account', verb: 'create', scope: 'all' as const },
  ],
  fields: [{ object: 'account', field: 'phone', right: 'masked' as const }],
}

test('P13 a grant that is taken away is sent as none, so that no default returns', () => {
  const draft = withScope(toDraft(START), 'account', 'read', 'none')
  assert.equal(scopeOf(draft, 'account', 'read'), 'none')
  assert.deepEqual(fromDraft(draft).grants, [
    { object: 'account', verb: 'read', scope: 'none' },
    { object: 'account', verb: 'create', scope: 'all' },
  ])
})

test('P13 editing counts what differs and nothing else', () => {
  const before = toDraft(START)
  assert.equal(changes(before, before), 0)
  const there = withScope(before, 'contact', 'read', 'all')
  assert.equal(changes(before, there), 1)
  assert.equal(changes(before, withScope(there, 'contact', 'read', 'none')), 0)
  assert.equal(changes(before, withRight(there, 'account', 'phone', undefined)), 2)
})

test('P13 unchanged grants survive the round trip', () => {
  assert.deepEqual(fromDraft(toDraft(START)), START)
})
