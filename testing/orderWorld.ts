import { changeRow } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { add, mul } from '#kernel/values/decimal.ts'
import { moveStock } from '#modules/products/index.ts'
import { sales } from '#modules/sales/index.ts'
import { type Person, type World, world } from './world.ts'

/** Who works on an order in a test's company; two of each department, so that no one signs twice. */
export interface Staff {
  manager: Person
  rep: Person
  rep2: Person
  commerce: Person
  commerce2: Person
  finance: Person
  finance2: Person
  cashier: Person
  picker: Person
  checker: Person
  shipper: Person
  invoicing: Person
  qa: Person
  qa2: Person
  director: Person
}

const ROLES: Record<keyof Staff, string> = {
  manager: 'manager',
  rep: 'rep',
  rep2: 'rep',
  commerce: 'commerce',
  commerce2: 'commerce',
  finance: 'finance',
  finance2: 'finance',
  cashier: 'cashier',
  picker: 'warehouse',
  checker: 'warehouse',
  shipper: 'warehouse',
  invoicing: 'invoicing',
  qa: 'qa',
  qa2: 'qa',
  director: 'director',
}

interface Line {
  package: string
  qty: string
  unitPrice?: string
  [more: string]: unknown
}

let serial = 0

/** A company with people, products, prices and stock in which orders can be placed, and short ways to do so. */
export class OrderWorld {
  readonly w: World
  readonly staff: Staff

  constructor(w: World, staff: Staff) {
    this.w = w
    this.staff = staff
  }

  /** Runs a verb of an order or of what follows from it as somebody; returns its result. */
  async run<T = Values>(who: Person, key: string, id: string | null, input: Values = {}): Promise<T> {
    const def = sales.commands!.find((c) => c.key === key)
    if (!def) throw new Error(`no command ${key}`)
    return (await who.run(def, id, input)).result as T
  }

  made(object: string, values: Values, state?: string): Promise<Values> {
    return this.w.asSystem(async (unit) => {
      const row = await create(unit, object, values, { accept: 'all' })
      return state ? changeRow(unit, object, row, { state }, 'test') : row
    })
  }

  /** A hospital (or other account) of the rep's with the papers it needs and a verified address. */
  async customer(more: Values = {}, papers: [string, Values][] = [['medicalInstitutionLicense', {}]]): Promise<string> {
    serial++
    const account = await this.w.asSystem((unit) =>
      create(
        unit,
        'account',
        {
          name: `第${serial}医院`,
          accountRoles: ['hospital'],
          regionCode: '330106',
          address: `中山路${serial}号`,
          addressVerified: true,
          source: 'other',
          owner: this.staff.rep.id,
          ...more,
        },
        { accept: 'all' },
      ),
    )
    for (const [licenseType, values] of papers) await this.paper(account.id as string, licenseType, values)
    return account.id as string
  }

  paper(account: string, licenseType: string, more: Values = {}): Promise<Values> {
    return this.made(
      'license',
      { account, licenseType, licenseNo: `NO${++serial}`, validFrom: '2020-01-01', validTo: '2030-12-31', ...more },
      'valid',
    )
  }

  /** A package on sale at 10.00 nationally with a floor of 8.00. */
  async package(more: Values = {}, price: string | null = '10', pack: Values = {}): Promise<string> {
    const n = ++serial
    const product = await this.made(
      'product',
      {
        genericName: `药品${n}`,
        dosageForm: '片剂',
        strength: '5mg',
        approvalNo: `国药准字H${20060000 + n}`,
        ...more,
      },
      'active',
    )
    const made = await this.made('productPackage', { product: product.id, packDescription: '24片/盒', ...pack })
    if (price) {
      await this.price(made.id as string, price)
      await this.price(made.id as string, '8', { priceType: 'floor' })
    }
    return made.id as string
  }

  price(pack: string, unitPrice: string, more: Values = {}): Promise<Values> {
    return this.made(
      'priceListItem',
      { package: pack, priceType: 'supply', scopeType: 'national', validFrom: '2026-01-01', unitPrice, ...more },
      'effective',
    )
  }

  async batch(pack: string, qty: string, more: Values = {}, state = 'released'): Promise<string> {
    const batch = await this.made(
      'batch',
      {
        package: pack,
        batchNo: `B${++serial}`,
        mfgDate: '2025-01-01',
        expiryLabel: '见包装',
        lastUsableDate: '2028-12-31',
        ...more,
      },
      state,
    )
    const id = batch.id as string
    await this.w.asSystem((unit) =>
      moveStock(unit, [{ batchId: id, kind: 'receive', onHand: qty, source: 'test', sourceId: id }]),
    )
    return id
  }

  /** A draft of the rep's. */
  async draft(soldTo: string, lines: Line[], more: Values = {}): Promise<string> {
    return (await this.staff.rep.create('salesOrder', { soldTo, lines, ...more })).id as string
  }

