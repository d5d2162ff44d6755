import type { ModuleSpec } from '#kernel/declare/index.ts'
import { productAlerts } from './alerts.sql.ts'
import { batch } from './batch/batch.object.ts'
import { flagNewBatches } from './batch/nearExpiry.sql.ts'
import { batchVerbs } from './batch/verbs.ts'
import { license } from './license/license.object.ts'
import { licenseVerbs } from './license/verbs.ts'
import { productNotices } from './notices.ts'
import { priceListItem } from './priceListItem/priceListItem.object.ts'
import { priceVerbs } from './priceListItem/verbs.ts'
import { makerFollows, makerHooks } from './product/makers.sql.ts'
import { product } from './product/product.object.ts'
import { productVerbs } from './product/verbs.ts'
import { packageNameHooks } from './productPackage/name.sql.ts'
import { productPackage } from './productPackage/productPackage.object.ts'
import { packageVerbs } from './productPackage/verbs.ts'
import { stockEntry } from './stockEntry/stockEntry.object.ts'

/** What we sell: products, packages, batches with their ledger, the papers to deal in them, and prices. */
export const products: ModuleSpec = {
  name: 'products',
  label: { zh: '产品', en: 'Products' },
  objects: [product, productPackage, batch, stockEntry, license, priceListItem],
  commands: [...productVerbs, ...packageVerbs, ...batchVerbs, ...licenseVerbs, ...priceVerbs],
  hooks: [...packageNameHooks, ...makerHooks, flagNewBatches],
  follows: makerFollows,
  alerts: productAlerts,
  notices: productNotices,
}

export { type FefoOptions, type FefoPick, fefo } from './batch/fefo.sql.ts'
export {
  moveStock,
  reserve,
  type StockKind,
  type StockMove,
  type StockSums,
  shipReserved,
  unreserve,
} from './batch/ledger.sql.ts'
export { type BatchFacts, batchProblem, batchShippable, type ShipDemands } from './batch/shippable.ts'
export { licenceProblems, requireLicences, type Sale, saleProblems } from './license/check.ts'
export { productTasks, turnDay } from './nightly.sql.ts'
export {
  effectivePrices,
  type PricedLine,
  type PriceQuestion,
  type PriceSource,
} from './priceListItem/effective.sql.ts'
export {
  type ChargedLine,
  floorBreaches,
  isAboveTender,
  isBelowFloor,
  paysTenderPrice,
  tenderBreaches,
} from './priceListItem/limits.ts'
export { seesPrices } from './priceListItem/lookup.sql.ts'
export { type NewPrice, settlePrices } from './priceListItem/verbs.ts'
export { sellable, unsellable } from './product/sellable.sql.ts'
export { fromBase, type Packing, type PackUnit, toBase, toCartons } from './productPackage/packs.ts'
export { routes as productRoutes } from './routes.ts'
