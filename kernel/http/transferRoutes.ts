import { PassThrough } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyReply } from 'fastify'
import type { Caller } from '../access/actor.ts'
import type { ObjectDef } from '../declare/index.ts'
import { badRequest, notFound } from '../errors.ts'
import { contentDisposition } from '../files/fileName.ts'
import {
  cancelImport,
  configureImport,
  createImport,
  exportRows,
  type ImportMode,
  importStatus,
  importTargets,
  listImports,
  MIME,
  pauseImport,
  resumeImport,
  startImport,
  type TableFormat,
  undoImport,
  validateImport,
  writeBadRows,
  writeTemplate,
} from '../transfer/index.ts'
import { type ApiRequest, type ApiRoute, listOf, object as obj, string, title, uuid } from './api.ts'
import { readQuery } from './recordRoutes.ts'

const TAG = '导入导出 Transfer'
const id = { id: uuid }
const status = { type: 'object' }

const formatOf = (text: string | undefined): TableFormat => {
  if (text === undefined || text === 'xlsx') return 'xlsx'
  if (text === 'csv') return 'csv'
  throw badRequest('export.format', { zh: '格式应为 xlsx 或 csv', en: 'The format must be xlsx or csv' })
}

/** Sends a table while it is being written; an error midway cuts the connection, so that half a file is never taken for a whole one. */
function sendTable(
  reply: FastifyReply,
  name: string,
  format: TableFormat,
  fill: (out: PassThrough) => Promise<unknown>,
): FastifyReply {
  const out = new PassThrough()
  fill(out).catch((error) => out.destroy(error as Error))
  return reply
    .header('content-disposition', contentDisposition('attachment', name))
    .header('cache-control', 'no-store')
    .type(MIME[format])
    .send(out)
}

async function firstPart(request: ApiRequest): Promise<MultipartFile | undefined> {
  try {
    return await request.raw.file()
  } catch (error) {
    // The parser's own refusals carry a status; a body that is no multipart at all makes it throw a bare error.
    if ((error as { statusCode?: number }).statusCode) throw error
    throw badRequest('upload.malformed', { zh: '上传内容格式不正确', en: 'The upload is malformed' })
  }
}

/** The first file of a multipart request with the small fields before it. */
export async function readUpload(
  request: ApiRequest,
): Promise<{ name: string; stream: NodeJS.ReadableStream; fields: Record<string, string> }> {
  if (!request.raw.isMultipart())
    throw badRequest('upload.missing', {
      zh: '请以 multipart/form-data 上传文件',
      en: 'Upload a file as multipart/form-data',
    })
  const part = await firstPart(request)
  if (!part) throw badRequest('upload.missing', { zh: '没有收到文件', en: 'No file was sent' })
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(part.fields)) {
    const one = Array.isArray(value) ? value[0] : value
    if (one && 'value' in one && typeof one.value === 'string') fields[name] = one.value
  }
  return { name: part.filename || 'file', stream: part.file, fields }
}

