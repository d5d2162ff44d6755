import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#kernel/errors.ts'
import { seeded } from '#kernel/values/seeded.ts'
import { lineAmounts, orderTotals, partAmounts } from './amounts.ts'

/** Cents of a decimal text, by the text alone: an oracle that shares no arithmetic with the code. */
function cents(text: string): bigint {
  const [whole, fraction = ''] = text.replace('-', '').split('.')
  assert.ok(fraction.length <= 2, `${text} has more than cents`)
  const n = BigInt(whole! + fraction.padEnd(2, '0'))
  return text.startsWith('-') ? -n : n
}

const dotted = (n: number, scale: number): string => {
  const text = String(n).padStart(scale + 1, '0')
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`
}

/** a ÷ b half up, for positive numbers. */
const halfUp = (a: bigint, b: bigint): bigint => (2n * a + b) / (2n * b)

const RATES = [
  ['0.13', 1300n],
  ['0.03', 300n],
  ['0', 0n],
  ['0.09', 900n],
] as const

test('S7 amounts of 100,000 random orders (lines, taxes, discounts, refunds) add up to the cent', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000)
  console.log(`seed ${seed}`)
  const rnd = seeded(seed)
  const upTo = (n: number): number => Math.floor(rnd() * (n + 1))
  for (let order = 0; order < 100_000; order++) {
    const drawn = Array.from({ length: 1 + upTo(5) }, () => {
      const [qty, price] = [1 + upTo(rnd() < 0.2 ? 50_000_000 : 300_000), upTo(rnd() < 0.3 ? 999 : 9_999_999)]
      const goods = halfUp(BigInt(qty) * BigInt(price), 1_000_000n)
      const off = rnd() < 0.3 ? (goods * BigInt(upTo(100))) / 100n : 0n
      return { qty, price, goods, off, rate: RATES[upTo(3)]! }
    })
    const terms = drawn.map((d) => ({
      qty: dotted(d.qty, 4),
      unitPrice: dotted(d.price, 4),
      discountAmount: dotted(Number(d.off), 2),
      taxRate: d.rate[0],
    }))
    const goods = drawn.reduce((s, d) => s + d.goods - d.off, 0n)
    const discount = rnd() < 0.5 ? (goods * BigInt(upTo(1000))) / 1000n : 0n
    const totals = orderTotals(terms, dotted(Number(discount), 2))

    assert.equal(cents(totals.goodsAmount), goods)
    assert.equal(cents(totals.amount), goods - discount)
    let [amount, tax, shares] = [0n, 0n, 0n]
    totals.lines.forEach((line, i) => {
      const { goods: g, off, rate } = drawn[i]!
      const [a, t, share] = [cents(line.amount), cents(line.taxAmount), cents(line.discountShare)]
      assert.ok(share >= 0n && share <= g - off, `share ${line.discountShare} of line ${i}`)
      assert.equal(a, g - off - share)
      assert.equal(t, a - halfUp(a * 10_000n, 10_000n + rate[1]))
      assert.equal(cents(line.netAmount) + t, a)
      // Fair to within a cent.
      if (goods > 0n) {
        const fair = Number(discount) * (Number(g - off) / Number(goods))
        assert.ok(Math.abs(Number(share) - fair) <= 1.001, `share ${share} against ${fair}`)
      }
      amount += a
      tax += t
      shares += share
    })
    assert.equal(amount, cents(totals.amount))
    assert.equal(tax, cents(totals.taxAmount))
    assert.equal(shares, discount)

    // One line is sent back in parts: what is credited adds up to what was charged.
    const pick = upTo(drawn.length - 1)
    const line = { ...totals.lines[pick]!, qty: terms[pick]!.qty }
    let [left, before, credit, creditTax] = [drawn[pick]!.qty, 0, 0n, 0n]
    while (left > 0) {
      const part = rnd() < 0.3 ? left : 1 + upTo(left - 1)
      const money = partAmounts(line, dotted(before, 4), dotted(part, 4))
      assert.ok(cents(money.amount) >= 0n && cents(money.taxAmount) >= 0n)
      assert.equal(cents(money.netAmount), cents(money.amount) - cents(money.taxAmount))
      credit += cents(money.amount)
      creditTax += cents(money.taxAmount)
      before += part
      left -= part
    }
    assert.equal(credit, cents(line.amount))
    assert.equal(creditTax, cents(line.taxAmount))
  }
})

test('S7 rounding of lines by hand-worked cases', () => {
  // 3 × 33.335 = 100.005 → 100.01; net 100.01 ÷ 1.13 = 88.5044… → 88.50; tax 11.51.
  assert.deepEqual(lineAmounts({ qty: '3', unitPrice: '33.335', taxRate: '0.13' }), {
    amount: '100.01',
    netAmount: '88.5',
    taxAmount: '11.51',
  })
  // 0.05 off three equal lines of 10.00: 0.02 + 0.01 + 0.02.
  const lines = [1, 2, 3].map(() => ({ qty: '1', unitPrice: '10', taxRate: '0.13' }))
  const totals = orderTotals(lines, '0.05')
  assert.equal(totals.amount, '29.95')
  assert.deepEqual(
    totals.lines.map((l) => l.discountShare),
    ['0.02', '0.01', '0.02'],
  )
  // 100 yuan for three: 33.33, 33.34, 33.33.
  const line = { qty: '3', amount: '100', taxAmount: '11.5' }
  assert.deepEqual(
    ['0', '1', '2'].map((before) => partAmounts(line, before, '1').amount),
    ['33.33', '33.34', '33.33'],
  )
})

test('S7 a discount beyond the goods is refused in both languages', () => {
  const refused = (work: () => unknown) =>
    assert.throws(work, (e: Refusal) => e instanceof Refusal && e.code === 'amount.discount' && /优惠/.test(e.label.zh))
  refused(() => orderTotals([{ qty: '1', unitPrice: '10' }], '10.01'))
  refused(() => lineAmounts({ qty: '1', unitPrice: '10', discountAmount: '10.01' }))
  assert.equal(orderTotals([{ qty: '1', unitPrice: '10' }], '10').amount, '0')
  assert.equal(orderTotals([], null).amount, '0')
})
