import { Readable } from 'node:stream'
import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { showsFile } from '../approvals/view.ts'
import { notFound } from '../errors.ts'
import { visibleIds } from '../records/get.ts'
import { isUuid } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { contentDisposition } from './fileName.ts'
import { HEAD_BYTES, kindOf, type Preview } from './kind.ts'
import { fileStore } from './store.ts'
import { decodeText } from './text.ts'

interface FileRow {
  id: string
  name: string
  mime: string
  size: number
  sha256: string
  preview: Preview | null
  created_by: string
  object: string | null
  record_id: string | null
  field: string | null
}

export interface OpenFile {
  headers: Record<string, string>
  stream: Readable
}

/** A field that hides its value hides its papers; masked is not enough to open one. */
function fieldIsClear(caller: Caller, object: string, name: string | null): boolean {
  const live = caller.model.objects.get(object)
  const field = name ? live?.fields[name] : undefined
  return Boolean(live && field && isClear(fieldRight(caller.actor, live.def, name!, field)))
}

/** The file, if the caller may see the record (and field) it hangs on; one that hangs on nothing yet, if it is his own or submitted to him. */
async function findFile(caller: Caller, id: string): Promise<FileRow> {
  if (!isUuid(id)) throw notFound()
  const [row] = await caller.tenant.db.query<Guarded & { file: FileRow | null }>(sql`select ${guardColumns(caller)},
    (select row_to_json(f) from (select id, name, mime, size, sha256, preview, created_by, object, record_id, field
      from ${at(caller.tenant, 'file')} where id = ${id}) f) as file`)
  checkGuard(caller, row)
  const file = row?.file
  if (!file) throw notFound()
  if (!file.object || !file.record_id) {
    if (file.created_by !== caller.actor.id && !(await showsFile(caller, id, file.created_by))) throw notFound()
    return file
  }
  if (!fieldIsClear(caller, file.object, file.field)) throw notFound()
  if (!(await visibleIds(caller, file.object, [file.record_id])).has(file.record_id)) throw notFound()
  return file
}

/** What a file is called, for a form that knows only its id. 404 to whoever could not open it. */
export async function describeFile(caller: Caller, id: string): Promise<unknown> {
  const { name, mime, size, preview } = await findFile(caller, id)
  return { id, name, size, mime, preview }
}

/** Nothing that people upload is ever run under our name: not guessed at, not scripted, not framed by others. */
const common = (file: FileRow): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-cache',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  etag: `"${file.sha256}"`,
})

const LOCKED = "default-src 'none'; sandbox; frame-ancestors 'self'"
/** A browser's own PDF viewer does not start inside a sandbox; scripts stay forbidden. */
const LOCKED_PDF = "default-src 'none'; script-src 'none'; object-src 'self'; frame-ancestors 'self'"

/** The content as a download. 404 unless the caller may see what the file hangs on. */
export async function openFile(caller: Caller, id: string): Promise<OpenFile> {
  const file = await findFile(caller, id)
  return {
    headers: {
      ...common(file),
      'content-type': file.mime,
      'content-length': String(file.size),
      'content-security-policy': LOCKED,
      'content-disposition': contentDisposition('attachment', file.name),
    },
    stream: fileStore(caller.tenant).open(file.sha256),
  }
}

async function bytes(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const TEXT_SHOWN = 512 * 1024

/**
 * The content to be looked at in the page: pictures, PDF, plain text (as UTF-8, its first 512 KB) and nothing else.
 * What is shown is judged anew by its bytes, whatever was noted at upload.
 */
export async function openPreview(caller: Caller, id: string): Promise<OpenFile> {
  const file = await findFile(caller, id)
  const store = fileStore(caller.tenant)
  const end = (file.preview === 'text' ? TEXT_SHOWN : HEAD_BYTES) - 1
  const head = file.preview ? await bytes(store.open(file.sha256, { start: 0, end })) : Buffer.alloc(0)
  const kind = kindOf(file.name, head.subarray(0, HEAD_BYTES))
  if (!file.preview || typeof kind === 'string' || kind.preview !== file.preview) throw notFound()
  const text = kind.preview === 'text' ? Buffer.from(decodeText(head)) : undefined
  return {
    headers: {
      ...common(file),
      'content-disposition': contentDisposition('inline', file.name),
      'content-type': text ? 'text/plain; charset=utf-8' : kind.mime,
      'content-length': String(text?.length ?? file.size),
      'content-security-policy': kind.preview === 'pdf' ? LOCKED_PDF : LOCKED,
    },
    stream: text ? Readable.from([text]) : store.open(file.sha256),
  }
}
