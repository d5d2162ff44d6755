import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAlerts } from '#kernel/events/alerts.ts'
import { setRule } from '#modules/organization/index.ts'
import { openShop } from '#testing/shop.ts'
import { type Person, world } from '#testing/world.ts'
import { approve as approveContract, sign, submit as submitContract } from './contract/verbs.ts'
import { setStageRule } from './opportunity/setStageRule.ts'
import { advance, checkTask } from './opportunity/verbs.ts'
import { approve, send, submit } from './quotation/verbs.ts'

interface Told {
  kind: string
  title: string
}

const told = async (p: Person, kind: string): Promise<string[]> =>
  (await p.list<Told>('notification', { sort: 'createdAt' })).filter((n) => n.kind === kind).map((n) => n.title)

const at = (day: string): Date => new Date(`${day}T02:00:00Z`)

test('S2 alert: a deal that rests too long is told to its owner, later to his manager, anew in each stage', async () => {
  const shop = await openShop(await world({ now: '2026-06-01T02:00:00Z' }))
  const { w, rep, manager } = shop
  try {
    const id = (await rep.create('opportunity', { account: shop.account, title: '滞留单', amount: '1' })).id as string
    const kind = 'opportunity.stalled'
    const counts = async () => [(await told(rep, kind)).length, (await told(manager, kind)).length]
    const look = async (day: string) => {
      w.now = at(day)
      await runAlerts(w.tenant)
      return counts()
    }
    assert.deepEqual(await look('2026-06-14'), [0, 0])
    assert.deepEqual(await look('2026-06-15'), [1, 0])
    assert.deepEqual(await look('2026-06-16'), [1, 0])
    assert.deepEqual(await look('2026-07-01'), [1, 1])
    const [task] = await rep.list<{ id: string }>('salesStageTask', {
      where: { stage: { eq: 'identified' }, check: { eq: 'manual' } },
    })
    await rep.run(checkTask, id, { task: task!.id })
    await rep.run(advance, id)
    assert.deepEqual(await look('2026-07-21'), [1, 1])
    assert.deepEqual(await look('2026-07-22'), [2, 1])
    assert.match((await told(rep, kind))[0]!, /滞留单/)
  } finally {
    await w.close()
  }
})

test('S2 a stage rule holds from its day on: alarms before it go by the one that held then', async () => {
  const shop = await openShop(await world({ now: '2026-06-01T02:00:00Z' }))
  const { w, rep, director } = shop
  try {
    const set = (values: object) =>
      director.run(setStageRule, null, {
        stage: 'identified',
        probability: 20,
        stallDays: 5,
        escalateDays: 30,
        ...values,
      })
    await assert.rejects(set({ validFrom: '2026-05-31' }), { code: 'input.invalid' })
    await assert.rejects(rep.run(setStageRule, null, { stage: 'identified' }), { code: 'access.denied' })
    await assert.rejects(set({ validFrom: '2026-06-10', ended: true }), { code: 'input.invalid' })
    await set({ validFrom: '2026-06-10' })
    await set({ validFrom: '2026-06-10', stallDays: 3, productLine: 'oncology' })
    await set({ validFrom: '2026-06-20', ended: true, productLine: 'oncology' })
    const made = async (more: object) =>
      (await rep.create('opportunity', { account: shop.account, title: '单', amount: '1', ...more })).id as string
    const chance = async (id: string) => (await rep.get<{ probability: number }>('opportunity', id)).probability
    const old = await made({ title: '旧' })
    assert.equal(await chance(old), 10, 'the shipped rule, still in force')
    const alarms = async (day: string) => {
      w.now = at(day)
      await runAlerts(w.tenant)
      return (await told(rep, 'opportunity.stalled')).length
    }
    assert.equal(await alarms('2026-06-09'), 0, '8 days of 14')
    assert.equal(await alarms('2026-06-10'), 1, '9 days of 5')
    const mine = await made({ productLine: 'oncology' })
    assert.equal(await chance(mine), 20)
    assert.equal(await alarms('2026-06-13'), 2, 'the product line has 3 days')
    w.now = at('2026-06-20')
    await made({ productLine: 'oncology' })
    assert.equal(await alarms('2026-06-24'), 2, 'its own rule has ended: 4 days of 5')
    assert.equal(await alarms('2026-06-25'), 3)
  } finally {
    await w.close()
  }
})

