import { type Entry, openPromise, type ZipFile } from 'yauzl'

/** An archive that is damaged, or made to burst whoever opens it. */
export class BadArchive extends Error {}

const MAX_ENTRIES = 10_000
const MAX_UNPACKED = 2 * 1024 ** 3
/** Honest spreadsheets reach 50 : 1; what unpacks to more than 100 MB at more than 100 : 1 is a bomb. */
const MAX_RATIO = 100
const RATIO_FROM = 100 * 1024 * 1024
const MAX_ENTRY_TEXT = 8 * 1024 * 1024

/**
 * Looks through an archive's directory without unpacking it: refuses paths that lead outside, too many entries, too
 * much content. With `wanted`, also reads those entries as UTF-8 text, at most 8 MB of each, until `enough` says stop.
 */
export async function readZip(
  path: string,
  wanted?: (name: string) => boolean,
  take?: (name: string, text: string) => boolean,
): Promise<void> {
  let zip: ZipFile | undefined
  try {
    // The library itself refuses absolute paths, `..`, and entries that are larger than they say.
    zip = await openPromise(path, { autoClose: false })
    let count = 0
    let unpacked = 0
    const read: Entry[] = []
    for await (const entry of zip.eachEntry()) {
      unpacked += entry.uncompressedSize
      if (++count > MAX_ENTRIES) throw new BadArchive('too many entries')
      if (unpacked > MAX_UNPACKED || (unpacked > RATIO_FROM && unpacked / Math.max(zip.fileSize, 1) > MAX_RATIO))
        throw new BadArchive('unpacks to too much')
      if (wanted?.(entry.fileName) && !entry.isEncrypted()) read.push(entry)
    }
    for (const entry of read) {
      const name = entry.fileName
      if (take?.(name, await entryText(zip, entry))) break
    }
  } catch (error) {
    throw error instanceof BadArchive ? error : new BadArchive(String(error))
  } finally {
    zip?.close()
  }
}

async function entryText(zip: ZipFile, entry: Entry): Promise<string> {
  const stream = await zip.openReadStreamPromise(entry)
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    parts.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size >= MAX_ENTRY_TEXT) break
  }
  stream.destroy()
  return Buffer.concat(parts).toString('utf8')
}
