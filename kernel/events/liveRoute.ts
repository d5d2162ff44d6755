import type { FastifyReply } from 'fastify'
import type { ApiRequest, ApiRoute } from '../http/api.ts'
import type { Tenant } from '../tenant.ts'
import { type LiveHub, parseWatches } from './live.ts'
import { SSE_HEADERS, writeSse } from './sse.ts'

/** `GET /events`: what changes, as it changes, for as long as the login lives. */
export function liveRoute(hub: (tenant: Tenant) => LiveHub): ApiRoute {
  return {
    tag: '系统 System',
    method: 'GET',
    path: '/events',
    summary: 'Live events (text/event-stream), resumable by Last-Event-ID',
    query: {
      watch: { type: 'string', description: 'object or object:id, comma-separated' },
      lastEventId: { type: 'string' },
    },
    headers: { 'last-event-id': { type: 'string' } },
    produces: 'text/event-stream',
    async run(caller, request: ApiRequest, reply: FastifyReply) {
      const watch = parseWatches(request.query.watch)
      // A page that comes back after a pause opens a new stream and can only say in the address where it was.
      const last = request.headers['last-event-id'] ?? request.query.lastEventId
      reply.hijack()
      const out = reply.raw
      out.writeHead(200, SSE_HEADERS)
      const unsubscribe = await hub(caller.tenant).subscribe({
        caller: request.again,
        watch,
        lastEventId: typeof last === 'string' ? last : undefined,
        send: (message) => writeSse(out, message),
        close: () => out.end(),
      })
      out.on('close', unsubscribe)
      return reply
    },
  }
}
