import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { DeadSession, StaleActor } from '../access/caller.ts'
import { type Locale, pick } from '../declare/label.ts'
import { badRequest, Problem, unauthenticated } from '../errors.ts'

/** The language a request asks for: Chinese unless it prefers English. */
export const localeOf = (request: FastifyRequest): Locale =>
  /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'

const busy = () =>
  new Problem(503, 'store.unavailable', {
    zh: '数据库暂时不可用，请稍后重试',
    en: 'The database is not available just now; try again shortly',
  })
const costly = () =>
  new Problem(503, 'query.tooCostly', {
    zh: '查询范围过大，请缩小条件后重试',
    en: 'This query touches too much; narrow it and try again',
  })
const changing = () =>
  new Problem(503, 'access.changing', {
    zh: '权限正在变更，请稍后重试',
    en: 'Rights are being changed just now; try again shortly',
  })
const taken = () => new Problem(409, 'record.exists', { zh: '已存在相同的记录', en: 'Such a record exists already' })
const fault = () =>
  new Problem(500, 'internal', {
    zh: '系统出错，请将请求编号告知管理员',
    en: 'Something went wrong; give the request id to your administrator',
  })

/** PostgreSQL's refusals in the house's words. Those not named here are faults of ours. */
function fromDatabase(code: string): Problem | undefined {
  if (code === '23505') return taken()
  if (code === '57014' || code === '55P03') return costly()
  if (
    code.startsWith('08') ||
    code.startsWith('57P') ||
    code === '53300' ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET'
  )
    return busy()
  if (code.startsWith('53')) return busy()
  if (code.startsWith('22')) return badRequest('input.invalid', { zh: '输入的值无效', en: 'A value is not valid' })
  return undefined
}

/** Fastify's own refusals (malformed JSON, too large, wrong media type) keep their status. */
function fromFastify(error: FastifyError): Problem | undefined {
  const status = error.statusCode
  if (!status || status < 400 || status >= 500) return undefined
  return new Problem(
    status,
    `http.${status}`,
    { zh: '请求格式不正确', en: 'The request is malformed' },
    { extra: { reason: error.code } },
  )
}

/** What a thrown thing becomes for the caller. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DeadSession) return unauthenticated()
  if (error instanceof StaleActor) return changing()
  const { code = '', syscall } = error as { code?: string; syscall?: string }
  // Without PostgreSQL there is no socket to connect to.
  if (syscall === 'connect' && code === 'ENOENT') return busy()
  if (/^[0-9A-Z]{5}$/.test(code) || code.startsWith('ECONN')) return fromDatabase(code) ?? fault()
  if ((error as Error).message?.includes('timeout exceeded when trying to connect')) return busy()
  return fromFastify(error as FastifyError) ?? fault()
}

/** The problem+json document of RFC 9457. */
export function problemBody(problem: Problem, request: FastifyRequest): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: problem.label.en,
    status: problem.status,
    code: problem.code,
    detail: pick(problem.label, localeOf(request)),
    message: problem.label,
    fields: problem.fields,
    requestId: request.id,
    ...problem.extra,
  }
}

/** The last resort of every route: one shape, no stack, and a log line for what is our fault. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error)
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'request failed')
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, request)))
}
