import { posix } from 'node:path'
import { formatShows, numberText, type Shows, serialToText } from './excelNumber.ts'
import { badFile, checkRow, type FileRow, LIMITS, tooLarge } from './limits.ts'
import { readXml, scanXml } from './xml.ts'
import { Zip } from './zip.ts'

interface Book {
  sheets: { name: string; path: string }[]
  from1904: boolean
  styles: Shows[]
  strings: string[]
}

/** Characters that XML cannot hold are written `_x000D_`. */
const decodeEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

async function readSheets(zip: Zip): Promise<Pick<Book, 'sheets' | 'from1904'>> {
  const targets = new Map<string, string>()
  await scanXml(zip.stream('xl/_rels/workbook.xml.rels'), {
    open: (name, a) => {
      if (name === 'Relationship') targets.set(a.Id!, a.Target!)
    },
  })
  const sheets: Book['sheets'] = []
  let from1904 = false
  await scanXml(zip.stream('xl/workbook.xml'), {
    open: (name, a) => {
      if (name === 'workbookPr') from1904 = a.date1904 === '1' || a.date1904 === 'true'
      if (name !== 'sheet') return
      const id = Object.entries(a).find(([k]) => k.endsWith(':id'))?.[1] ?? ''
      const target = targets.get(id) ?? ''
      sheets.push({ name: a.name ?? '', path: target.startsWith('/') ? target.slice(1) : posix.join('xl', target) })
    },
  })
  return { sheets: sheets.filter((s) => zip.has(s.path) && s.path.includes('worksheets')), from1904 }
}

async function readStyles(zip: Zip): Promise<Shows[]> {
  const codes = new Map<number, string>()
  const styles: Shows[] = []
  let inCells = false
  await scanXml(zip.stream('xl/styles.xml'), {
    open: (name, a) => {
      if (name === 'numFmt') codes.set(Number(a.numFmtId), a.formatCode ?? '')
      if (name === 'cellXfs') inCells = true
      if (name === 'xf' && inCells) styles.push(formatShows(Number(a.numFmtId), codes.get(Number(a.numFmtId))))
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

async function readStrings(zip: Zip): Promise<string[]> {
  const strings: string[] = []
  let [text, inText, phonetic, total] = ['', false, false, 0]
  await scanXml(zip.stream('xl/sharedStrings.xml'), {
    open: (name) => {
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic = true
      if (name === 't') inText = !phonetic
    },
    close: (name) => {
      if (name === 't') inText = false
      if (name === 'rPh') phonetic = false
      if (name === 'si') strings.push(decodeEscapes(text))
    },
    text: (t) => {
      if (!inText) return
      total += t.length
      if (total > LIMITS.sharedText)
        throw tooLarge(
          '文件文字过多，请另存为 CSV 后导入',
          'Too much text in one workbook; save it as CSV and import that',
        )
      text += t
    },
  })
  return strings
}

/** Column of a cell reference: `A1` → 0, `AB7` → 27; -1 without one. */
function columnAt(reference: string | undefined): number {
  let column = 0
  for (const c of reference ?? '') {
    if (c < 'A' || c > 'Z') break
    column = column * 26 + c.charCodeAt(0) - 64
  }
  return column - 1
}

interface Cell {
  type: string
  style: number
  column: number
}

function textOf(book: Book, cell: Cell, value: string): string {
  if (cell.type === 's') return book.strings[Number(value)] ?? ''
  if (cell.type === 'b') return value === '1' ? 'true' : 'false'
  if (cell.type === 'd') return value.replace('T', ' ').replace(/ 00:00:00(\.0+)?Z?$/, '')
  if (cell.type !== 'n') return decodeEscapes(value)
  const shows = book.styles[cell.style] ?? 'number'
  const number = Number(value)
  if (shows === 'number' || value === '' || !(number >= 0 && number < 2_958_466)) return numberText(value)
  return serialToText(number, shows, book.from1904)
}

/** The rows of a sheet as they stream by. A formula gives the value it had when the file was saved. */
async function* sheetRows(zip: Zip, book: Book, path: string): AsyncGenerator<FileRow> {
  let rows: FileRow[] = []
  let row: FileRow = { n: 0, cells: [] }
  let cell: Cell = { type: 'n', style: 0, column: -1 }
  let [value, inValue, count] = ['', false, 0]
  const events = {
    open: (name: string, a: Record<string, string>) => {
      // Numbers only rise: resuming relies on it, whatever a broken writer says.
      if (name === 'row') row = { n: Math.max(Number(a.r) || 0, row.n + 1), cells: [] }
      else if (name === 'c') {
        const at = columnAt(a.r)
        cell = { type: a.t ?? 'n', style: Number(a.s ?? 0), column: at >= 0 ? at : cell.column + 1 }
        value = ''
      } else if (name === 'v' || name === 't') inValue = true
    },
    text: (t: string) => {
      if (inValue && value.length <= LIMITS.cell) value += t
    },
    close: (name: string) => {
      if (name === 'v' || name === 't') inValue = false
      else if (name === 'c') {
        if (cell.column >= LIMITS.columns) {
          if (value !== '') checkRow({ n: row.n, cells: new Array(LIMITS.columns + 1).fill('') }, 0)
          return
        }
        while (row.cells.length < cell.column) row.cells.push('')
        row.cells[cell.column] = textOf(book, cell, value)
      } else if (name === 'row') {
        cell = { ...cell, column: -1 }
        checkRow(row, ++count)
        rows.push(row)
      }
    },
  }
  for await (const _ of readXml(zip.stream(path), events)) {
    yield* rows
    rows = []
  }
}

/** A workbook opened for reading: the names of its sheets, and the rows of one. Close it when done. */
export async function openXlsx(path: string) {
  const zip = await Zip.open(path)
  try {
    const { sheets, from1904 } = await readSheets(zip)
    if (!sheets.length) throw badFile('import.noSheet', { zh: '文件里没有工作表', en: 'The workbook has no sheet' })
    let book: Book | undefined
    return {
      sheets: sheets.map((s) => s.name),
      async *rows(sheet?: string): AsyncGenerator<FileRow> {
        const chosen = sheet === undefined ? sheets[0] : sheets.find((s) => s.name === sheet)
        if (!chosen)
          throw badFile('import.noSheet', { zh: `没有工作表“${sheet}”`, en: `The workbook has no sheet ${sheet}` })
        book ??= { sheets, from1904, styles: await readStyles(zip), strings: await readStrings(zip) }
        yield* sheetRows(zip, book, chosen.path)
      },
      close: () => zip.close(),
    }
  } catch (error) {
    await zip.close()
    throw error
  }
}
