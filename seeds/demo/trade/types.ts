import type { DemoPackage } from '../goods.ts'

/** A row of the past with its moment. */
export type Dated = { id: string; at: Date } & Record<string, unknown>

/** Who buys from the demo company: distributors, each with what it usually takes. */
export interface Customer {
  id: string
  name: string
  uscc: string | null
  address: string
  credit: boolean
  creditDays: number
  /** Days between two orders. */
  cycle: number
  basket: DemoPackage[]
  /** Hospitals and pharmacies that it serves. */
  terminals: string[]
  agent: boolean
}

/** Who acts in the back office. */
export interface Hands {
  commerce: string
  finance: string
  picker: string
  checker: string
  invoicing: string
  qa: string
}

/** Everything that three years of trading leave behind, by object. */
export type Books = Record<
  | 'batch'
  | 'stockEntry'
  | 'salesOrder'
  | 'orderAudit'
  | 'shipment'
  | 'receipt'
  | 'payment'
  | 'paymentAllocation'
  | 'invoice'
  | 'returnOrder'
  | 'receivableEntry',
  Dated[]
>

export const emptyBooks = (): Books => ({
  batch: [],
  stockEntry: [],
  salesOrder: [],
  orderAudit: [],
  shipment: [],
  receipt: [],
  payment: [],
  paymentAllocation: [],
  invoice: [],
  returnOrder: [],
  receivableEntry: [],
})
