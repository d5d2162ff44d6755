import type { ApiRoute } from '#kernel/http/api.ts'
import { lineRoutes } from './lines/routes.ts'
import { opportunityRoutes } from './opportunity/routes.ts'
import { purchaseRoutes } from './purchaseCycle/routes.ts'
import { orderRoutes } from './salesOrder/routes.ts'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [...opportunityRoutes, ...lineRoutes, ...purchaseRoutes, ...orderRoutes]
