import type { Caller } from '../access/actor.ts'
import { type ApiRequest, type ApiRoute, idempotencyKey, object as obj, string, uuid } from '../http/api.ts'
import { readUpload } from '../http/transferRoutes.ts'
import { openFile, openPreview } from './open.ts'
import { storeUpload } from './upload.ts'

const TAG = '附件 Files'

async function upload(caller: Caller, request: ApiRequest): Promise<unknown> {
  const { name, stream } = await readUpload(request)
  return storeUpload(caller, stream as never, { name, key: idempotencyKey(request) })
}

const opened = (path: string, summary: string, open: typeof openFile): ApiRoute => ({
  tag: TAG,
  method: 'GET',
  path,
  summary,
  params: { id: uuid },
  produces: 'application/octet-stream',
  async run(caller, request, reply) {
    const file = await open(caller, request.params.id!)
    for (const [name, value] of Object.entries(file.headers)) reply.header(name, value)
    return reply.send(file.stream)
  },
})

/** Uploads, and the ways out of them. */
export const fileRoutes: ApiRoute[] = [
  {
    tag: TAG,
    method: 'POST',
    path: '/files',
    summary: 'Upload a file (multipart: file)',
    reply: obj({
      id: uuid,
      name: string,
      size: { type: 'integer' },
      mime: string,
      preview: { type: ['string', 'null'] },
    }),
    status: 201,
    run: upload,
  },
  opened('/files/{id}/content', 'The file, as an attachment', openFile),
  opened('/files/{id}/preview', 'The file to be looked at, where that is safe', openPreview),
]
