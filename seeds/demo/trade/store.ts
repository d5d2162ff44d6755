import { newId } from '#kernel/store/ids.ts'
import { add, compare, normalize, sub } from '#kernel/values/decimal.ts'
import type { Rng } from '../../names/rng.ts'
import { day, instant } from '../days.ts'
import type { DemoPackage } from '../goods.ts'
import type { Books, Dated } from './types.ts'

interface Lot {
  row: Dated & { onHand: string; reserved: string; locked: string }
  packageId: string
  lastUsableDate: string
}

export interface Taken {
  batch: string
  batchNo: string
  qty: string
}

const least = (a: string, b: string): string => (compare(a, b) < 0 ? a : b)

function monthsLater(date: string, months: number): string {
  const [y, m] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1 + months]
  return day(new Date(Date.UTC(y, m, Number(date.slice(8)))).toISOString().slice(0, 10), -1)
}

/** The warehouse of the demo: makes a new batch when the last runs out, gives out the earliest expiry first. */
export class Store {
  readonly #books: Books
  readonly #lots = new Map<string, Lot[]>()
  readonly #r: Rng
  #made = 0

  constructor(books: Books, r: Rng) {
    this.#books = books
    this.#r = r
  }

  #move(
    lot: Lot,
    kind: string,
    at: Date,
    by: { onHand?: string; reserved?: string; locked?: string },
    source?: [string, string],
  ): void {
    const { onHand = '0', reserved = '0', locked = '0' } = by
    const { row } = lot
    row.onHand = add(row.onHand, onHand)
    row.reserved = add(row.reserved, reserved)
    row.locked = add(row.locked, locked)
    this.#books.stockEntry.push({
      id: newId(),
      at,
      batch: row.id,
      kind,
      onHandDelta: onHand,
      reservedDelta: reserved,
      lockedDelta: locked,
      source: source?.[0] ?? 'batch',
      sourceId: source?.[1] ?? row.id,
    })
  }

  /** Takes a batch into stock on a day; it was made some weeks before. */
  receive(p: DemoPackage, qty: string, on: string, state = 'released', madeDaysAgo = this.#r.int(25, 60)): Lot {
    const mfgDate = day(on, -madeDaysAgo)
    const life = p.medicine.storage === 'cold' ? 24 : 36
    const lastUsableDate = monthsLater(mfgDate, life)
    const at = instant(on, 9, this.#r.int(0, 50))
    const row = {
      id: newId(),
      at,
      package: p.id,
      batchNo: `${mfgDate.slice(2, 4)}${mfgDate.slice(5, 7)}${String(++this.#made % 1000).padStart(3, '0')}`,
      mfgDate,
      expiryLabel: `有效期至${lastUsableDate.slice(0, 4)}年${lastUsableDate.slice(5, 7)}月`,
      lastUsableDate,
      lotReleaseCert: p.medicine.control === 'vaccine' ? `批签发${mfgDate.slice(0, 4)}${this.#made}` : null,
      onHand: '0',
      reserved: '0',
      locked: '0',
      state,
    }
    const lot: Lot = { row, packageId: p.id, lastUsableDate }
    this.#books.batch.push(row)
    this.#lots.set(p.id, [...(this.#lots.get(p.id) ?? []), lot])
    this.#move(lot, 'receive', at, { onHand: qty })
    return lot
  }

  /** Locks a whole batch: QA looks into a complaint. */
  lock(lot: Lot, at: Date, reason: string): void {
    this.#move(lot, 'lock', at, { locked: sub(lot.row.onHand, lot.row.reserved) })
    Object.assign(lot.row, { state: 'locked', lockReason: reason })
  }

  /** Reserves goods of released batches, earliest expiry first, at least half a year of life left. */
  reserve(p: DemoPackage, qty: string, at: Date, source: [string, string]): Taken[] {
    const on = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
    const taken: Taken[] = []
    let left = qty
    const usable = () =>
      (this.#lots.get(p.id) ?? [])
        .filter((l) => l.row.state === 'released' && l.lastUsableDate > day(on, 190) && l.row.at <= at)
        .sort((a, b) => (a.lastUsableDate < b.lastUsableDate ? -1 : 1))
    const free = (l: Lot) => sub(sub(l.row.onHand, l.row.reserved), l.row.locked)
    const total = usable().reduce((sum, l) => add(sum, free(l)), '0')
    if (compare(total, qty) < 0) {
      const lotSize = String(p.medicine.carton * (20 + p.medicine.weight * 6))
      this.receive(p, add(sub(qty, total), lotSize), day(on, -2))
    }
    for (const lot of usable()) {
      const part = least(left, free(lot))
      if (compare(part, '0') <= 0) continue
      this.#move(lot, 'reserve', at, { reserved: part }, source)
      taken.push({ batch: lot.row.id, batchNo: String(lot.row.batchNo), qty: normalize(part) })
      left = sub(left, part)
      if (compare(left, '0') === 0) return taken
    }
    throw new Error(`demo: no stock of ${p.name}`)
  }

  /** What was reserved leaves the house. */
  ship(taken: Taken[], at: Date, source: [string, string]): void {
    for (const t of taken)
      this.#move(this.#lot(t.batch), 'ship', at, { onHand: `-${t.qty}`, reserved: `-${t.qty}` }, source)
  }

  /** Goods come back fit for sale. */
  restock(batch: string, qty: string, at: Date, source: [string, string]): void {
    this.#move(this.#lot(batch), 'return', at, { onHand: qty }, source)
  }

  batchNo(batch: string): string {
    return String(this.#lot(batch).row.batchNo)
  }

  #lot(batch: string): Lot {
    for (const lots of this.#lots.values()) for (const lot of lots) if (lot.row.id === batch) return lot
    throw new Error(`demo: no batch ${batch}`)
  }
}
