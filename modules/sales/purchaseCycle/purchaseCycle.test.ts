import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runAlerts } from '#kernel/events/alerts.ts'
import type { Dispatcher } from '#kernel/events/dispatcher.ts'
import { withFollows } from '#kernel/events/follow.ts'
import { noticeDispatcher } from '#kernel/events/notices.ts'
import { merge } from '#kernel/merging/index.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { settle } from '#testing/settle.ts'
import { customer, openShop, type Shop } from '#testing/shop.ts'
import { type Person, world } from '#testing/world.ts'
import { orderTotals } from '../amounts.ts'
import { recalculate } from './follow.ts'
import { purchaseHistory } from './history.sql.ts'
import { recomputeCycles } from './recompute.sql.ts'

let shop: Shop
let dispatcher: Dispatcher

/** What has happened so far is told: other test files on the same server may hold a transaction open. */
async function digested(): Promise<void> {
  await settle(shop.w.tenant)
  await dispatcher.pass()
}
before(async () => {
  shop = await openShop(await world({ now: '2026-06-15T02:00:00Z' }))
  dispatcher = withFollows(noticeDispatcher(shop.w.tenant), shop.w.tenant)
  await dispatcher.prepare()
})
after(() => shop.w.close())

interface Cycle {
  id: string
  orders: number
  totalQty: string
  totalAmount: string
  firstOn: string
  lastOn: string
  lastQty: string
  cycleDays: number | null
  nextExpectedOn: string | null
}

interface Bought {
  shipped?: string
  returned?: string
  state?: string
  package?: string
}

/** An order placed at noon of a day in China. */
async function bought(account: string, day: string, qty: string, more: Bought = {}): Promise<string> {
  const line = { package: more.package ?? shop.aspirin, qty, unitPrice: '20', taxRate: '0.13' }
  const { amount, taxAmount } = orderTotals([line]).lines[0]!
  const counters = { shippedQty: more.shipped ?? qty, returnedQty: more.returned ?? '0' }
  const head = { soldTo: account, state: more.state ?? 'closed', amount, goodsAmount: amount, taxAmount }
  const made = await shop.w.asSystem((unit) =>
    create(
      unit,
      'salesOrder',
      { ...head, submittedAt: `${day}T04:00:00Z`, lines: [{ ...line, ...counters, amount, taxAmount }] },
      { trusted: true },
    ),
  )
  return made.id as string
}

const cycles = (account: string, person: Person = shop.rep) =>
  person.list<Cycle>('purchaseCycle', { where: { account: { eq: account } } })
const again = (account: string) => shop.w.asSystem((unit) => recomputeCycles(unit, [account]))

test('S11 the cycle is the median of the last six gaps between days of purchase', async () => {
  const a = await customer(shop.rep, '周期医药', ['distributorT1'])
  // Gaps 100, 10, 20, 30, 40, 50, 60: of the last six the median is 35.
  const days = [
    '2025-06-01',
    '2025-09-09',
    '2025-09-19',
    '2025-10-09',
    '2025-11-08',
    '2025-12-18',
    '2026-02-06',
    '2026-04-07',
  ]
  for (const day of days) await bought(a, day, '10')
  // A second order on a day is the same purchase; one not shipped, or sent back whole, is none.
  await bought(a, '2026-04-07', '5')
  await bought(a, '2026-05-01', '7', { shipped: '0' })
  await bought(a, '2026-05-02', '7', { returned: '7' })
  await again(a)
  const [row, more] = await cycles(a)
  assert.equal(more, undefined)
  assert.deepEqual(
    [
      row!.orders,
      row!.totalQty,
      row!.totalAmount,
      row!.firstOn,
      row!.lastOn,
      row!.lastQty,
      row!.cycleDays,
      row!.nextExpectedOn,
    ],
    [9, '85.0000', '1700.00', '2025-06-01', '2026-04-07', '15.0000', 35, '2026-05-12'],
  )
})

test('S11 what is shipped in part counts in part; what is set on the account comes first; one purchase has no cycle', async () => {
  const a = await customer(shop.rep, '部分医药', ['distributorT1'])
  await bought(a, '2026-05-01', '10', { shipped: '4', returned: '1', state: 'financeApproved' })
  await again(a)
  assert.deepEqual(
    (await cycles(a)).map((c) => [c.totalQty, c.totalAmount, c.cycleDays, c.nextExpectedOn]),
    [['3.0000', '60.00', null, null]],
  )
  await shop.rep.update('account', a, { purchaseCycleDays: 30 })
  await digested()
  assert.deepEqual(
    (await cycles(a)).map((c) => [c.cycleDays, c.nextExpectedOn]),
    [[30, '2026-05-31']],
  )
})