function importRoutes(): ApiRoute[] {
  const verb = (name: string, summary: string, run: (caller: Caller, id: string) => Promise<unknown>): ApiRoute => ({
    tag: TAG,
    method: 'POST',
    path: `/imports/{id}/${name}`,
    summary,
    params: id,
    reply: status,
    run: (caller, request) => run(caller, request.params.id!),
  })
  return [
    {
      tag: TAG,
      method: 'POST',
      path: '/imports',
      summary: 'Upload a table to import (multipart: object, file)',
      reply: status,
      status: 201,
      async run(caller, request) {
        const { name, stream, fields } = await readUpload(request)
        if (!fields.object || !caller.model.objects.has(fields.object)) {
          stream.resume()
          throw badRequest('import.object', {
            zh: '请指明导入到哪个对象（字段 object 须在文件之前）',
            en: 'Say which object to import into (field object, before the file)',
          })
        }
        return createImport(caller, fields.object, { name, stream: stream as never })
      },
    },
    {
      tag: TAG,
      method: 'GET',
      path: '/imports',
      summary: 'My imports',
      query: { object: string, limit: { type: 'integer' } },
      reply: obj({ data: listOf(status) }),
      run: async (caller, request) => ({ data: await listImports(caller, request.query.object) }),
    },
    {
      tag: TAG,
      method: 'GET',
      path: '/imports/{id}',
      summary: 'How far an import is',
      params: id,
      reply: status,
      run: (caller, request) => importStatus(caller, request.params.id!),
    },
    {
      tag: TAG,
      method: 'PATCH',
      path: '/imports/{id}',
      summary: 'Map columns, choose mode, encoding, sheet, defaults',
      params: id,
      body: obj({
        mapping: { type: 'object' },
        defaults: { type: 'object' },
        mode: { type: 'string', enum: ['skip', 'update', 'create'] },
        encoding: string,
        sheet: string,
      }),
      reply: status,
      run: (caller, request) => configureImport(caller, request.params.id!, settingsOf(request.body)),
    },
    verb('validate', 'Check without writing', validateImport),
    verb('start', 'Start', startImport),
    verb('pause', 'Pause after the batch at hand', pauseImport),
    verb('resume', 'Go on', resumeImport),
    verb('cancel', 'End it', cancelImport),
    verb('undo', 'Take back what it did', undoImport),
    ...(['csv', 'xlsx'] as const).map(
      (format): ApiRoute => ({
        tag: TAG,
        method: 'GET',
        path: `/imports/{id}/errors.${format}`,
        summary: 'Rows that did not come in, with the reasons',
        params: id,
        produces: MIME[format],
        async run(caller, request, reply) {
          await importStatus(caller, request.params.id!)
          return sendTable(reply, `导入错误 import-errors.${format}`, format, (out) =>
            writeBadRows(caller, request.params.id!, format, out),
          )
        },
      }),
    ),
  ]
}

function settingsOf(body: Record<string, unknown>) {
  const { mapping, defaults, mode, encoding, sheet } = body
  const plain = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))
  const text = (value: unknown) => value === undefined || typeof value === 'string'
  if (!plain(mapping) || !plain(defaults) || !text(mode) || !text(encoding) || !text(sheet))
    throw badRequest('import.settings', { zh: '导入设置有误', en: 'The import settings are not valid' })
  return {
    mapping: mapping as Record<string, number> | undefined,
    defaults: defaults as Record<string, unknown> | undefined,
    mode: mode as ImportMode | undefined,
    encoding: encoding as never,
    sheet: sheet as string | undefined,
  }
}

function exportRoute(object: ObjectDef): ApiRoute {
  return {
    tag: title(object.label),
    method: 'GET',
    path: `/${object.path}/export`,
    summary: 'The list as a file',
    query: {
      format: { type: 'string', enum: ['xlsx', 'csv'] },
      where: string,
      q: string,
      sort: string,
      fields: string,
    },
    produces: MIME.xlsx,
    also: [422],
    async run(caller, request, reply) {
      const format = formatOf(request.query.format)
      const { where, q, sort, fields } = readQuery(request)
      const ready = await exportRows(caller, object.name, { where, q, sort, fields, format })
      return sendTable(reply, ready.fileName, format, (out) => ready.writeTo(out))
    },
  }
}

function importHelp(object: ObjectDef): ApiRoute[] {
  const base = { tag: title(object.label), method: 'GET' as const }
  return [
    {
      ...base,
      path: `/${object.path}/import-template`,
      summary: 'An empty table to fill in',
      query: { format: { type: 'string', enum: ['xlsx', 'csv'] } },
      produces: MIME.xlsx,
      async run(caller, request, reply) {
        const format = formatOf(request.query.format)
        return sendTable(reply, `${object.label.zh}导入模板.${format}`, format, (out) =>
          writeTemplate(caller, object.name, format, out),
        )
      },
    },
    {
      ...base,
      path: `/${object.path}/import-targets`,
      summary: 'Fields that an import may fill',
      reply: obj({ data: listOf({ type: 'object' }) }),
      async run(caller) {
        const live = caller.model.objects.get(object.name)
        if (!live) throw notFound()
        return { data: importTargets(caller, live) }
      },
    },
  ]
}

/** Export of every object that is not one person's own, import of those that people write. */
export function transferRoutes(objects: ObjectDef[]): ApiRoute[] {
  const shared = objects.filter((o) => !o.spec.personal)
  const written = shared.filter((o) => !o.spec.readOnly)
  return [...importRoutes(), ...shared.map(exportRoute), ...written.flatMap(importHelp)]
}
