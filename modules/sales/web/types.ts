import type { Label } from '#kernel/declare/label.ts'

/**
 * What the routes of orders answer, as the pages read it. Money and quantities are decimal strings; null also stands for
 * what the reader may not see.
 */

export interface Named {
  id: string
  label: string | null
}

export interface BoardCard {
  id: string
  number: string
  soldTo: Named | null
  amount: string | null
  state: string
  stage: string
  stageSince: string | null
  lateAfter: string | null
  late: boolean | null
  owner: Named | null
  paymentStatus: string | null
  shipmentStatus: string | null
  receiptStatus: string | null
  invoiceStatus: string | null
  requestedDate: string | null
  orderType: string
}

export interface BoardStage {
  stage: string
  count: number
  late: number | null
  amount: string | null
  orders: BoardCard[]
}

export interface BoardReply {
  asOf: string
  late: number | null
  stages: BoardStage[]
}

export interface ChainShipment {
  id: string
  number: string
  state: string
  carrier: string | null
  logisticsNo: string | null
  amount: string | null
  shippedAt: string | null
  receivedAt: string | null
  lines: {
    package: Named | null
    batchNo: string | null
    qty: string | null
    receivedQty: string | null
    invoicedQty: string | null
    returnedQty: string | null
  }[]
  receipts: {
    id: string
    number: string
    receivedOn: string | null
    signer: string | null
    discrepancy: string | null
  }[]
}

export interface ChainReply {
  order: {
    id: string
    number: string
    state: string
    stage: string | null
    lateAfter: string | null
    late: boolean | null
  }
  steps: {
    key: string
    label: Label
    state: 'done' | 'current' | 'waiting' | 'stopped'
    at: string | null
    by: Named | null
    comment: string | null
  }[]
  shipments: ChainShipment[]
  payments: { id: string; number: string; payer: string | null; amount: string | null; receivedOn: string | null }[]
  invoices: {
    id: string
    number: string
    invoiceNo: string | null
    kind: string | null
    state: string
    amount: string | null
    issuedAt: string | null
    redOf: Named | string | null
  }[]
  returns: { id: string; number: string; state: string; reason: string | null; creditAmount: string | null }[]
  versions: { revision: number | null; at: string; reason: string | null }[]
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
  openAr: string | null
  openOrders: string | null
  available: string | null
  overdue: { id: string; number: string; dueOn: string; days: number; amount: string | null }[]
}

export interface Statement {
  opening: string | null
  closing: string | null
  data: {
    id: string
    bookedOn: string
    kind: string | null
    order: Named | null
    amount: string | null
    balance: string | null
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
