import type { FastifyInstance, FastifySchema } from 'fastify'
import { notFound } from '#kernel/errors.ts'
import type { Auth } from './auth.ts'
import { credentialRoutes } from './credentialRoutes.ts'
import { forgeryRefusal } from './csrf.ts'
import { passwordRoutes } from './passwordRoutes.ts'
import type { Authenticator } from './principal.ts'
import type { AuthEvent, Desk } from './routing.ts'
import { signInRoutes } from './signInRoutes.ts'
import { twoFactorRoutes } from './twoFactorRoutes.ts'

export interface AuthPluginOptions {
  auth: Auth
  authenticator: Authenticator
  /** Told of sign-ins, password changes and the like, for the log; must not throw. */
  onEvent?: (event: AuthEvent) => void
  /** Whether somebody's company asks for a second factor; absent: nobody's does. */
  mustHaveSecondFactor?: Desk['mustHaveSecondFactor']
}

/**
 * Mounts the login on `app`: `/api/auth/*`, `/api/v1/users/sessions`, `/api/v1/api-keys`, and a check against
 * cross-site requests in front of *every* route of `app`. Call it as a function on the root instance.
 * Of better-auth's own endpoints only those named in the route files are reachable; all others answer 404.
 */
export function authPlugin(app: FastifyInstance, options: AuthPluginOptions): void {
  const { auth, authenticator, onEvent = () => {}, mustHaveSecondFactor = async () => false } = options
  const desk: Desk = { auth, authenticator, onEvent, mustHaveSecondFactor }
  const ownOrigins = [new URL(auth.baseURL).origin]

  app.addHook('onRequest', async (request) => {
    const refusal = forgeryRefusal(request.method, request.headers, ownOrigins)
    if (refusal) throw refusal
  })

  signInRoutes(app, desk)
  twoFactorRoutes(app, desk)
  passwordRoutes(app, desk)
  credentialRoutes(app, desk)
  app.all('/api/auth/*', { schema: { hide: true } as FastifySchema, config: { undocumented: true } }, async () => {
    throw notFound()
  })
}
