import type { Caller } from '#kernel/access/actor.ts'
import { badRequest, denied, invalid } from '#kernel/errors.ts'
import { type ApiRoute, listOf, object, string } from '#kernel/http/api.ts'
import { FILTERS, formsOf, LayoutError, previewLayout, shippedForms } from '#kernel/transfer/print/index.ts'

const TAG = '打印 Print'

function objectOf(caller: Caller, name: string | undefined): string {
  if (name && caller.model.objects.has(name)) return name
  throw badRequest('print.object', { zh: '没有这个对象', en: 'There is no such object' })
}

/** Which forms there are, and a look at one while it is being written. */
export const printRoutes: ApiRoute[] = [
  {
    tag: TAG,
    method: 'GET',
    path: '/prints',
    summary: 'Forms by which records of an object can be printed',
    query: { object: string },
    reply: object({ data: listOf({ type: 'object' }) }),
    run: async (caller, request) => ({ data: await formsOf(caller, objectOf(caller, request.query.object)) }),
  },
  {
    tag: TAG,
    method: 'GET',
    path: '/prints/shipped',
    summary: 'Shipped forms with their layouts, to begin one’s own with',
    query: { object: string },
    reply: object({ data: listOf({ type: 'object' }), filters: listOf(string) }),
    run: async (caller, request) => ({
      data: request.query.object
        ? shippedForms(caller, objectOf(caller, request.query.object))
        : [...caller.model.objects.keys()].flatMap((name) => shippedForms(caller, name)),
      filters: FILTERS,
    }),
  },
  {
    tag: TAG,
    method: 'POST',
    path: '/prints/preview',
    summary: 'Draw a layout that is being written (administrators)',
    body: object(
      {
        object: string,
        layout: { type: 'string', maxLength: 20_000 },
        language: { type: 'string', enum: ['zh', 'en'] },
        record: { type: ['string', 'null'], format: 'uuid' },
      },
      ['object', 'layout'],
    ),
    produces: 'application/pdf',
    async run(caller, { body }, reply) {
      if (!caller.actor.admin) throw denied('print')
      const name = objectOf(caller, String(body.object))
      try {
        const language = body.language === 'en' ? 'en' : 'zh'
        const record = typeof body.record === 'string' ? body.record : undefined
        const bytes = await previewLayout(caller, name, String(body.layout), language, record)
        return reply.header('cache-control', 'no-store').type('application/pdf').send(bytes)
      } catch (error) {
        if (error instanceof LayoutError) throw invalid([error.problem])
        throw error
      }
    },
  },
]
