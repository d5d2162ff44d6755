import { requireVerb } from '#kernel/commands/run.ts'
import { type ApiRoute, listOf, object } from '#kernel/http/api.ts'
import { dayOf } from '#kernel/tenant.ts'
import { currentRules } from './current.ts'

/** Routes beyond those that declarations give. */
export const ruleRoutes: ApiRoute[] = [
  {
    method: 'GET',
    path: '/rules/current',
    summary: '现行规则参数 Rules in force',
    tag: 'organization',
    query: { on: { type: 'string', format: 'date' } },
    reply: object({ data: listOf({ type: 'object' }) }, ['data']),
    run: async (caller, { query }) => {
      requireVerb(caller, 'ruleParameter', 'read')
      return { data: await currentRules(caller, query.on ?? dayOf(caller.tenant.clock())) }
    },
  },
]
