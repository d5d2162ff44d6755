import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { badFile, checkRow, type FileRow, LIMITS } from './limits.ts'

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

const SAMPLE = 64 * 1024

async function head(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(SAMPLE)
    const { bytesRead } = await file.read(buffer, 0, SAMPLE, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * The encoding of a text file: what its byte order mark says; UTF-8 if every byte of the file is valid UTF-8; else
 * GB18030, which Chinese Excel writes. The whole file is looked at: the first Chinese character may come late.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const start = await head(path)
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true })
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

/** The delimiter that the first lines use most, outside quotes. */
export async function detectDelimiter(path: string, encoding: Encoding): Promise<string> {
  const lines = iconv
    .decode(await head(path), encoding)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n?|\n/)
    .slice(0, 10)
    .join('\n')
  const counts = [',', ';', '\t', '|'].map((d) => [d, lines.split(d).length] as const)
  return counts.reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

function textStream(path: string, encoding: Encoding): Readable {
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 })
  if (encoding === 'utf-8') return bytes
  const decoded = bytes.pipe(iconv.decodeStream(encoding) as unknown as NodeJS.ReadWriteStream)
  bytes.on('error', (error) => (decoded as unknown as Readable).destroy(error))
  return decoded as unknown as Readable
}

const badQuotes = (line: number) =>
  badFile('import.quotes', {
    zh: `第 ${line} 行附近的引号不成对，请检查文件`,
    en: `Quotes do not match near line ${line}; please check the file`,
  })

/** The records of a CSV file in order. A record's number is the row that a spreadsheet program would show it in. */
export async function* csvRows(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<FileRow> {
  const source = textStream(path, encoding)
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LIMITS.record,
    skip_empty_lines: false,
  })
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let n = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const row = { n: ++n, cells }
      checkRow(row, n)
      yield row
    }
  } catch (error) {
    if (error instanceof CsvError) throw badQuotes(Number(error.lines ?? n + 1))
    throw error
  } finally {
    source.destroy()
    parser.destroy()
  }
}
