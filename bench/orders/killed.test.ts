import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ordersWithKills } from './killed.ts'

// Fifty by hand: `node bench/orders/killed.ts 50`.
test('S5 S6 server and PostgreSQL killed with -9 while orders are placed, approved, shipped: nothing acknowledged lost, nothing doubled', async (t) => {
  const findings = await ordersWithKills({ kills: 4 })
  t.diagnostic(JSON.stringify(findings))
  assert.ok(findings.orders > 0)
  assert.equal(findings.lost, 0)
  assert.equal(findings.doubled, 0)
  assert.deepEqual(findings.broken, [])
})
