import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { damaged, LIMITS, tooLarge } from './limits.ts'

interface Entry {
  method: number
  packed: number
  size: number
  offset: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const CHUNK = 64 * 1024
const MAX_DIRECTORY = 4 * 1024 * 1024

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  if (bytesRead !== length) throw damaged()
  return buffer
}

const bomb = () => tooLarge('压缩包解压后过大，已拒绝', 'The file unpacks to far more than it should; refused')

const isBomb = (packed: number, size: number): boolean =>
  size > LIMITS.inflated || (size > 1024 * 1024 && size > packed * LIMITS.ratio)

/** The directory of a zip file. Entries that claim to be bombs are refused here, liars while they are read. */
async function directory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat()
  const length = Math.min(size, 65_557)
  const tail = await read(file, size - length, length)
  let at = length - 22
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--
  if (at < 0) throw damaged()
  const [count, bytes, start] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)]
  if (bytes > MAX_DIRECTORY || start + bytes > size) throw damaged()
  const list = await read(file, start, bytes)
  const entries = new Map<string, Entry>()
  for (let i = 0, p = 0; i < count; i++) {
    if (p + 46 > bytes || list.readUInt32LE(p) !== CENTRAL) throw damaged()
    const [name, extra, comment] = [list.readUInt16LE(p + 28), list.readUInt16LE(p + 30), list.readUInt16LE(p + 32)]
    const entry = {
      method: list.readUInt16LE(p + 10),
      packed: list.readUInt32LE(p + 20),
      size: list.readUInt32LE(p + 24),
      offset: list.readUInt32LE(p + 42),
    }
    if (isBomb(entry.packed, entry.size)) throw bomb()
    entries.set(list.toString('utf8', p + 46, p + 46 + name).replace(/^\//, ''), entry)
    p += 46 + name + extra + comment
  }
  return entries
}

/** A zip file read in place, entry by entry, in a stream that stops at the size the entry claims to have. */
export class Zip {
  readonly #file: FileHandle
  readonly #entries: Map<string, Entry>

  private constructor(file: FileHandle, entries: Map<string, Entry>) {
    this.#file = file
    this.#entries = entries
  }

  static async open(path: string): Promise<Zip> {
    const file = await open(path)
    try {
      return new Zip(file, await directory(file))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** The unpacked bytes of an entry; nothing if there is no such entry. */
  async *stream(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name)
    if (!entry) return
    const head = await read(this.#file, entry.offset, 30)
    if (head.readUInt32LE(0) !== LOCAL || (entry.method !== 0 && entry.method !== 8)) throw damaged()
    const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
    if (entry.packed === 0) return
    const packed = Readable.from(this.#bytes(start, entry.packed))
    const inflate = entry.method === 8 ? createInflateRaw() : undefined
    if (inflate) {
      packed.on('error', (error) => inflate.destroy(error))
      packed.pipe(inflate)
    }
    let size = 0
    try {
      for await (const chunk of inflate ?? packed) {
        size += (chunk as Buffer).length
        if (size > entry.size) throw bomb()
        yield chunk as Buffer
      }
    } catch (error) {
      if (/^Z_/.test((error as { code?: string }).code ?? '')) throw damaged()
      throw error
    } finally {
      packed.destroy()
      inflate?.destroy()
    }
  }

  /** A stretch of the file, in pieces. (A read stream would close the file with it.) */
  async *#bytes(start: number, length: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < length; at += CHUNK) yield read(this.#file, start + at, Math.min(CHUNK, length - at))
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
