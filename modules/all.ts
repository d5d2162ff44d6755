import { Registry } from '#kernel/declare/index.ts'
import type { Task } from '#kernel/events/jobs.ts'
import type { ApiRoute } from '#kernel/http/api.ts'
import { channel, channelRoutes, expireTask } from './channel/index.ts'
import { collaboration, collaborationRoutes } from './collaboration/index.ts'
import { customerRoutes, customers } from './customers/index.ts'
import { organization, organizationRoutes } from './organization/index.ts'
import { productRoutes, products, productTasks } from './products/index.ts'
import { sales, salesRoutes } from './sales/index.ts'
import { tendering, tenderingRoutes } from './tendering/index.ts'
import { workspace, workspaceRoutes } from './workspace/index.ts'

/** Every module of the house, in the order of the menu. */
export const modules = [customers, sales, tendering, channel, products, collaboration, organization, workspace]

export const registry = (): Registry => new Registry(modules)

/** What modules answer beyond what their declarations give. */
export const moduleRoutes = (): ApiRoute[] => [
  ...customerRoutes,
  ...salesRoutes,
  ...tenderingRoutes,
  ...channelRoutes,
  ...productRoutes,
  ...collaborationRoutes,
  ...organizationRoutes,
  ...workspaceRoutes,
]

/** What modules do by the clock. */
export const moduleTasks = (): Task[] => [expireTask, ...productTasks]
