import { newId } from '#kernel/store/ids.ts'
import { sum } from '#kernel/values/decimal.ts'
import type { Writer } from '../batch.ts'
import type { Books, Dated } from './types.ts'

/** Objects in the order in which they may refer to each other. */
const ORDER: (keyof Books)[] = [
  'batch',
  'salesOrder',
  'orderAudit',
  'shipment',
  'receipt',
  'payment',
  'paymentAllocation',
  'invoice',
  'returnOrder',
  'receivableEntry',
  'stockEntry',
]

const monthOf = (row: Dated): string => row.at.toISOString().slice(0, 7)

/** What each customer owes and what is still to be shipped to him on credit: the sums of his ledger and orders. */
function balances(books: Books, now: Date): Dated[] {
  const credit = new Set(books.salesOrder.filter((o) => o.paymentTerm === 'credit').map((o) => o.id))
  const entries = Map.groupBy(books.receivableEntry, (e) => String(e.account))
  const waiting = Map.groupBy(
    books.salesOrder.filter((o) => o.state === 'financeApproved' && o.paymentTerm === 'credit'),
    (o) => String(o.soldTo),
  )
  return [...new Set([...entries.keys(), ...waiting.keys()])].map((account) => {
    const own = entries.get(account) ?? []
    return {
      id: newId(),
      at: now,
      account,
      balance: sum(own.map((e) => String(e.amount))),
      openAr: sum(own.filter((e) => credit.has(String(e.order))).map((e) => String(e.amount))),
      openOrders: sum(
        (waiting.get(account) ?? []).flatMap((o) =>
          [String(o.amount), `-${o.shippedAmount}`].map((x) => x.replace('-0', '0')),
        ),
      ),
    }
  })
}

/** Writes the books month by month, so that numbers carry the month they belong to. */
export async function writeBooks(w: Writer, books: Books, say: (line: string) => void): Promise<void> {
  for (const object of ORDER) {
    const byMonth = [...Map.groupBy(books[object], monthOf)].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [, rows] of byMonth) {
      rows.sort((a, b) => a.at.getTime() - b.at.getTime())
      await w.record(object, rows, rows[0]!.at)
    }
    say(`${object}: ${books[object].length}`)
  }
  await w.record('accountBalance', balances(books, w.now), w.now)
}
