import type { ModuleSpec } from '#kernel/declare/index.ts'
import { approvals } from './approvals/index.ts'
import { messageObjects, messageVerbs } from './messages/index.ts'
import { approvalMessages } from './messages/kinds.ts'
import { printObjects, prints } from './print/index.ts'

/** Working together: approvals, message rules, print templates. */
export const collaboration: ModuleSpec = {
  name: 'collaboration',
  label: { zh: '协作', en: 'Collaboration' },
  objects: [...approvals.objects, ...messageObjects, ...printObjects],
  commands: [...approvals.commands, ...messageVerbs],
  hooks: [...approvals.hooks],
  messages: approvalMessages,
  prints,
}

export { routes as collaborationRoutes } from './routes.ts'
