import { approvalRoutes } from '#kernel/approvals/index.ts'
import type { ApiRoute } from '#kernel/http/api.ts'
import { messageRoutes } from './messages/routes.ts'
import { printRoutes } from './print/routes.ts'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [...approvalRoutes, ...messageRoutes, ...printRoutes]
