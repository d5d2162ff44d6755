import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Locale, pick } from '#kernel/declare/label.ts'
import type { Problem } from '#kernel/errors.ts'

const localeOf = (request: FastifyRequest): Locale =>
  /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'

/** Answers with RFC 9457 problem+json: stable code, both languages, the field at fault, the request id; no stack. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, code, label, fields, extra } = problem
  if (typeof extra.retryAfter === 'number') reply.header('retry-after', String(extra.retryAfter))
  const body = {
    type: 'about:blank',
    title: label.en,
    status,
    code,
    detail: pick(label, localeOf(request)),
    message: label,
    fields,
    requestId: request.id,
  }
  return reply.code(status).header('cache-control', 'no-store').type('application/problem+json').send(body)
}
