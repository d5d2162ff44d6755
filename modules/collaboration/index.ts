import type { ModuleSpec } from '#kernel/declare/index.ts'

/** Working together: approvals, message rules, print templates. */
export const collaboration: ModuleSpec = {
  name: 'collaboration',
  label: { zh: '协作', en: 'Collaboration' },
  objects: [],
}

export { routes as collaborationRoutes } from './routes.ts'
