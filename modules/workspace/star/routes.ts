import { notFound } from '#kernel/errors.ts'
import { type ApiRequest, type ApiRoute, idempotencyKey, uuid } from '#kernel/http/api.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { dropStar, putStar } from './star.sql.ts'

const about = {
  tag: '星标 Stars',
  path: '/stars/{object}/{id}',
  params: { object: { type: 'string', description: 'name of the object, e.g. account' }, id: uuid },
  headers: { 'idempotency-key': { type: 'string', minLength: 8, maxLength: 100 } },
}

const named = ({ params }: ApiRequest): [object: string, id: string] => {
  if (!isUuid(params.id)) throw notFound()
  return [params.object!, params.id!]
}

/** Which rows bear a star of mine is asked of their own list: `where={"scope":{"eq":"starred"}}`. */
export const starRoutes: ApiRoute[] = [
  {
    ...about,
    method: 'PUT',
    summary: 'Give a row my star; 404 where I may not see it. Lists find it by {"scope":{"eq":"starred"}}',
    run: (caller, request) => putStar(caller, ...named(request), idempotencyKey(request)),
  },
  {
    ...about,
    method: 'DELETE',
    summary: 'Take my star off a row',
    run: (caller, request) => dropStar(caller, ...named(request), idempotencyKey(request)),
  },
]
