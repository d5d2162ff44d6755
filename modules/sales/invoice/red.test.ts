import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Values } from '#kernel/records/input.ts'
import { add, compare, negate } from '#kernel/values/decimal.ts'
import { bookErrors } from '#testing/books.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

interface Line {
  id: string
  qty: string
  redQty: string
  amount: string
  taxAmount: string
  netAmount: string
}
const linesOf = async (invoice: string) => (await o.staff.director.get<{ lines: Line[] }>('invoice', invoice)).lines

/** An issued invoice of two lines whose amounts do not divide evenly. */
async function issued(): Promise<{ order: string; invoice: string }> {
  const account = await o.customer({ creditLimit: '100000' })
  const packs = [await o.package({ vatRate: '0.13' }), await o.package({ vatRate: '0.03' })]
  for (const pack of packs) await o.batch(pack, '50')
  const lines = packs.map((pack, i) => ({ package: pack, qty: '7', unitPrice: `9.9${i + 1}`, discountAmount: '0.05' }))
  const order = await o.released(account, lines, { paymentTerm: 'credit', creditDays: 30 })
  await o.receive(await o.shipped(order))
  const invoice = await o.invoice(order)
  await o.issue(invoice)
  return { order, invoice }
}

const red = async (invoice: string, lines?: { line: string; qty: string }[]): Promise<string> => {
  const input = { reason: '部分开票有误', ...(lines ? { lines } : {}) }
  return (await o.run<{ invoice: string }>(o.staff.invoicing, 'invoice.issueRed', invoice, input)).invoice
}
const confirm = (id: string) => o.run(o.staff.invoicing, 'invoice.confirmRed', id, { invoiceNo: o.invoiceNo() })
const same = (a: string, b: string, what: string) => assert.equal(compare(a, b), 0, `${what}: ${a} ≠ ${b}`)

test('S9 a red invoice takes back some lines and quantities; parts come to the blue one to the cent, tax too', async () => {
  const { order, invoice } = await issued()
  const [first, second] = (await linesOf(invoice)) as [Line, Line]
  const made: string[] = []
  for (const parts of [
    [{ line: first.id, qty: '3' }],
    [
      { line: first.id, qty: '2' },
      { line: second.id, qty: '1' },
    ],
    [{ line: first.id, qty: '2' }],
    [{ line: second.id, qty: '5' }],
  ]) {
    const id = await red(invoice, parts)
    await confirm(id)
    made.push(id)
    assert.deepEqual(await bookErrors(o.w.tenant), [])
    assert.equal((await o.staff.director.get('invoice', invoice)).state, 'issued')
  }
  // One of the second line is left; "all that is left" takes it.
  const last = await red(invoice)
  const [only, ...more] = await linesOf(last)
  assert.deepEqual([only!.qty.startsWith('-1'), more.length], [true, 0])
  await confirm(last)
  made.push(last)
  assert.equal((await o.staff.director.get('invoice', invoice)).state, 'reversed')
  const sums: Record<string, Record<string, string>> = {}
  for (const id of made)
    for (const l of (await linesOf(id)) as (Line & { redOfLine: string })[]) {
      sums[l.redOfLine] ??= { qty: '0', amount: '0', taxAmount: '0', netAmount: '0' }
      const sum = sums[l.redOfLine]!
      for (const key of Object.keys(sum)) sum[key] = add(sum[key]!, String((l as unknown as Values)[key]))
    }
  for (const line of [first, second])
    for (const key of ['qty', 'amount', 'taxAmount', 'netAmount'] as const)
      same(negate(sums[line.id]![key]!), line[key], key)
  assert.equal((await o.order(order)).invoiceStatus, 'none')
  // What was taken back may be invoiced again, for the same money.
  const again = await o.invoice(order)
  same(String((await o.staff.director.get('invoice', again)).amount), add(first.amount, second.amount), 'again')
  assert.deepEqual(await bookErrors(o.w.tenant), [])
})

test('S9 block: no more is taken back than the blue invoice has left, requests not yet confirmed included', async () => {
  const { invoice } = await issued()
  const [first] = (await linesOf(invoice)) as [Line]
  const waiting = await red(invoice, [{ line: first.id, qty: '5' }])
  await assert.rejects(red(invoice, [{ line: first.id, qty: '2.5' }]), { code: 'invoice.redOver' })
  await assert.rejects(
    red(invoice, [
      { line: first.id, qty: '1' },
      { line: first.id, qty: '1.5' },
    ]),
    { code: 'invoice.redOver' },
    'twice the same line counts together',
  )
  await assert.rejects(red(invoice, [{ line: first.id, qty: '0' }]), { code: 'invoice.redNothing' })
  await assert.rejects(red(waiting), { code: 'state.notAllowed' })
  // Two at once: one of them gets what is left.
  const both = await Promise.allSettled([1, 2].map(() => red(invoice, [{ line: first.id, qty: '2' }])))
  assert.equal(both.filter((b) => b.status === 'fulfilled').length, 1)
  // The buyer does not confirm: the quantity is free again.
  await o.run(o.staff.invoicing, 'invoice.voidDraft', waiting, { reason: '对方未确认' })
  await red(invoice, [{ line: first.id, qty: '5' }])
  assert.deepEqual(await bookErrors(o.w.tenant), [])
})
