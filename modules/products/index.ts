import type { ModuleSpec } from '#kernel/declare/index.ts'
import { batch } from './batch/batch.object.ts'
import { license } from './license/license.object.ts'
import { priceListItem } from './priceListItem/priceListItem.object.ts'
import { product } from './product/product.object.ts'
import { productPackage } from './productPackage/productPackage.object.ts'
import { stockEntry } from './stockEntry/stockEntry.object.ts'

/** What we sell: products, packages, batches with their ledger, the papers to deal in them, and prices. */
export const products: ModuleSpec = {
  name: 'products',
  label: { zh: '产品', en: 'Products' },
  objects: [product, productPackage, batch, stockEntry, license, priceListItem],
}

export { routes as productRoutes } from './routes.ts'
