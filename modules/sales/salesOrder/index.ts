import { issueInvoice, prepareInvoice } from '../invoice/invoiceVerbs.ts'
import { confirmRed, issueRed, voidDraft } from '../invoice/red.ts'
import { payerIsCustomer } from '../payment/payer.ts'
import { paymentVerbs } from '../payment/paymentVerbs.ts'
import { creditReturn } from '../returnOrder/credit.ts'
import { inspectVerbs } from '../returnOrder/inspect.ts'
import { requestVerbs } from '../returnOrder/returnVerbs.ts'
import { batchStops } from '../shipment/blocked.ts'
import { checkShipment } from '../shipment/check.ts'
import { receiveShipment, settleDiscrepancy } from '../shipment/receive.ts'
import { cancelShipment, shipShipment } from '../shipment/ship.ts'
import { approveVerbs } from './approve.ts'
import { pickOrder } from './pick.ts'
import { submitVerbs } from './submit.ts'
import { turnVerbs } from './turn.ts'

/** Every verb from order to cash. */
export const orderToCashVerbs = [
  ...submitVerbs,
  ...approveVerbs,
  pickOrder,
  ...turnVerbs,
  checkShipment,
  shipShipment,
  cancelShipment,
  receiveShipment,
  settleDiscrepancy,
  ...paymentVerbs,
  prepareInvoice,
  issueInvoice,
  issueRed,
  confirmRed,
  voidDraft,
  ...requestVerbs,
  ...inspectVerbs,
  creditReturn,
]

export const orderToCashHooks = [payerIsCustomer, batchStops]
