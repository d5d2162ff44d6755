import type { Rng } from '../../names/rng.ts'
import { day, instant } from '../days.ts'
import { plans, type World } from './plan.ts'
import { Store } from './store.ts'
import { Trade } from './trade.ts'
import { type Books, emptyBooks } from './types.ts'

/** Three years of orders with all that follows, as it stands now; sums agree to the cent. */
export function simulate(w: World, r: Rng): Books {
  const books = emptyBooks()
  const store = new Store(books, r.fork('store'))
  for (const p of w.packages) store.receive(p, String(p.medicine.carton * 30), w.from, 'released', 30)
  const trade = new Trade(w, books, store, r.fork('trade'))
  const all = [...plans(w, r.fork('plans'))]
    .filter((p) => p.submitted <= w.now)
    .sort((a, b) => a.picked.getTime() - b.picked.getTime())
  // The last few are still on their rep's desk.
  const drafts = new Set(all.toSorted((a, b) => b.submitted.getTime() - a.submitted.getTime()).slice(0, 4))
  for (const plan of all) trade.run(plan, drafts.has(plan))
  stockToday(w, store, r.fork('today'))
  return books
}

/** The warehouse as it is this morning: something of everything, one batch waiting for QA, one locked. */
function stockToday(w: World, store: Store, r: Rng): void {
  for (const p of w.packages) store.receive(p, String(p.medicine.carton * r.int(4, 20)), day(w.today, -r.int(3, 15)))
  const [first, second, third] = w.packages
  store.receive(first!, String(first!.medicine.carton * 10), day(w.today, -1), 'quarantine')
  const doubted = store.receive(second!, String(second!.medicine.carton * 3), day(w.today, -30))
  store.lock(doubted, instant(day(w.today, -2), 10), '示例：客户反映铝塑板破损，待调查')
  // Made long ago: near its end, sold only to who agrees.
  store.receive(third!, String(third!.medicine.carton), day(w.today, -20), 'released', 36 * 30 - 120)
}
