import { type ApiRoute, jsonParam, listOf, object, string, uuid } from '#kernel/http/api.ts'
import { dayOf } from '#kernel/tenant.ts'
import { dayParam, idParam, numberParam } from '../params.ts'
import { board, CARDS } from './board.sql.ts'
import { funnel } from './funnel.sql.ts'

const TAG = '商机 Opportunity'
export const opportunityRoutes: ApiRoute[] = [
  {
    tag: TAG,
    method: 'GET',
    path: '/sales/opportunity-board',
    summary: 'Open deals by stage: counts, sums and the first cards of each column',
    query: {
      where: { type: 'string', description: 'JSON filter, as lists take it' },
      limit: { type: 'integer', minimum: 0, maximum: 200 },
    },
    reply: object({ columns: listOf({ type: 'object' }) }),
    run: (caller, request) =>
      board(caller, jsonParam(request.query.where, 'where'), numberParam(request, 'limit', CARDS, 200)),
  },
  {
    tag: TAG,
    method: 'GET',
    path: '/sales/opportunity-funnel',
    summary: 'How far the deals created in a period came: counts, amounts, mean days by stage',
    query: {
      from: { type: 'string', format: 'date' },
      to: { type: 'string', format: 'date' },
      dept: uuid,
      owner: uuid,
      productLine: string,
    },
    reply: object({
      stages: listOf({ type: 'object' }),
      won: { type: 'object' },
      lost: { type: 'object' },
    }),
    run: (caller, request) => {
      const today = dayOf(caller.tenant.clock())
      return funnel(caller, {
        from: dayParam(request, 'from', `${today.slice(0, 4)}-01-01`),
        to: dayParam(request, 'to', today),
        dept: idParam(request, 'dept'),
        owner: idParam(request, 'owner'),
        productLine: request.query.productLine || undefined,
      })
    },
  },
]
