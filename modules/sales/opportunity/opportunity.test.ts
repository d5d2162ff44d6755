import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { refusalNaming } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { board } from './board.sql.ts'
import { funnel } from './funnel.sql.ts'
import { advance, back, checkTask, lose, reopen, win } from './verbs.ts'

let w: World
let rep: Person
let other: Person
let manager: Person
let director: Person
let account: string

interface Deal {
  id: string
  state: string
  probability: number
  stageSince: string
  closedOn: string | null
  checklist: Record<string, unknown> | null
}

before(async () => {
  w = await world()
  const dept = await w.department('华东')
  manager = await w.hire('经理', { roles: ['manager'], department: dept })
  rep = await w.hire('代表', { roles: ['rep'], department: dept, manager: manager.id })
  other = await w.hire('外人', { roles: ['rep'], department: await w.department('华南') })
  director = await w.hire('总监', { roles: ['director'] })
  account = (
    await rep.create('account', { name: '市一医院', accountRoles: ['hospital'], source: 'visit', regionCode: '310101' })
  ).id as string
})
after(() => w.close())

const deal = async (values: object = {}): Promise<string> =>
  (await rep.create('opportunity', { account, title: '注射剂进院', ...values })).id as string
const look = (id: string) => rep.get<Deal>('opportunity', id)

async function task(stage: string, check: string): Promise<string> {
  const [row] = await rep.list<{ id: string }>('salesStageTask', {
    where: { stage: { eq: stage }, check: { eq: check }, required: { eq: true } },
  })
  return row!.id
}

const refusal = refusalNaming(/(?!)/g)

test('S2 a new deal stands in the first stage with its chance and clock', async () => {
  const row = await look(await deal())
  assert.deepEqual([row.state, row.probability], ['identified', 10])
  assert.equal(new Date(row.stageSince).getTime(), w.now.getTime())
})

test('S2 Block: a stage is left only when its tasks are done; what is missing is named in both languages', async () => {
  const id = await deal()
  await assert.rejects(
    rep.run(advance, id),
    refusal('opportunity.tasksMissing', /已拜访并确认需求/, /填写预计金额/, /Expected amount filled in/),
  )
  await rep.run(checkTask, id, { task: await task('identified', 'manual') })
  await assert.rejects(rep.run(advance, id), refusal('opportunity.tasksMissing', /填写预计金额/))
  await rep.update('opportunity', id, { amount: '120000' })
  const { row } = await rep.run(advance, id)
  assert.deepEqual([row!.state, row!.probability], ['qualified', 30])
  // Over several stages at once every stage's tasks are asked for.
  await assert.rejects(
    rep.run(advance, id, { to: 'negotiation' }),
    refusal('opportunity.tasksMissing', /明确决策人/, /已提交报价单/),
  )
  await assert.rejects(rep.run(advance, id, { to: 'qualified' }), refusal('opportunity.wrongStage'))
  const returned = await rep.run(back, id, {})
  assert.deepEqual([returned.row!.state, returned.row!.probability], ['identified', 10])
})

test('S2 tasks of a product line hold its deals only; administrators decide which', async () => {
  const made = await director.create('salesStageTask', {
    stage: 'identified',
    productLine: 'vaccine',
    labelZh: '核对疾控资质',
    labelEn: 'CDC papers checked',
  })
  const ready = { amount: '1', productLine: 'cardio' }
  const id = await deal(ready)
  const shot = await deal({ ...ready, productLine: 'vaccine' })
  for (const d of [id, shot]) await rep.run(checkTask, d, { task: await task('identified', 'manual') })
  await rep.run(advance, id)
  await assert.rejects(
    rep.run(advance, shot),
    refusal('opportunity.tasksMissing', /核对疾控资质/, /CDC papers checked/),
  )
  await rep.run(checkTask, shot, { task: made.id as string })
  await rep.run(checkTask, shot, { task: made.id as string, done: false })
  await assert.rejects(rep.run(advance, shot), refusal('opportunity.tasksMissing', /核对疾控资质/))
  await rep.run(checkTask, shot, { task: made.id as string })
  await rep.run(advance, shot)
  await assert.rejects(rep.create('salesStageTask', { stage: 'identified', labelZh: '我的', labelEn: 'Mine' }), {
    status: 403,
  })
})

