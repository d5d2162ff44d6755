import type { ModuleSpec } from '#kernel/declare/index.ts'
import { approvals } from './approvals/index.ts'

/** Working together: approvals, message rules, print templates. */
export const collaboration: ModuleSpec = {
  name: 'collaboration',
  label: { zh: '协作', en: 'Collaboration' },
  objects: [...approvals.objects],
  commands: [...approvals.commands],
  hooks: [...approvals.hooks],
}

export { routes as collaborationRoutes } from './routes.ts'
