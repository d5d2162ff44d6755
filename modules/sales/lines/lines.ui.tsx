import { fill } from '#ui/core/slots.ts'
import { EndingCell } from './EndingCell.tsx'
import { OfferHeader } from './OfferHeader.tsx'
import { PricedLines } from './PricedLines.tsx'

for (const object of ['quotation', 'contract', 'salesOrder'])
  fill('form.lines', { object, field: 'lines', key: 'priced', component: PricedLines })

for (const object of ['quotation', 'contract']) {
  fill('detail.header', { object, key: 'offer', component: OfferHeader })
  fill('list.cell', { object, field: 'validTo', component: EndingCell })
}
