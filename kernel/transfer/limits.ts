import type { Label } from '../declare/index.ts'
import { Problem } from '../errors.ts'

/** What an uploaded table may be at most. Counts are of one file. */
export const LIMITS = {
  /** Bytes as uploaded. */
  file: 500 * 1024 * 1024,
  /** Bytes of one zip entry once unpacked. */
  inflated: 2 * 1024 ** 3,
  /** Unpacked bytes per packed byte, beyond the first megabyte; spreadsheets reach about 50. */
  ratio: 250,
  /** Characters of all different texts of a workbook; they are held in memory. */
  sharedText: 48_000_000,
  rows: 2_000_000,
  columns: 200,
  /** Characters. */
  cell: 10_000,
  /** Characters of one CSV record: an open quote must not swallow the file. */
  record: 2_000_000,
}

/** Refuses a file, for a reason that the uploader can do something about. */
export const badFile = (code: string, label: Label, status = 422): Problem => new Problem(status, code, label)

export const tooLarge = (zh: string, en: string): Problem => badFile('import.tooLarge', { zh, en }, 413)

export const damaged = (): Problem =>
  badFile('import.damaged', {
    zh: '文件已损坏或不是 xlsx/csv 文件，请另存后重试',
    en: 'The file is damaged or neither xlsx nor csv; save it again and retry',
  })

/** One row of a file: its number as a spreadsheet program shows it, and its texts. */
export interface FileRow {
  n: number
  cells: string[]
}

/** Holds a row against the limits. */
export function checkRow(row: FileRow, count: number): void {
  if (count > LIMITS.rows)
    throw tooLarge(`一个文件最多 ${LIMITS.rows} 行，请拆分`, `At most ${LIMITS.rows} rows in one file; please split it`)
  if (row.cells.length > LIMITS.columns)
    throw tooLarge(`第 ${row.n} 行超过 ${LIMITS.columns} 列`, `Row ${row.n} has more than ${LIMITS.columns} columns`)
  for (const cell of row.cells)
    if (cell.length > LIMITS.cell)
      throw tooLarge(
        `第 ${row.n} 行有单元格超过 ${LIMITS.cell} 个字`,
        `Row ${row.n} has a cell of more than ${LIMITS.cell} characters`,
      )
}
