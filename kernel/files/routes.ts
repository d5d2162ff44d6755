import type { Caller } from '../access/actor.ts'
import { type ApiRequest, type ApiRoute, idempotencyKey, object as obj, string, uuid } from '../http/api.ts'
import { readUpload } from '../http/transferRoutes.ts'
import { describeFile, openFile, openPreview } from './open.ts'
import { storeUpload } from './upload.ts'

const TAG = '附件 Files'
const FILE = obj({
  id: uuid,
  name: string,
  size: { type: 'integer' },
  mime: string,
  preview: { type: ['string', 'null'] },
})

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
    reply: FILE,
    status: 201,
    run: upload,
  },
  {
    tag: TAG,
    method: 'GET',
    path: '/files/{id}',
    summary: 'What a file is called, for those who may open it',
    params: { id: uuid },
    reply: FILE,
    run: (caller, request) => describeFile(caller, request.params.id!),
  },
  opened('/files/{id}/content', 'The file, as an attachment', openFile),
  opened('/files/{id}/preview', 'The file to be looked at, where that is safe', openPreview),
]
