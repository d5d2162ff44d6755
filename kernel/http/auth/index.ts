/** Login: who asks, how they prove it, and how that ends. */
export { type ApiKeyInfo, createApiKey, listApiKeys, type NewApiKey, revokeApiKey } from './apiKeys.ts'
export { type Auth, type AuthOptions, createAuth } from './auth.ts'
export type { LoginLimits } from './credentials.ts'
export { forgeryRefusal } from './csrf.ts'
export { createOneTimeLink } from './links.ts'
export { livenessSql, type Principal } from './liveness.ts'
export { argon2id, type PasswordHasher } from './password.ts'
export { type AuthPluginOptions, authPlugin } from './plugin.ts'
export { assertAcceptablePassword } from './policy.ts'
export {
  type Authenticator,
  type AuthenticatorOptions,
  type CredentialHeaders,
  createAuthenticator,
} from './principal.ts'
export { redeemOneTimeLink } from './redeem.ts'
export { passwordChangeRequired } from './refusals.ts'
export type { AuthEvent } from './routing.ts'
export { loadSecret, WeakSecret } from './secret.ts'
export { listSessions, revokeSession, type SessionInfo } from './sessions.ts'
export { readUserSummary, type UserSummary } from './summary.ts'
export {
  type CreatedUser,
  createUser,
  type IdentityChange,
  type NewUser,
  setPassword,
  setUserStatus,
  updateUser,
} from './users.ts'
