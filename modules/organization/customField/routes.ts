import { requireVerb } from '#kernel/commands/run.ts'
import { type ApiRoute, listOf, object, uuid } from '#kernel/http/api.ts'
import { fieldIndexStates } from './indexes.sql.ts'

const state = { type: 'string', enum: ['waiting', 'building', 'ready', 'failed'] }

export const customFieldRoutes: ApiRoute[] = [
  {
    tag: 'organization',
    method: 'GET',
    path: '/custom-fields/indexes',
    summary: 'How far the indexes of fields marked for filtering are; a broken-off one is built again within a minute',
    reply: object({ data: listOf(object({ id: uuid, state })) }, ['data']),
    run: async (caller) => {
      requireVerb(caller, 'customField', 'read')
      return { data: await fieldIndexStates(caller) }
    },
  },
]
