/** Login: who asks, how they prove it, and how that ends. */
export { createApiKey, listApiKeys, revokeApiKey } from './apiKeys.ts'
export { type Auth, type AuthOptions, createAuth } from './auth.ts'
export { mustHaveSecondFactor } from './compulsory.ts'
export { confirmPassword } from './confirm.ts'
export { forgeryRefusal } from './csrf.ts'
export { createOneTimeLink } from './links.ts'
export { livenessSql, type Principal } from './liveness.ts'
export { argon2id } from './password.ts'
export { authPlugin } from './plugin.ts'
export { assertAcceptablePassword } from './policy.ts'
export {
  type Authenticator,
  createAuthenticator,
} from './principal.ts'
export { redeemOneTimeLink } from './redeem.ts'
export type { AuthEvent } from './routing.ts'
export { loadSecret, WeakSecret } from './secret.ts'
export { listSessions, revokeSession } from './sessions.ts'
export { readLocales, readUserSummary } from './summary.ts'
export {
  createUser,
  endSecondFactor,
  type NewUser,
  setPassword,
  setUserStatus,
  updateUser,
} from './users.ts'
