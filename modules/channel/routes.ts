import { type ApiRoute, listOf, object, uuid } from '#kernel/http/api.ts'
import { previewActivation } from './agentAuthorization/preview.ts'
import { agentTree, MOST_AGENTS } from './agentTree/agentTree.sql.ts'

const tag = '代理授权 Agent authorisation'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [
  {
    tag,
    method: 'POST',
    path: '/agent-authorizations/{id}/conflicts',
    summary: 'What would stand in the way of activating it: conflicts with rights in force, and what is lacking',
    params: { id: uuid },
    reply: object({ conflicts: listOf({ type: 'object' }), problems: listOf({ type: 'object' }) }, [
      'conflicts',
      'problems',
    ]),
    run: (caller, request) => previewActivation(caller, request.params.id!),
  },
  {
    tag,
    method: 'GET',
    path: '/agent-tree',
    summary: 'All agents the reader sees, with what each and everybody below it come to',
    reply: object({ data: listOf({ type: 'object' }), cut: { type: 'boolean' } }, ['data', 'cut']),
    async run(caller) {
      const data = await agentTree(caller)
      return { data, cut: data.length === MOST_AGENTS }
    },
  },
]
