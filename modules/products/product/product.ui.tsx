import { fill } from '#ui/core/slots.ts'
import { BatchHeader, ProductHeader } from './ProductHeader.tsx'
import { ProductStock } from './ProductStock.tsx'

fill('detail.header', { object: 'product', key: 'stopped', component: ProductHeader })
fill('detail.header', { object: 'batch', key: 'blocked', component: BatchHeader })
fill('detail.tab', {
  object: 'product',
  key: 'stock',
  label: { zh: '库存与价格', en: 'Stock and prices' },
  order: 20,
  component: ProductStock,
})
