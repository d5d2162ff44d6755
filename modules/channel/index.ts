import type { ModuleSpec } from '#kernel/declare/index.ts'
import { agentAuthorization } from './agentAuthorization/agentAuthorization.object.ts'
import { depositEntry } from './depositEntry/depositEntry.object.ts'

/** Agents: who may deal in what, where, until when, against which deposit. */
export const channel: ModuleSpec = {
  name: 'channel',
  label: { zh: '渠道招商', en: 'Channel' },
  objects: [agentAuthorization, depositEntry],
}

export { routes as channelRoutes } from './routes.ts'