test('S3 alert: an offer that ends in three days, or has ended, is told once each', async () => {
  const shop = await openShop(await world({ now: '2026-06-01T02:00:00Z' }))
  const { w, rep } = shop
  try {
    const lines = [{ package: shop.aspirin, qty: '1' }]
    const id = (await rep.create('quotation', { account: shop.account, validTo: '2026-06-20', lines })).id as string
    await rep.run(submit, id)
    await shop.finance.run(approve, id)
    await rep.run(send, id)
    const seen: number[] = []
    for (const day of ['2026-06-16', '2026-06-17', '2026-06-20', '2026-06-21', '2026-06-25']) {
      w.now = at(day)
      await runAlerts(w.tenant)
      seen.push((await told(rep, 'quotation.ending')).length)
    }
    assert.deepEqual(seen, [0, 1, 1, 2, 2])
  } finally {
    await w.close()
  }
})

test('S4 alerts: a contract ends in 90, 30, 7 days; an instalment is due, overdue, a month overdue', async () => {
  const shop = await openShop(await world({ now: '2026-01-01T02:00:00Z' }))
  const { w, rep, manager } = shop
  try {
    const id = (
      await rep.create('contract', {
        ...{ account: shop.account, title: '年度合同', validFrom: '2026-01-01', validTo: '2026-12-31' },
        lines: [{ package: shop.aspirin, qty: '1' }],
        paymentPlan: [{ dueOn: '2026-03-10', amount: '20' }],
      })
    ).id as string
    await rep.run(submitContract, id)
    await shop.legal.run(approveContract, id)
    await rep.run(sign, id, { signedAt: '2026-01-01' })
    const seen: number[][] = []
    for (const day of [
      '2026-03-02',
      '2026-03-03',
      '2026-03-11',
      '2026-04-09',
      '2026-04-10',
      '2026-10-01',
      '2026-10-02',
      '2026-12-01',
      '2026-12-24',
    ]) {
      w.now = at(day)
      await runAlerts(w.tenant)
      const of = async (p: Person) => [
        (await told(p, 'contract.instalmentDue')).length,
        (await told(p, 'contract.ending')).length,
      ]
      seen.push([...(await of(rep)), ...(await of(manager))])
    }
    assert.deepEqual(seen, [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [2, 0, 0, 0],
      [2, 0, 0, 0],
      [3, 0, 1, 0],
      [3, 0, 1, 0],
      [3, 1, 1, 0],
      [3, 2, 1, 1],
      [3, 3, 1, 2],
    ])
  } finally {
    await w.close()
  }
})

test('DOMAIN: alert days are rules: set another list, and the alert follows it', async () => {
  const shop = await openShop(await world({ now: '2026-06-01T02:00:00Z' }))
  const { w, rep } = shop
  try {
    const admin = await w.hire('管理员', { roles: ['admin'] })
    await admin.run(setRule, null, { name: 'quotation.endingDays', value: 10, validFrom: '2026-06-01', note: '测试' })
    const lines = [{ package: shop.aspirin, qty: '1' }]
    const id = (await rep.create('quotation', { account: shop.account, validTo: '2026-06-20', lines })).id as string
    await rep.run(submit, id)
    await shop.finance.run(approve, id)
    await rep.run(send, id)
    const seen: number[] = []
    for (const day of ['2026-06-09', '2026-06-10', '2026-06-17']) {
      w.now = at(day)
      await runAlerts(w.tenant)
      seen.push((await told(rep, 'quotation.ending')).length)
    }
    assert.deepEqual(seen, [0, 1, 1])
  } finally {
    await w.close()
  }
})
