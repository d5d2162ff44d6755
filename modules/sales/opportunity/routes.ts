import { badRequest } from '#kernel/errors.ts'
import { type ApiRequest, type ApiRoute, jsonParam, listOf, object, string, uuid } from '#kernel/http/api.ts'
import { dayOf } from '#kernel/tenant.ts'
import { board } from './board.sql.ts'
import { funnel } from './funnel.sql.ts'

const TAG = '商机 Opportunity'
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function dayParam(request: ApiRequest, name: string, otherwise: string): string {
  const given = request.query[name] ?? otherwise
  if (!DAY.test(given) || Number.isNaN(Date.parse(given)) || !new Date(given).toISOString().startsWith(given))
    throw badRequest(
      'query.invalid',
      { zh: `参数 ${name} 应为日期，如 2026-01-31`, en: `${name} must be a date such as 2026-01-31` },
      { field: name },
    )
  return given
}

function idParam(request: ApiRequest, name: string): string | undefined {
  const given = request.query[name]
  if (!given) return undefined
  if (!UUID.test(given))
    throw badRequest('query.invalid', { zh: `参数 ${name} 不是编号`, en: `${name} is no id` }, { field: name })
  return given
}

export const opportunityRoutes: ApiRoute[] = [
  {
    tag: TAG,
    method: 'GET',
    path: '/sales/opportunity-board',
    summary: 'Open deals by stage: counts, sums and the first cards of each column',
    query: { where: { type: 'string', description: 'JSON filter, as lists take it' } },
    reply: object({ columns: listOf({ type: 'object' }) }),
    run: (caller, request) => board(caller, jsonParam(request.query.where, 'where')),
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
