import type { Label } from '#kernel/declare/label.ts'

/** What the routes of orders answer, as the pages read it. Money and quantities are decimal strings. */

export interface Named {
  id: string
  label: string | null
}

export interface BoardCard {
  id: string
  number: string
  soldTo: Named | null
  amount: string
  state: string
  stage: string
  stageSince: string | null
  lateAfter: string | null
  late: boolean
  owner: Named | null
  paymentStatus: string
  shipmentStatus: string
  receiptStatus: string
  invoiceStatus: string
  requestedDate: string | null
  orderType: string
}

export interface BoardStage {
  stage: string
  count: number
  late: number
  amount: string
  orders: BoardCard[]
}

export interface BoardReply {
  asOf: string
  late: number
  stages: BoardStage[]
}

export interface ChainShipment {
  id: string
  number: string
  state: string
  carrier: string | null
  logisticsNo: string | null
  amount: string
  shippedAt: string | null
  receivedAt: string | null
  lines: {
    package: Named | null
    batchNo: string
    qty: string
    receivedQty: string
    invoicedQty: string
    returnedQty: string
  }[]
  receipts: { id: string; number: string; receivedOn: string; signer: string; discrepancy: string | null }[]
}

export interface ChainReply {
  order: { id: string; number: string; state: string; stage: string; lateAfter: string | null; late: boolean }
  steps: {
    key: string
    label: Label
    state: 'done' | 'current' | 'waiting' | 'stopped'
    at: string | null
    by: Named | null
    comment: string | null
  }[]
  shipments: ChainShipment[]
  payments: { id: string; number: string; payer: string; amount: string; receivedOn: string }[]
  invoices: {
    id: string
    number: string
    invoiceNo: string | null
    kind: string
    state: string
    amount: string
    issuedAt: string | null
    redOf: Named | string | null
  }[]
  returns: { id: string; number: string; state: string; reason: string; creditAmount: string }[]
  versions: { revision: number; at: string; reason: string | null }[]
}

export interface PickPlan {
  lines: {
    line: string
    package: Named
    outstanding: string
    batches: {
      batch: string
      batchNo: string
      lastUsableDate: string
      available: string
      suggested: string
      nearExpiry: boolean
    }[]
    short: string
  }[]
}

export interface Credit {
  creditLimit: string | null
  openAr: string
  openOrders: string
  available: string | null
  overdue: { id: string; number: string; dueOn: string; days: number; amount: string }[]
}

export interface Statement {
  opening: string
  closing: string
  data: {
    id: string
    bookedOn: string
    kind: string
    order: Named | null
    amount: string
    balance: string
    dueOn: string | null
    source: string | null
    sourceId: string | null
  }[]
}

export interface AgeingSums {
  notDue: string
  d30: string
  d60: string
  d90: string
  d180: string
  over: string
  total: string
}

export interface Ageing {
  asOf: string
  totals: AgeingSums
  data: (AgeingSums & { account: Named })[]
  nextCursor?: string | null
}

/** What a refusal of an order carries beside its message. */
export interface Problem {
  code: string
  message: Label
  line?: string
}
