import { badRequest } from '#kernel/errors.ts'
import type { ApiRequest } from '#kernel/http/api.ts'
import { isUuid } from '#kernel/store/ids.ts'

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** A whole number of the query string, 0 to `most`. */
export function numberParam(request: ApiRequest, name: string, otherwise: number, most: number): number {
  const given = request.query[name]
  if (given === undefined || given === '') return otherwise
  const number = Number(given)
  if (Number.isInteger(number) && number >= 0 && number <= most) return number
  throw badRequest(
    'query.invalid',
    { zh: `${name} 应为 0–${most} 的整数`, en: `${name} must be a whole number, 0 to ${most}` },
    { field: name },
  )
}

/** A day of the query string that the calendar knows. */
export function dayParam(request: ApiRequest, name: string, otherwise: string): string {
  const given = request.query[name] || otherwise
  if (DAY.test(given) && !Number.isNaN(Date.parse(given)) && new Date(given).toISOString().startsWith(given))
    return given
  throw badRequest(
    'query.invalid',
    { zh: `参数 ${name} 应为日期，如 2026-01-31`, en: `${name} must be a date such as 2026-01-31` },
    { field: name },
  )
}

/** An id of the query string. */
export function idParam(request: ApiRequest, name: string): string | undefined {
  const given = request.query[name]
  if (!given || isUuid(given)) return given || undefined
  throw badRequest('query.invalid', { zh: `参数 ${name} 不是编号`, en: `${name} is no id` }, { field: name })
}
