import { requireVerb } from '#kernel/commands/run.ts'
import { badRequest } from '#kernel/errors.ts'
import { type ApiRoute, listOf, object, string, uuid } from '#kernel/http/api.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { dayOf } from '#kernel/tenant.ts'
import { parseDecimal } from '#kernel/values/decimal.ts'
import { licenceStatus } from './license/status.sql.ts'
import { lookUpPrices } from './priceListItem/lookup.sql.ts'
import { type StockQuery, stockOverview } from './stock/overview.sql.ts'

const anything = { type: 'object' }
const day = { type: 'string', format: 'date' }
const MAX_PACKAGES = 100

/** `name|id` of the last row seen; the name may hold a bar, the id does not. */
function afterOf(cursor: string | undefined): StockQuery['after'] {
  if (!cursor) return undefined
  const bar = cursor.lastIndexOf('|')
  const id = cursor.slice(bar + 1)
  if (bar < 0 || !isUuid(id))
    throw badRequest('query.invalid', { zh: '翻页参数无效', en: 'The cursor is not valid' }, { field: 'cursor' })
  return { name: cursor.slice(0, bar), id }
}

const stock: ApiRoute = {
  method: 'GET',
  path: '/stock/overview',
  summary: '库存总览 Stock by package',
  tag: 'products',
  query: {
    q: string,
    product: uuid,
    near: string,
    cursor: string,
    limit: { type: 'integer', minimum: 1, maximum: 200 },
  },
  reply: object({ data: listOf(anything), nextCursor: { type: ['string', 'null'] } }, ['data']),
  run: async (caller, { query }) => {
    const limit = query.limit ? Number(query.limit) : undefined
    const near = query.near === 'true'
    const { data, more } = await stockOverview(caller, {
      q: query.q,
      product: query.product,
      near,
      after: afterOf(query.cursor),
      limit,
    })
    const last = data.at(-1)
    return { data, nextCursor: more && last ? `${last.package.label}|${last.package.id}` : null }
  },
}

const licences: ApiRoute = {
  method: 'GET',
  path: '/accounts/{id}/licences',
  summary: '客户资质状态 Which papers an account needs and has',
  tag: 'products',
  params: { id: uuid },
  reply: anything,
  run: (caller, { params }) => licenceStatus(caller, params.id!),
}

const prices: ApiRoute = {
  method: 'POST',
  path: '/prices/lookup',
  summary: '查价 What a customer pays for packages on a day',
  tag: 'products',
  body: object(
    {
      account: uuid,
      packages: { type: 'array', items: uuid, minItems: 1, maxItems: MAX_PACKAGES },
      qty: string,
      on: day,
      tender: uuid,
    },
    ['account', 'packages'],
  ),
  reply: object({ data: listOf(anything) }, ['data']),
  run: async (caller, { body }) => {
    requireVerb(caller, 'productPackage', 'read')
    const qty = parseDecimal(String(body.qty ?? '1'), { precision: 20, scale: 4 })
    if (!qty.ok)
      throw badRequest('query.invalid', { zh: '数量应为数字', en: 'The quantity must be a number' }, { field: 'qty' })
    const data = await lookUpPrices(caller, {
      accountId: String(body.account),
      packages: [...new Set(body.packages as string[])],
      qty: qty.value,
      on: (body.on as string | undefined) ?? dayOf(caller.tenant.clock()),
      tenderId: (body.tender as string | undefined) ?? null,
    })
    return { data }
  },
}

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = [stock, licences, prices]