test('S11 cycles follow a shipment and a merge of customers; all can be worked out anew', async () => {
  const [a, b] = [
    await customer(shop.rep, '合并甲', ['distributorT1']),
    await customer(shop.rep, '合并乙', ['distributorT1']),
  ]
  const order = await bought(a, '2026-05-01', '3')
  await shop.w.asSystem(async (unit) => {
    const made = await create(unit, 'shipment', { order, lines: [] }, { trusted: true })
    unit.emit('shipment.ship', {}, { object: 'shipment', id: made.id as string })
  })
  await digested()
  assert.deepEqual(
    (await cycles(a)).map((c) => c.totalQty),
    ['3.0000'],
  )
  await bought(b, '2026-05-11', '4')
  const { result } = await shop.director.run(recalculate, null, {})
  assert.ok((result as { pairs: number }).pairs >= 2)
  await shop.director.write((unit) => merge(unit, 'account', a, { loser: b }))
  await digested()
  assert.deepEqual(
    (await cycles(a)).map((c) => [c.totalQty, c.orders, c.cycleDays]),
    [['7.0000', 2, 10]],
  )
  await assert.rejects(shop.rep.run(recalculate, null, {}), { status: 403 })
})

test('S11 alert: 1.0 cycles the owner, 1.5 his manager, 2 the directors; each once; an order under way is silence', async () => {
  const s = await openShop(await world({ now: '2026-06-15T02:00:00Z' }))
  const outer = shop
  shop = s
  try {
    const cases: [string, string[]][] = [
      // Cycle 10 days; last bought 10, 15, 20 and 9 days ago.
      ['一倍', ['2026-05-16', '2026-05-26', '2026-06-05']],
      ['一倍半', ['2026-05-11', '2026-05-21', '2026-05-31']],
      ['两倍', ['2026-05-06', '2026-05-16', '2026-05-26']],
      ['未到', ['2026-05-17', '2026-05-27', '2026-06-06']],
      ['在途', ['2026-05-16', '2026-05-26', '2026-06-05']],
      // One gap only says little.
      ['两次', ['2026-05-16', '2026-05-26']],
    ]
    for (const [name, days] of cases) {
      const a = await customer(s.rep, name, ['distributorT1'])
      for (const day of days) await bought(a, day, '10')
      if (name === '在途') await bought(a, '2026-06-14', '10', { shipped: '0', state: 'submitted' })
      await again(a)
    }
    const told = async (p: Person) => {
      const mine = await p.list<{ title: string; kind: string }>('notification', {})
      return mine.filter((n) => n.kind === 'purchaseCycle.overdue').map((n) => n.title)
    }
    await runAlerts(s.w.tenant)
    await runAlerts(s.w.tenant)
    const matches = (titles: string[], ...names: RegExp[]) => {
      assert.equal(titles.length, names.length, titles.join())
      names.forEach(
        (n) =>
          void assert.ok(
            titles.some((t) => n.test(t)),
            `${n} in ${titles}`,
          ),
      )
    }
    matches(await told(s.rep), /^一倍\d* /)
    matches(await told(s.manager), /^一倍半/)
    matches(await told(s.director), /^两倍/)
    s.w.now = new Date('2026-06-20T02:00:00Z')
    await runAlerts(s.w.tenant)
    assert.ok((await told(s.manager)).some((t) => /^一倍\d* /.test(t)))
  } finally {
    shop = outer
    await s.w.close()
  }
})

test('C5 S11 purchase history: by package with months, the most overdue first, only of visible customers', async () => {
  const a = await customer(shop.rep, '历史医药', ['distributorT1'])
  for (const day of ['2026-03-10', '2026-04-10', '2026-05-10']) await bought(a, day, '10')
  for (const day of ['2026-06-01', '2026-06-10']) await bought(a, day, '2.5', { package: shop.insulin })
  await again(a)
  const history = await shop.rep.do((caller) => purchaseHistory(caller, a))
  assert.deepEqual(
    history.map((h) => [h.package.id, h.orders, h.cycleDays, h.nextExpectedOn, h.ratio]),
    [
      // Gaps 31 and 30: the median 30.5 is 31 days; 36 days ago.
      [shop.aspirin, 3, 31, '2026-06-10', '1.16'],
      [shop.insulin, 2, 9, '2026-06-19', '0.56'],
    ],
  )
  assert.deepEqual(history[0]!.months, [
    { month: '2026-03', qty: '10.0000' },
    { month: '2026-04', qty: '10.0000' },
    { month: '2026-05', qty: '10.0000' },
  ])
  assert.deepEqual(history[1]!.months, [{ month: '2026-06', qty: '5.0000' }])
  const stranger = await shop.w.hire('外人', { roles: ['rep'], department: await shop.w.department('外部') })
  await assert.rejects(
    stranger.do((caller) => purchaseHistory(caller, a)),
    { status: 404 },
  )
  assert.deepEqual(await cycles(a, stranger), [] satisfies Values[])
})
