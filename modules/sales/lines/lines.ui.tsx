import { fill } from '#ui/core/slots.ts'
import { PricedLines } from './PricedLines.tsx'

for (const object of ['quotation', 'contract', 'salesOrder'])
  fill('form.lines', { object, field: 'lines', key: 'priced', component: PricedLines })
