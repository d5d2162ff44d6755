import { type ApiRoute, listOf, object, uuid } from '#kernel/http/api.ts'
import { readSecondFactorRule, saveSecondFactorRule } from './rule.sql.ts'

const tag = 'organization'
const path = '/second-factor-rule'
const rule = { mode: { type: 'string', enum: ['off', 'roles', 'everybody'] }, roles: listOf(uuid) }
const reply = object({ ...rule, bound: { type: 'integer' }, without: { type: 'integer' } })

/** Who must sign in with a second factor. API keys are not bound by it: making one asks for a whole session. */
export const secondFactorRoutes: ApiRoute[] = [
  {
    tag,
    method: 'GET',
    path,
    summary: 'Who must sign in with a second factor, and how many have none yet (administrators)',
    reply,
    run: (caller) => readSecondFactorRule(caller),
  },
  {
    tag,
    method: 'PUT',
    path,
    summary: 'Set it; from then on a session without one gets 403 auth.twoFactorRequired. API keys go on',
    body: object(rule, ['mode']),
    reply,
    run: (caller, request) => saveSecondFactorRule(caller, request.body),
  },
]
