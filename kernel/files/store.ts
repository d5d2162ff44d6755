import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Problem } from '../errors.ts'
import type { Tenant } from '../tenant.ts'

/** Received bytes that are not yet kept: look at them at `path`, then keep or drop them. */
export interface Draft {
  sha256: string
  /** Bytes. */
  size: number
  path: string
  keep(): Promise<void>
  drop(): Promise<void>
}

/**
 * Where the bytes of files are: by the hash of their content, so that the same file is kept once. A folder by default;
 * anything that can do these four things (an S3 bucket) can take its place.
 */
export interface FileStore {
  /** Reads a stream to its end, at most `max` bytes (413 beyond that), without holding it in memory. */
  receive(stream: AsyncIterable<Uint8Array>, max: number): Promise<Draft>
  open(sha256: string, range?: { start: number; end: number }): Readable
  /** When the content was last received, or undefined when it is not here. */
  touched(sha256: string): Promise<Date | undefined>
  remove(sha256: string): Promise<void>
}

export const tooLarge = (max: number): Problem => {
  const mb = Math.floor(max / 1024 / 1024)
  return new Problem(413, 'file.tooLarge', {
    zh: `文件过大，最多 ${mb} MB`,
    en: `The file is too large; at most ${mb} MB`,
  })
}

const diskFull = (): Problem =>
  new Problem(503, 'storage.full', {
    zh: '文件存储空间不足，请联系管理员',
    en: 'No room left for files; please tell the administrator',
  })

const SHA = /^[0-9a-f]{64}$/

/** Keeps files in a folder: `ab/cd/<sha256>`; written aside, flushed to disk, then renamed into place. */
export class FolderStore implements FileStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  #path(sha256: string): string {
    if (!SHA.test(sha256)) throw new Error(`not a content hash: ${sha256}`)
    return join(this.#folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }

  async receive(stream: AsyncIterable<Uint8Array>, max: number): Promise<Draft> {
    const path = join(this.#folder, 'receiving', randomUUID())
    await mkdir(dirname(path), { recursive: true })
    const drop = () => rm(path, { force: true })
    try {
      const { sha256, size } = await this.#write(path, stream, max)
      return { sha256, size, path, keep: () => this.#adopt(path, sha256), drop }
    } catch (error) {
      await drop()
      throw (error as { code?: string }).code === 'ENOSPC' ? diskFull() : error
    }
  }

  async #write(path: string, stream: AsyncIterable<Uint8Array>, max: number) {
    const hash = createHash('sha256')
    const file = await open(path, 'wx', 0o600)
    let size = 0
    try {
      for await (const chunk of stream) {
        size += chunk.length
        if (size > max) throw tooLarge(max)
        hash.update(chunk)
        await file.writeFile(chunk)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    return { sha256: hash.digest('hex'), size }
  }

  async #adopt(path: string, sha256: string): Promise<void> {
    const place = this.#path(sha256)
    if (await this.touched(sha256)) {
      // Fresh again, so that a cleaner which saw no user of it a moment ago leaves it alone.
      await utimes(place, new Date(), new Date())
      await rm(path, { force: true })
      return
    }
    await mkdir(dirname(place), { recursive: true })
    await rename(path, place)
    // The name is on disk only when its folder is.
    const folder = await open(dirname(place), 'r')
    await folder.sync().finally(() => folder.close())
  }

  open(sha256: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.#path(sha256), range)
  }

  async touched(sha256: string): Promise<Date | undefined> {
    return (await stat(this.#path(sha256)).catch(() => undefined))?.mtime
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.#path(sha256), { force: true })
  }
}

const stores = new WeakMap<Tenant, FileStore>()

/** The tenant's store of files. */
export function fileStore(tenant: Tenant): FileStore {
  const known = stores.get(tenant)
  if (known) return known
  const store = new FolderStore(join(tenant.folder, 'files'))
  stores.set(tenant, store)
  return store
}
