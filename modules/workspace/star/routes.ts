import { write } from '#kernel/commands/run.ts'
import { notFound } from '#kernel/errors.ts'
import { type ApiRoute, idempotencyKey, uuid } from '#kernel/http/api.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { dropStar, putStar } from './star.sql.ts'

const about = {
  tag: '星标 Stars',
  path: '/stars/{object}/{id}',
  params: { object: { type: 'string', description: 'name of the object, e.g. account' }, id: uuid },
  headers: { 'idempotency-key': { type: 'string', minLength: 8, maxLength: 100 } },
}

const writing =
  (verb: string, work: (unit: Unit, object: string, id: string) => Promise<void>): ApiRoute['run'] =>
  async (caller, request) => {
    const { object, id } = request.params as { object: string; id: string }
    if (!isUuid(id)) throw notFound()
    const once = { command: `${verb}.${object}.${id}`, body: null, key: idempotencyKey(request) }
    await write(caller, once, (unit) => work(unit, object, id))
  }

/** Which rows bear a star of mine is asked of their own list: `where={"scope":{"eq":"starred"}}`. */
export const starRoutes: ApiRoute[] = [
  {
    ...about,
    method: 'PUT',
    summary: 'Give a row my star; 404 where I may not see it. Lists find it by {"scope":{"eq":"starred"}}',
    run: writing('star', putStar),
  },
  { ...about, method: 'DELETE', summary: 'Take my star off a row', run: writing('unstar', dropStar) },
]
