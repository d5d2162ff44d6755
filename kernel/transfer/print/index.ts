/** Printed forms: a record put into a template an administrator can change, as PDF or Word, under the reader's rights. */
export { FILTERS, LayoutError, MAX_LAYOUT, parseLayout } from './language.ts'
export { formsOf, previewLayout, printRecord, shippedForms } from './print.ts'
