import type { ApiRoute } from '#kernel/http/api.ts'
import { approvalRoutes } from './approvals/routes.ts'
import { messageRoutes } from './messages/routes.ts'
import { printRoutes } from './print/routes.ts'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [...approvalRoutes, ...messageRoutes, ...printRoutes]
