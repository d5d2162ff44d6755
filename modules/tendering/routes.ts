import { type ApiRoute, listOf, object, uuid } from '#kernel/http/api.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { Unit } from '#kernel/records/unit.ts'
import { tenderProgress } from './tender/progress.sql.ts'
import { tender } from './tender/tender.object.ts'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [
  {
    tag: '投标 Tender',
    method: 'GET',
    path: '/tenders/{id}/progress',
    summary: 'Agreed volume of each won package: delivered so far, against the time that has passed',
    params: { id: uuid },
    reply: object({ data: listOf({ type: 'object' }) }, ['data']),
    run: async (caller, request) => {
      const id = request.params.id!
      await requireVisible(caller, tender.name, id)
      return { data: await tenderProgress(new Unit(caller, caller.tenant.db), { tenderId: id }) }
    },
  },
]