test('S2 Block: won without accepted quotation, contract or reason; lost only with a reason; reopened where it was closed', async () => {
  const id = await deal()
  await assert.rejects(rep.run(win, id), refusal('opportunity.noProof', /报价单或已批准的合同/))
  const won = await rep.run(win, id, { reason: '客户口头下单' })
  assert.deepEqual([won.row!.state, won.row!.probability, won.row!.closedOn], ['won', 100, '2026-06-15'])
  await assert.rejects(rep.run(lose, id, { reason: 'price' }), { code: 'state.notAllowed' })
  const open = await rep.run(reopen, id, { reason: '客户反悔' })
  assert.deepEqual([open.row!.state, open.row!.probability, open.row!.closedOn], ['identified', 10, null])
  await assert.rejects(rep.run(lose, id, {}), { code: 'input.invalid' })
  const lost = await rep.run(lose, id, { reason: 'price', note: '低价竞品' })
  assert.deepEqual([lost.row!.state, lost.row!.probability, lost.row!.lossReason], ['lost', 0, 'price'])
})

test('S2 verbs stay within the reach of sales: a stranger finds nothing, a manager may', async () => {
  const id = await deal()
  await assert.rejects(other.run(win, id, { reason: 'x' }), { status: 404 })
  await manager.run(win, id, { reason: '代为处理' })
})

test('S2 the board and the funnel count what the reader sees, and their own sums', async () => {
  const w2 = await world({ now: '2026-03-01T02:00:00Z' })
  try {
    const dept = await w2.department('销售一部')
    const below = await w2.department('一组', dept)
    const boss = await w2.hire('经理', { roles: ['manager'], department: dept })
    const a = await w2.hire('甲', { roles: ['rep'], department: below, manager: boss.id })
    const b = await w2.hire('乙', { roles: ['rep'], department: dept, manager: boss.id })
    const ofA = (
      await a.create('account', { name: '甲院', accountRoles: ['hospital'], source: 'visit', regionCode: '110101' })
    ).id
    const ofB = (
      await b.create('account', { name: '乙院', accountRoles: ['hospital'], source: 'visit', regionCode: '120101' })
    ).id
    const make = async (p: Person, acc: unknown, amount: string) =>
      (await p.create('opportunity', { account: acc, title: `单${amount}`, amount })).id as string
    const [one, two] = [await make(a, ofA, '100.10'), await make(a, ofA, '200.20')]
    await make(b, ofB, '1000')
    const [manual] = await a.list<{ id: string }>('salesStageTask', {
      where: { stage: { eq: 'identified' }, check: { eq: 'manual' } },
    })
    // Ten days in the first stage, then on; four more there, and won.
    w2.now = new Date('2026-03-11T02:00:00Z')
    await a.run(checkTask, one, { task: manual!.id })
    await a.run(advance, one)
    w2.now = new Date('2026-03-15T02:00:00Z')
    await a.run(win, one, { reason: '成交' })
    await a.run(lose, two, { reason: 'budget' })

    const of = (p: Person) => p.do((caller) => board(caller, undefined))
    const first = async (p: Person) => (await of(p)).columns[0]!
    assert.deepEqual([(await first(b)).count, (await first(b)).amount], [1, '1000.00'])
    assert.deepEqual([(await first(a)).count, (await first(a)).cards.length], [0, 0])
    const all = await first(boss)
    assert.deepEqual(
      [all.count, all.amount, all.weighted, all.stalled, all.cards.length],
      [1, '1000.00', '100.00', 0, 1],
    )
    // the figures alone, for a board whose cards are there already
    const figures = (await boss.do((caller) => board(caller, undefined, 0))).columns[0]!
    assert.deepEqual([figures.count, figures.amount, figures.cards.length], [1, '1000.00', 0])
    w2.now = new Date('2026-03-16T02:00:00Z')
    assert.equal((await first(boss)).stalled, 1)

    const period = { from: '2026-03-01', to: '2026-03-31' }
    const seen = await boss.do((caller) => funnel(caller, period))
    assert.deepEqual(
      seen.stages.map((s) => [s.stage, s.reached, s.amount, s.here]),
      [
        ['identified', 3, '1300.30', 1],
        ['qualified', 1, '100.10', 0],
        ['proposal', 1, '100.10', 0],
        ['negotiation', 1, '100.10', 0],
      ],
    )
    // (10 + 14 + 15) ÷ 3 and 4 ÷ 1.
    assert.deepEqual(
      [seen.stages[0]!.averageDays, seen.stages[1]!.averageDays, seen.stages[2]!.averageDays],
      ['13.0', '4.0', null],
    )
    assert.deepEqual([seen.won.count, seen.won.amount, seen.won.averageDays], [1, '100.10', '14.0'])
    assert.deepEqual(
      [seen.lost.count, seen.lost.amount, seen.lost.reasons],
      [1, '200.20', [{ reason: 'budget', count: 1 }]],
    )
    const group = await boss.do((caller) => funnel(caller, { ...period, dept: below }))
    assert.equal(group.stages[0]!.reached, 2)
    const april = await boss.do((caller) => funnel(caller, { from: '2026-04-01', to: '2026-04-30' }))
    assert.equal(april.stages[0]!.reached, 0)
  } finally {
    await w2.close()
  }
})
