import type { ModuleSpec } from '#kernel/declare/index.ts'
import { messageObjects, messageVerbs } from './messages/index.ts'

/** Working together: approvals, message rules, print templates. */
export const collaboration: ModuleSpec = {
  name: 'collaboration',
  label: { zh: '协作', en: 'Collaboration' },
  objects: [...messageObjects],
  commands: [...messageVerbs],
}

export { routes as collaborationRoutes } from './routes.ts'
