import type { ApiRoute } from '#kernel/http/api.ts'
import { lineRoutes } from './lines/routes.ts'
import { opportunityRoutes } from './opportunity/routes.ts'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [...opportunityRoutes, ...lineRoutes]
