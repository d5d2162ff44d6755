import { type ApiRoute, listOf, object, string, uuid } from '#kernel/http/api.ts'
import { mergesInto } from './merges.sql.ts'

const instant = { type: ['string', 'null'], format: 'date-time' }
const named = object({ id: uuid, label: { type: ['string', 'null'] } })

export const mergeRoutes: ApiRoute[] = [
  {
    tag: '合并 Merges',
    method: 'GET',
    path: '/merges/{object}/{id}',
    summary: 'What was merged into a record, newest first; taken back by POST /<objects>/{id}/unmerge {merge}',
    params: { object: string, id: uuid },
    reply: object({
      data: listOf(
        object({ id: uuid, at: instant, actor: named, loser: named, moved: { type: 'integer' }, undoneAt: instant }),
      ),
    }),
    run: async (caller, { params }) => ({ data: await mergesInto(caller, params.object!, params.id!) }),
  },
]
