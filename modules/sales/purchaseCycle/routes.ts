import { type ApiRoute, listOf, object, uuid } from '#kernel/http/api.ts'
import { purchaseHistory } from './history.sql.ts'

export const purchaseRoutes: ApiRoute[] = [
  {
    tag: '客户 Account',
    method: 'GET',
    path: '/accounts/{id}/purchase-history',
    summary: 'What a customer buys, package by package: how much, how often, when next',
    params: { id: uuid },
    reply: object({ data: listOf({ type: 'object' }) }),
    run: async (caller, request) => ({ data: await purchaseHistory(caller, request.params.id!) }),
  },
]
