import type { FastifyInstance } from 'fastify'
import type { PoolClient } from 'pg'
import { z } from 'zod'
import { forward } from './bridge.ts'
import { assertAcceptablePassword } from './policy.ts'
import { redeemOneTimeLink } from './redeem.ts'
import { AuthRefusal } from './refusal.ts'
import { type Desk, report, requireSession, requireWholeSession, route } from './routing.ts'
import { passCookies } from './signInRoutes.ts'
import { readUserSummary, userSummary } from './summary.ts'
import { counted } from './twoFactorRoutes.ts'
import { forgetChallenges, passwordOwner } from './users.ts'

const secretText = z.string().min(1).max(1024)

/** Changing one's own password, and setting one by a one-time link. */
export function passwordRoutes(app: FastifyInstance, desk: Desk): void {
  const { auth, authenticator } = desk

  route(app, {
    method: 'POST',
    url: '/api/auth/change-password',
    summary: 'Change the own password; all other sessions end, this one gets a new id',
    body: z.strictObject({ currentPassword: secretText, newPassword: secretText }),
    response: z.object({ user: userSummary }),
    async handle({ request, reply, body }) {
      // An initial password is changed before anything else; any other one only by a whole session.
      const { userId, mustChangePassword } = await requireSession(desk, request)
      if (!mustChangePassword) await requireWholeSession(desk, request)
      assertAcceptablePassword(body.newPassword, (await passwordOwner(auth.pool, userId)) ?? {})
      if (body.newPassword.normalize('NFC') === body.currentPassword.normalize('NFC')) throw samePassword()
      const answer = await counted(desk, `reauth:${userId}`, () =>
        forward(auth, request, '/change-password', { ...body, revokeOtherSessions: true }, true),
      )
      await auth.pool.query('update control."user" set must_change_password = false where id = $1', [userId])
      await forgetChallenges(auth.pool, userId)
      authenticator.invalidate({ userId })
      passCookies(reply, answer)
      report(desk, request, 'passwordChanged', userId)
      return { user: await readUserSummary(auth.pool, userId) }
    },
  })

  route(app, {
    method: 'POST',
    url: '/api/auth/set-password',
    summary: 'Set a password by a one-time link; then sign in',
    body: z.strictObject({ token: z.string().min(1).max(200), newPassword: secretText }),
    async handle({ request, body }) {
      const userId = await transaction(desk, (client) =>
        redeemOneTimeLink(client, body.token, body.newPassword, auth.hasher),
      )
      authenticator.invalidate({ userId })
      report(desk, request, 'linkRedeemed', userId)
    },
  })
}

const samePassword = () =>
  new AuthRefusal(
    422,
    'password.same',
    { zh: '新密码不能与当前密码相同', en: 'The new password must differ from the current one' },
    { field: 'newPassword' },
  )

async function transaction<T>(desk: Desk, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await desk.auth.pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
