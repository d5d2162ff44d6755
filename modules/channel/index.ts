import type { ModuleSpec } from '#kernel/declare/index.ts'
import { agentAuthorization } from './agentAuthorization/agentAuthorization.object.ts'
import { keepClaims } from './agentAuthorization/claims.sql.ts'
import { authorizationVerbs } from './agentAuthorization/verbs.ts'
import { authorizationClaim } from './authorizationClaim/authorizationClaim.object.ts'
import { depositEntry } from './depositEntry/depositEntry.object.ts'
import { recordDeposit, settleDeposit } from './depositEntry/verbs.ts'

/** Agents: who may deal in what, where, until when, against which deposit. */
export const channel: ModuleSpec = {
  name: 'channel',
  label: { zh: '渠道招商', en: 'Channel' },
  objects: [agentAuthorization, authorizationClaim, depositEntry],
  commands: [...authorizationVerbs, recordDeposit, settleDeposit],
  hooks: [keepClaims],
}

export {
  authorizationFor,
  type Coverage,
  type Dealing,
  requireAuthorization,
} from './agentAuthorization/coverage.sql.ts'
export { byVerb } from './byVerb.ts'
export { routes as channelRoutes } from './routes.ts'
