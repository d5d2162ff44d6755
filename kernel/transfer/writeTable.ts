import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Writable } from 'node:stream'
import { protectCell } from '../text/spreadsheetSafe.ts'

/** A cell: text, a number that a spreadsheet may add up, a calendar day, or nothing. */
export type Cell = string | { number: string } | { day: string } | null

export type TableFormat = 'csv' | 'xlsx'

export interface TableWriter {
  write(cells: Cell[]): Promise<void>
  /** Completes the file and ends the stream. */
  end(): Promise<void>
}

export const MIME: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const plain = (cell: Cell): string =>
  cell === null ? '' : typeof cell === 'string' ? protectCell(cell) : 'day' in cell ? cell.day : cell.number

const quoted = (text: string): string => (/[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Waits while the receiver is slow; a receiver that went away ends the writing. */
async function ready(out: Writable): Promise<void> {
  if (out.destroyed) throw new Error('the receiver has gone')
  if (out.writableNeedDrain) await Promise.race([once(out, 'drain'), once(out, 'close')])
}

/** CSV as Chinese Excel opens it without asking: UTF-8 with byte order mark, CRLF. */
function csvWriter(out: Writable): TableWriter {
  let text = '\uFEFF'
  const flush = async () => {
    await ready(out)
    out.write(text)
    text = ''
  }
  return {
    async write(cells) {
      text += `${cells.map((c) => quoted(plain(c))).join(',')}\r\n`
      if (text.length > 64 * 1024) await flush()
    },
    async end() {
      await flush()
      out.end()
    },
  }
}

/** Doubles hold 15 digits exactly; longer numbers stay text rather than change. */
function excelValue(cell: Cell): string | number | Date | null {
  if (cell === null || typeof cell === 'string') return cell && protectCell(cell)
  if ('day' in cell) return new Date(`${cell.day}T00:00:00Z`)
  return cell.number.replace(/\D/g, '').length <= 15 ? Number(cell.number) : cell.number
}

/** The library of Excel files, read when the first is written: every start and every command would wait for it. */
export const excel = (): typeof import('exceljs') => createRequire(import.meta.url)('exceljs')

function xlsxWriter(out: Writable, sheetName: string): TableWriter {
  const book = new (excel().stream.xlsx.WorkbookWriter)({ stream: out, useStyles: true, useSharedStrings: false })
  const sheet = book.addWorksheet(sheetName, { views: [{ state: 'frozen', ySplit: 1 }] })
  let count = 0
  return {
    async write(cells) {
      const row = sheet.addRow(cells.map(excelValue))
      if (count === 0) row.font = { bold: true }
      cells.forEach((cell, i) => {
        if (cell && typeof cell === 'object' && 'day' in cell) row.getCell(i + 1).numFmt = 'yyyy-mm-dd'
      })
      row.commit()
      if (++count % 200 === 0) await ready(out)
    },
    async end() {
      sheet.commit()
      await book.commit()
    },
  }
}

/** Writes a table row by row in bounded memory. Every text is made inert for the spreadsheet that opens it. */
export const tableWriter = (format: TableFormat, out: Writable, sheetName = 'Sheet1'): TableWriter =>
  format === 'csv' ? csvWriter(out) : xlsxWriter(out, sheetName)
