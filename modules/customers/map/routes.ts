import { badRequest } from '#kernel/errors.ts'
import { type ApiRoute, jsonParam, listOf, object } from '#kernel/http/api.ts'
import { accountMap, nearestAccounts, readBox, readDegree } from './map.sql.ts'

const tag = '客户 Account'
const number = { type: 'number' }
const where = { type: 'string', description: 'as of GET /accounts' }
const MOST_NEAR = 50

export const mapRoutes: ApiRoute[] = [
  {
    tag,
    method: 'GET',
    path: '/accounts/map',
    summary:
      'Accounts in a box: clusters of a grid while there are more than 200, else the accounts; the rule of the list',
    query: { box: { type: 'string', description: 'west,south,east,north in degrees (GCJ-02)' }, where },
    reply: object({
      total: { type: 'integer' },
      clusters: listOf(object({ lng: number, lat: number, count: { type: 'integer' } })),
      points: listOf({ type: 'object' }),
    }),
    run: (caller, { query }) => accountMap(caller, readBox(query.box), jsonParam(query.where, 'where')),
  },
  {
    tag,
    method: 'GET',
    path: '/accounts/map/nearest',
    summary: 'The accounts nearest to a place, with kilometres as the crow flies; none beyond 500',
    query: { lng: number, lat: number, limit: { type: 'integer', minimum: 1, maximum: MOST_NEAR }, where },
    reply: object({ data: listOf({ type: 'object' }) }, ['data']),
    async run(caller, { query }) {
      const limit = Number(query.limit ?? 20)
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_NEAR)
        throw badRequest('query.limit', {
          zh: `limit 应为 1–${MOST_NEAR}`,
          en: `limit must be 1 to ${MOST_NEAR}`,
        })
      const here = { lng: readDegree(query.lng, 'lng', 180), lat: readDegree(query.lat, 'lat', 85) }
      return { data: await nearestAccounts(caller, here, limit, jsonParam(query.where, 'where')) }
    },
  },
]