  /** An order that finance has released. */
  async released(soldTo: string, lines: Line[], more: Values = {}): Promise<string> {
    const id = await this.draft(soldTo, lines, more)
    await this.release(id)
    return id
  }

  async release(id: string): Promise<void> {
    await this.run(this.staff.rep, 'salesOrder.submit', id)
    await this.run(this.staff.commerce, 'salesOrder.approveBusiness', id, { notDuplicate: true })
    await this.run(this.staff.finance, 'salesOrder.approveFinance', id)
  }

  async payment(account: string, amount: string): Promise<string> {
    const { name } = await this.account(account)
    const values = { account, payer: name, amount, receivedOn: '2026-06-15', bankRef: `BR${++serial}` }
    return (await this.staff.cashier.create('payment', values)).id as string
  }

  account(id: string): Promise<{ name: string }> {
    return this.staff.director.get('account', id)
  }

  async pay(order: string, amount: string): Promise<string> {
    const { soldTo } = await this.order<{ soldTo: { id: string } }>(order)
    const id = await this.payment(soldTo.id, amount)
    await this.run(this.staff.cashier, 'payment.allocate', id, { order, amount })
    return id
  }

  order<T = Record<string, never> & Values>(id: string): Promise<T> {
    return this.staff.director.get<T>('salesOrder', id)
  }

  /** Picks (all that is outstanding, or some) and returns the shipment's id. */
  async pick(order: string, lines?: { line: string; qty: string; batch?: string }[]): Promise<string> {
    const made = await this.run<{ shipment: string }>(
      this.staff.picker,
      'salesOrder.pick',
      order,
      lines ? { lines } : {},
    )
    return made.shipment
  }

  /** What a scanner would read off a shipment's goods. */
  async scans(shipment: string): Promise<Values[]> {
    const { lines } = await this.staff.picker.get<{ lines: Values[] }>('shipment', shipment)
    return (lines as { package: { id: string }; batch: { label: string }; qty: string }[]).map((l) => ({
      code: l.package.id,
      batchNo: l.batch.label,
      qty: l.qty,
    }))
  }

  async check(shipment: string): Promise<void> {
    await this.run(this.staff.checker, 'shipment.check', shipment, { scans: await this.scans(shipment) })
  }

  ship(shipment: string, more: Values = {}): Promise<unknown> {
    const input = { carrier: '顺丰', logisticsNo: `SF${++serial}`, ...more }
    return this.run(this.staff.shipper, 'shipment.ship', shipment, input)
  }

  /** Picks, checks and ships; returns the shipment's id. */
  async shipped(order: string, lines?: { line: string; qty: string; batch?: string }[]): Promise<string> {
    const id = await this.pick(order, lines)
    await this.check(id)
    await this.ship(id)
    return id
  }

  receive(shipment: string, more: Values = {}): Promise<{ receipt: string }> {
    const input = { receivedOn: '2026-06-15', signer: '王药师', ...more }
    return this.run(this.staff.rep, 'shipment.receive', shipment, input)
  }

  async invoice(order: string, lines?: Values[]): Promise<string> {
    const made = await this.run<{ invoice: string }>(this.staff.invoicing, 'invoice.prepare', null, {
      order,
      ...(lines ? { lines } : {}),
    })
    return made.invoice
  }

  issue(invoice: string): Promise<unknown> {
    return this.run(this.staff.invoicing, 'invoice.issue', invoice, { invoiceNo: this.invoiceNo() })
  }

  invoiceNo(): string {
    return String(26330000000000000000n + BigInt(++serial))
  }

  /** Σ of a customer's receivable ledger and his running balance, which must agree. */
  async ledger(account: string): Promise<{ sum: string; balance: string; openAr: string; openOrders: string }> {
    const { tenant } = this.w
    const t = (name: string) => this.table(name)
    const [row] = await tenant.db.fresh<{ sum: string; balance: string; openAr: string; openOrders: string }>(sql`select
      (select coalesce(sum(amount), 0)::text from ${t('receivable_entry')} where account_id = ${account}) as sum,
      coalesce((select balance::text from ${t('account_balance')} where account_id = ${account}), '0') as balance,
      coalesce((select open_ar::text from ${t('account_balance')} where account_id = ${account}), '0') as "openAr",
      coalesce((select open_orders::text from ${t('account_balance')} where account_id = ${account}), '0') as "openOrders"`)
    return row!
  }

  table(name: string) {
    return at(this.w.tenant, name)
  }

  close(): Promise<void> {
    return this.w.close()
  }
}

/** Price × quantity, for expectations. */
export const worth = (...lines: [qty: string, price: string][]): string =>
  lines.map(([q, p]) => mul(q, p)).reduce(add, '0')

export async function orderWorld(): Promise<OrderWorld> {
  const w = await world()
  const department = await w.department('华东大区')
  const staff: Partial<Staff> = {}
  for (const [name, role] of Object.entries(ROLES) as [keyof Staff, string][])
    staff[name] = await w.hire(name, { roles: [role], department })
  return new OrderWorld(w, staff as Staff)
}
