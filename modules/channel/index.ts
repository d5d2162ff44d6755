import type { ModuleSpec } from '#kernel/declare/index.ts'
import { agentAuthorization } from './agentAuthorization/agentAuthorization.object.ts'
import { authorizationAlerts } from './agentAuthorization/alerts.sql.ts'
import { keepClaims } from './agentAuthorization/claims.sql.ts'
import { authorizationNotices } from './agentAuthorization/notices.sql.ts'
import { authorizationCommands as verbs } from './agentAuthorization/verbs.ts'
import { authorizationClaim } from './authorizationClaim/authorizationClaim.object.ts'
import { depositEntry } from './depositEntry/depositEntry.object.ts'
import { recordDeposit, settleDeposit } from './depositEntry/verbs.ts'

/** Verbs of an authorisation by name, for whoever runs them in code. */
export const authorizationCommands = { ...verbs, recordDeposit, settleDeposit }

/** Agents: who may deal in what, where, until when, against which deposit. */
export const channel: ModuleSpec = {
  name: 'channel',
  label: { zh: '渠道招商', en: 'Channel' },
  objects: [agentAuthorization, authorizationClaim, depositEntry],
  commands: Object.values(authorizationCommands),
  hooks: [keepClaims],
  alerts: authorizationAlerts,
  notices: authorizationNotices,
}

export {
  authorizationFor,
  type Coverage,
  type Dealing,
  requireAuthorization,
} from './agentAuthorization/coverage.sql.ts'
export { expireAuthorizations, expireTask } from './agentAuthorization/expireAll.sql.ts'
export { routes as channelRoutes } from './routes.ts'
