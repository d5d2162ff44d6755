import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { command, runCommand } from '#kernel/commands/context.ts'
import { type CommandDef, decimal, defineObject, money, text } from '#kernel/declare/index.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { add, mul } from '../values/decimal.ts'
import { history } from './history.ts'
import { deriveLines } from './lines.ts'

type Line = { id: string; item: string; qty: string; price: string; amount: string; done: string; secret?: string }

const bill = defineObject({
  name: 'bill',
  label: { zh: '单据', en: 'Bill' },
  owned: true,
  fields: {
    title: text({ zh: '标题', en: 'Title' }, { required: true }),
    total: money({ zh: '合计', en: 'Total' }, { readOnly: true }),
  },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        item: text({ zh: '品名', en: 'Item' }, { required: true }),
        qty: decimal({ zh: '数量', en: 'Quantity' }, { required: true, scale: 0 }),
        price: money({ zh: '单价', en: 'Price' }, { required: true }),
        amount: money({ zh: '金额', en: 'Amount' }, { readOnly: true }),
        done: decimal({ zh: '已完成', en: 'Done' }, { scale: 0, readOnly: true, default: '0' }),
        secret: text({ zh: '内部', en: 'Inner' }),
      },
      constraints: {
        doneWithin: { sql: 'check (done <= qty)', message: { zh: '超过数量', en: 'More than there is' } },
      },
    },
  },
  deriveLines: deriveLines(async (_unit, documents) => {
    for (const { row, lines } of documents) {
      for (const line of lines.lines ?? []) line.amount = mul(line.qty as string, line.price as string)
      row.total = (lines.lines ?? []).reduce((sum, line) => add(sum, line.amount as string), '0')
    }
  }),
  access: {
    rep: { read: 'own', create: 'own', update: 'own', finish: 'own' },
    director: { read: 'all', update: 'all' },
  },
  fieldAccess: { rep: { 'lines.secret': 'hidden' } },
})

const finish: CommandDef = command(
  bill,
  {
    name: 'finish',
    label: { zh: '完成', en: 'Finish' },
    input: { qty: decimal({ zh: '数量', en: 'Quantity' }, { required: true }) },
  },
  async (ctx, row, input) => {
    const { lines } = await ctx.lines(row)
    await ctx.changeLines(row, { lines: lines!.map((l) => ({ ...l, done: add(l.done as string, input.qty) })) })
  },
)

let w: World
let rep: Person
let director: Person
before(async () => {
  w = await world({
    also: [{ name: 'billing', label: { zh: '单据', en: 'Bills' }, objects: [bill], commands: [finish] }],
  })
  rep = await w.hire('小林', { roles: ['rep'] })
  director = await w.hire('总监', { roles: ['director'] })
})
after(() => w.close())

const two = [
  { item: '甲', qty: '3', price: '1.10' },
  { item: '乙', qty: '2', price: '5.00' },
]
const read = async (who: Person, id: string) => who.get<{ total: string; lines: Line[] }>('bill', id)

test('lines: amounts and totals follow, whatever a person claims they are', async () => {
  const made = await rep.create('bill', { title: '一', lines: [{ ...two[0], amount: '999', done: '3' }, two[1]] })
  const row = await read(rep, made.id as string)
  assert.equal(row.total, '13.30')
  assert.deepEqual(
    row.lines.map((l) => [l.item, l.amount, l.done]),
    [
      ['甲', '3.30', '0'],
      ['乙', '10.00', '0'],
    ],
  )
})

test('lines: a line sent with its id stays that line and keeps what commands wrote; others come and go', async () => {
  const made = await rep.create('bill', { title: '二', lines: two })
  const id = made.id as string
  await rep.write((unit) => runCommand(unit, finish, id, { qty: '2' }))
  const [first, second] = (await read(rep, id)).lines
  await rep.update('bill', id, {
    lines: [
      { item: '丙', qty: '1', price: '1' },
      { ...first, qty: '4', done: '0' },
    ],
  })
  const after = await read(rep, id)
  assert.deepEqual(
    after.lines.map((l) => [l.item, l.qty, l.done]),
    [
      ['丙', '1', '0'],
      ['甲', '4', '2'],
    ],
  )
  assert.equal(after.lines[1]!.id, first!.id)
  assert.equal(after.total, '5.40')
  assert.ok(!after.lines.some((l) => l.id === second!.id))
})

test('lines: an id of another document is a new line, never a theft', async () => {
  const [a, b] = [
    await rep.create('bill', { title: '三', lines: two }),
    await rep.create('bill', { title: '四', lines: two }),
  ]
  const theirs = (await read(rep, b.id as string)).lines[0]!
  await rep.update('bill', a.id as string, { lines: [{ ...theirs, item: '偷' }] })
  assert.equal((await read(rep, b.id as string)).lines[0]!.item, '甲')
  assert.notEqual((await read(rep, a.id as string)).lines[0]!.id, theirs.id)
})

test('lines: the database keeps a declared rule and says it in both languages', async () => {
  const made = await rep.create('bill', { title: '五', lines: two })
  await assert.rejects(
    rep.write((unit) => runCommand(unit, finish, made.id as string, { qty: '3' })),
    { code: 'rule.bill_lines_done_within', status: 422, label: { zh: '超过数量', en: 'More than there is' } },
  )
})

test('lines: a hidden field of lines is neither read, nor written, nor told by the history', async () => {
  const made = await w.as(rep.id).create('bill', { title: '六', lines: two })
  const id = made.id as string
  const [line] = (await read(director, id)).lines
  await director.update('bill', id, { lines: [{ ...line, secret: '机密' }] })
  assert.equal((await read(director, id)).lines[0]!.secret, '机密')
  assert.ok(!('secret' in (await read(rep, id)).lines[0]!))
  await assert.rejects(rep.update('bill', id, { lines: [{ ...line, secret: 'x' }] }), { status: 422 })
  const { secret: _, ...mine } = line!
  await rep.update('bill', id, { lines: [{ ...mine, qty: '9' }] })
  const [kept] = (await read(director, id)).lines
  assert.deepEqual([kept!.qty, kept!.secret], ['9', '机密'])
  const told = await rep.do((caller) => history(caller, 'bill', id))
  assert.doesNotMatch(JSON.stringify(told), /机密/)
})
