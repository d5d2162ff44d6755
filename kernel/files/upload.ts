import type { Caller } from '../access/actor.ts'
import { afresh } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import { Problem, Refusal } from '../errors.ts'
import { newId } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { cleanFileName } from './fileName.ts'
import { imageSize } from './imageSize.ts'
import { HEAD_BYTES, type Kind, kindOf, type Preview } from './kind.ts'
import { fileStore } from './store.ts'
import { extractText, readHead } from './text.ts'
import { BadArchive } from './zip.ts'

export const MAX_UPLOAD = 50 * 1024 * 1024
/** A JPEG carries its size behind whatever its camera wrote first. */
const IMAGE_HEAD = 256 * 1024
const MAX_PIXELS = 100_000_000

export interface UploadOptions {
  /** As the browser gave it; only its last part is kept. */
  name: string
  /** Bytes; default 50 MB. */
  max?: number
  /** Idempotency key of the request. */
  key?: string
}

export interface Uploaded {
  id: string
  name: string
  size: number
  mime: string
  preview: Preview | null
}

function judge(name: string, head: Buffer): Kind {
  const kind = kindOf(name, head.subarray(0, HEAD_BYTES))
  if (kind === 'program')
    throw new Refusal('file.program', { zh: '不能上传可执行文件', en: 'Programs and scripts cannot be uploaded' })
  if (kind === 'mismatch')
    throw new Refusal('file.mismatch', {
      zh: '文件内容与扩展名不符',
      en: 'The content is not what the name of the file says',
    })
  const size = kind.preview === 'image' ? imageSize(head) : undefined
  if (size && size.width * size.height > MAX_PIXELS)
    throw new Refusal('file.tooManyPixels', {
      zh: `图片尺寸过大（${size.width}×${size.height}）`,
      en: `The picture is too large (${size.width}×${size.height})`,
    })
  return kind
}

const empty = (): Problem => new Problem(422, 'file.empty', { zh: '文件是空的', en: 'The file is empty' })

async function words(path: string, name: string, kind: Kind, size: number): Promise<string> {
  try {
    return await extractText(path, name, kind, size)
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error
    throw new Refusal('file.badArchive', {
      zh: '压缩包或文档已损坏，或解压后过大',
      en: 'The archive or document is damaged, or unpacks to too much',
    })
  }
}

/**
 * Takes in a file: to disk as it comes (never whole in memory), checked for what it really is, its words read for
 * search, then noted as its uploader's own until he hangs it on a record.
 */
export async function storeUpload(
  caller: Caller,
  stream: AsyncIterable<Uint8Array>,
  options: UploadOptions,
): Promise<Uploaded> {
  const name = cleanFileName(options.name)
  const draft = await fileStore(caller.tenant).receive(stream, options.max ?? MAX_UPLOAD)
  try {
    if (!draft.size) throw empty()
    const kind = judge(name, await readHead(draft.path, IMAGE_HEAD))
    const text = await words(draft.path, name, kind, draft.size)
    await draft.keep()
    const body = { name, sha256: draft.sha256 }
    // Should access have changed meanwhile, only the note is repeated: the stream can be read once.
    return await afresh(caller, (now) =>
      write(now, { command: 'file.upload', body, key: options.key }, async (unit) => {
        const file = { id: newId(), name, size: draft.size, mime: kind.mime, preview: kind.preview }
        await unit.tx.query(sql`insert into ${unit.table('file')} (id, name, mime, size, sha256, preview, body_text, created_at, created_by)
        values (${file.id}, ${name}, ${file.mime}, ${file.size}, ${draft.sha256}, ${file.preview}, ${text}, ${unit.stamp}, ${caller.actor.id})`)
        unit.audit('file', file.id, 'upload', { name, size: file.size, sha256: draft.sha256 })
        return file
      }),
    )
  } finally {
    await draft.drop()
  }
}
