import { printTemplate } from './printTemplate.object.ts'
import { deliveryNote, statement } from './shipped/delivery.ts'
import { contractForm, orderForm, quotationForm } from './shipped/orders.ts'

/** Printed forms: those that ship, and those that administrators write. */
export const printObjects = [printTemplate]
export const prints = [quotationForm, contractForm, orderForm, deliveryNote, statement]
