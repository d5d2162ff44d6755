import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeLink } from './activeLink.ts'

test('web: a record page lights up the menu entry of its list, and only that', () => {
  const links = [{ href: '/o/accounts' }, { href: '/o/account-plans' }, { href: '/admin' }]
  assert.equal(activeLink(links, '/o/accounts/123'), '/o/accounts')
  assert.equal(activeLink(links, '/o/account-plans'), '/o/account-plans')
  assert.equal(activeLink(links, '/admin/roles'), '/admin')
  assert.equal(activeLink(links, '/o/acc'), undefined)
})
