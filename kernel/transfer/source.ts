import { open, stat } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { unprotectCell } from '../text/spreadsheetSafe.ts'
import { badFile, damaged, type FileRow, LIMITS, tooLarge } from './limits.ts'
import { csvRows, detectDelimiter, detectEncoding, type Encoding } from './readCsv.ts'
import { openXlsx } from './readXlsx.ts'

/** How a stored file is read: found once, kept with the job. */
export interface Source {
  kind: 'csv' | 'xlsx'
  encoding?: Encoding
  delimiter?: string
  sheet?: string
  sheets?: string[]
  /** Number of the row that names the columns. */
  header: number
}

export interface SourceOptions {
  encoding?: string
  sheet?: string
}

const SAMPLE_ROWS = 20
const HEADER_WITHIN = 10
/** Files up to here are counted while the uploader waits; larger ones by the worker. */
const COUNT_NOW = { csv: 32 * 1024 * 1024, xlsx: 3 * 1024 * 1024 }

const ENCODINGS: Record<string, Encoding> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
}

async function kindOf(path: string): Promise<Source['kind']> {
  const { size } = await stat(path)
  if (size === 0) throw badFile('import.empty', { zh: '文件是空的', en: 'The file is empty' })
  if (size > LIMITS.file) throw tooLarge('文件超过 500 MB', 'The file exceeds 500 MB')
  const file = await open(path)
  const start = Buffer.alloc(1024)
  const { bytesRead } = await file.read(start, 0, start.length, 0).finally(() => file.close())
  const magic = start.readUInt32BE(0)
  if (magic === 0x504b0304) return 'xlsx'
  if (magic === 0xd0cf11e0)
    throw badFile('import.oldFormat', {
      zh: '不支持旧版 .xls 或加密的文件，请另存为 .xlsx 或 .csv',
      en: 'Old .xls and encrypted files are not supported; save as .xlsx or .csv',
    })
  const utf16 = start[0]! + start[1]! === 0x1fd
  if (!utf16 && start.subarray(0, bytesRead).includes(0)) throw damaged()
  return 'csv'
}

/** Without what PostgreSQL cannot hold: NUL and halves of surrogate pairs. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '')

const isBlank = (cells: string[]): boolean => cells.every((c) => c.trim() === '')

/** Rows of a file that say something, header and what stands above it included. Each number is that of the file. */
export async function* readRows(path: string, source: Omit<Source, 'header'>): AsyncGenerator<FileRow> {
  const clean = (row: FileRow): FileRow => ({ n: row.n, cells: row.cells.map((c) => unprotectCell(storable(c))) })
  if (source.kind === 'csv') {
    for await (const row of csvRows(path, source.encoding!, source.delimiter!))
      if (!isBlank(row.cells)) yield clean(row)
    return
  }
  const book = await openXlsx(path)
  try {
    for await (const row of book.rows(source.sheet)) if (!isBlank(row.cells)) yield clean(row)
  } finally {
    await book.close()
  }
}

/** The data rows from a row number on. */
export async function* dataRows(path: string, source: Source, from: number): AsyncGenerator<FileRow> {
  const start = Math.max(from, source.header + 1)
  for await (const row of readRows(path, source)) if (row.n >= start) yield row
}

/** The header is the first row nearly as full as the fullest near the top: titles above a table fill one cell or two. */
function headerOf(rows: FileRow[]): FileRow {
  const filled = (row: FileRow) => row.cells.filter((c) => c.trim()).length
  const most = Math.max(...rows.map(filled))
  return rows.find((row) => filled(row) >= Math.max(1, most * 0.6))!
}

export interface Scan {
  source: Source
  columns: string[]
  sample: string[][]
  /** Data rows; null when the file is so large that the worker counts them. */
  total: number | null
}

async function describe(path: string, options: SourceOptions): Promise<Omit<Source, 'header'>> {
  const kind = await kindOf(path)
  if (kind === 'xlsx') {
    const book = await openXlsx(path)
    await book.close()
    return { kind, sheets: book.sheets, sheet: options.sheet ?? book.sheets[0] }
  }
  const encoding = options.encoding
    ? ENCODINGS[options.encoding.toLowerCase().replace('_', '-')]
    : await detectEncoding(path)
  if (!encoding || !iconv.encodingExists(encoding))
    throw badFile('import.encoding', {
      zh: '编码应为 utf-8、gb18030 或 utf-16',
      en: 'The encoding must be utf-8, gb18030 or utf-16',
    })
  return { kind, encoding, delimiter: await detectDelimiter(path, encoding) }
}

/** Finds out how a file is to be read, what its columns are called, and how it begins. Refuses what cannot be read. */
export async function scan(path: string, options: SourceOptions = {}): Promise<Scan> {
  const how = await describe(path, options)
  const countAll = (await stat(path)).size <= COUNT_NOW[how.kind]
  const top: FileRow[] = []
  let count = 0
  let whole = true
  for await (const row of readRows(path, how)) {
    count++
    if (top.length < HEADER_WITHIN + SAMPLE_ROWS) top.push(row)
    else if (!countAll) {
      whole = false
      break
    }
  }
  if (!top.length) throw badFile('import.empty', { zh: '文件里没有数据', en: 'The file holds no data' })
  const header = headerOf(top.slice(0, HEADER_WITHIN))
  const above = top.indexOf(header) + 1
  const columns = header.cells.map((c) => c.replace(/\s+/g, ' ').trim())
  while (columns.at(-1) === '') columns.pop()
  return {
    source: { ...how, header: header.n },
    columns,
    sample: top.slice(above, above + SAMPLE_ROWS).map((row) => row.cells.map((c) => c.slice(0, 200))),
    total: whole ? count - above : null,
  }
}

/** Counts the data rows of a file, and holds all of it against the limits. */
export async function countRows(path: string, source: Source, beat: () => Promise<void>): Promise<number> {
  let count = 0
  for await (const _ of dataRows(path, source, 0)) if (++count % 50_000 === 0) await beat()
  return count
}
