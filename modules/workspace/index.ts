import type { ModuleSpec } from '#kernel/declare/index.ts'
import { attachment } from './attachment.object.ts'
import { mergeRoutes } from './merges/routes.ts'
import { markAllRead, markRead } from './notification.commands.ts'
import { notification } from './notification.object.ts'
import { scene } from './scene.object.ts'
import { starRoutes } from './star/routes.ts'

export { putStar } from './star/star.sql.ts'

export const workspaceRoutes = [...starRoutes, ...mergeRoutes]

/** What each person has around his work: saved views, messages, the library of papers. */
export const workspace: ModuleSpec = {
  name: 'workspace',
  label: { zh: '工作台', en: 'Workspace' },
  objects: [scene, notification, attachment],
  commands: [markRead, markAllRead],
}
