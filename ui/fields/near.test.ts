import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { nearOf } from './near.ts'

const ref = (name: string, to: string): FieldMeta => ({
  name,
  type: 'ref',
  to,
  label: { zh: name, en: name },
  right: 'edit',
})
const contact = { name: 'contact', within: 'account', fields: [ref('account', 'account')] } as unknown as ObjectMeta
const byName = new Map([['contact', contact]])
const form = [ref('account', 'account'), ref('contact', 'contact')]

test('C6 form: with a customer chosen, its people are offered first', () => {
  const account = { id: 'a1', label: '示例医院' }
  assert.deepEqual(nearOf(form[1]!, form, { account }, byName), {
    where: { account: { eq: 'a1' } },
    initial: { account },
  })
  assert.equal(nearOf(form[1]!, form, {}, byName), undefined)
  assert.equal(nearOf(form[0]!, form, { account }, byName), undefined)
})
