import { badRequest } from '#kernel/errors.ts'
import { type ApiRequest, type ApiRoute, listOf, object as obj, string, uuid } from '#kernel/http/api.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { dayParam, numberParam } from '../params.ts'
import { ageing, creditOf, statement } from '../receivableEntry/receivables.sql.ts'
import { BOARD_STAGES, board } from './board.sql.ts'
import { chain } from './chain.ts'
import { pickPlan } from './pick.sql.ts'
import { trialSubmit } from './trial.ts'

const tag = '销售订单 Sales order'
const any = { type: 'object' }
const id = { id: uuid }

function stagesOf(request: ApiRequest): string[] {
  const given = request.query.stages?.split(',').filter(Boolean)
  if (!given?.length) return [...BOARD_STAGES]
  const known = given.filter((s) => (BOARD_STAGES as readonly string[]).includes(s))
  if (known.length === given.length && new Set(known).size === known.length) return known
  throw badRequest('query.invalid', { zh: 'stages 中有未知的环节', en: 'stages names a stage that there is not' })
}

/** What pages ask about orders beyond lists and single rows. */
export const orderRoutes: ApiRoute[] = [
  {
    method: 'GET',
    path: '/sales-orders/board',
    summary: 'Open orders by who holds them, late ones first',
    tag,
    query: {
      limit: { type: 'integer', minimum: 0, maximum: 200 },
      stages: string,
      mine: { type: 'boolean' },
      owner: uuid,
      soldTo: uuid,
      region: { type: 'string', pattern: '^\\d{6}$' },
      late: { type: 'boolean' },
      ids: { type: 'string', description: 'order ids, comma-separated' },
    },
    reply: obj({ asOf: string, late: { type: 'integer' }, stages: listOf(any) }, ['stages']),
    run: (caller, request) =>
      board(caller, {
        limit: numberParam(request, 'limit', 20, 200),
        stages: stagesOf(request),
        mine: request.query.mine === 'true',
        owner: request.query.owner,
        soldTo: request.query.soldTo,
        region: request.query.region,
        late: request.query.late === 'true',
        ids: request.query.ids?.split(',').filter(isUuid),
      }),
  },
  {
    method: 'POST',
    path: '/sales-orders/check',
    summary: 'What a submit would refuse; nothing is written',
    tag,
    body: obj({ values: any }, ['values']),
    reply: obj({ problems: listOf(any) }, ['problems']),
    run: async (caller, request) => ({ problems: await trialSubmit(caller, request.body.values) }),
  },
  {
    method: 'GET',
    path: '/sales-orders/{id}/chain',
    summary: 'One order with everything that follows from it',
    tag,
    params: id,
    reply: any,
    run: (caller, request) => chain(caller, request.params.id!),
  },
  {
    method: 'GET',
    path: '/sales-orders/{id}/pick-plan',
    summary: 'What the warehouse should take, first expired first',
    tag,
    params: id,
    reply: obj({ lines: listOf(any) }, ['lines']),
    run: async (caller, request) => ({ lines: await pickPlan(caller, request.params.id!) }),
  },
  {
    method: 'GET',
    path: '/accounts/{id}/statement',
    summary: 'Receivable ledger of a period with running balance',
    tag,
    params: id,
    query: { from: string, to: string },
    reply: obj({ opening: string, closing: string, data: listOf(any) }, ['data']),
    run: (caller, request) =>
      statement(
        caller,
        request.params.id!,
        dayParam(request, 'from', '1900-01-01'),
        dayParam(request, 'to', '2999-12-31'),
      ),
  },
  {
    method: 'GET',
    path: '/accounts/{id}/credit',
    summary: 'Credit used and left, orders overdue',
    tag,
    params: id,
    reply: any,
    run: (caller, request) => creditOf(caller, request.params.id!),
  },
  {
    method: 'GET',
    path: '/receivables/ageing',
    summary: 'What customers owe by how long it is overdue',
    tag,
    query: { limit: { type: 'integer', minimum: 1, maximum: 500 }, cursor: string, by: { enum: ['account', 'owner'] } },
    reply: obj({ asOf: string, totals: any, data: listOf(any), nextCursor: { type: ['string', 'null'] } }, ['data']),
    run: (caller, request) =>
      ageing(
        caller,
        numberParam(request, 'limit', 100, 500),
        numberParam(request, 'cursor', 0, 10_000_000),
        request.query.by === 'owner' ? 'owner' : 'account',
      ),
  },
]
