import { createRequire } from 'node:module'
import pdfmake from 'pdfmake'
import type { Content, ContentTable, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import type { Block, Column, Filled } from './fill.ts'

const require = createRequire(import.meta.url)
const font = (weight: string): string =>
  require.resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`)
const [REGULAR, BOLD] = [font('400Regular'), font('700Bold')]

// Only glyphs that are used go into a file: some tens of kilobytes, not the font's ten million.
pdfmake.setFonts({ Noto: { normal: REGULAR, bold: BOLD, italics: REGULAR, bolditalics: BOLD } })
// A document is made of texts; it neither reads files nor fetches addresses.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => path === REGULAR || path === BOLD)

const LINE = '#8c8c8c'
const MARGIN = 36

const GRID_LINES = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0.5,
  hLineColor: () => LINE,
  vLineColor: () => LINE,
  paddingLeft: () => 4,
  paddingRight: () => 4,
  paddingTop: () => 3,
  paddingBottom: () => 3,
}

/** An empty text would make the cell as high as nothing; a space keeps the line. */
const said = (text: string): string => text || ' '

/** A word longer than its cell is parted where the cell ends (a latin letter is some 0.6 of the size wide). */
const parting = (text: string, width: number): 'break-all' | 'normal' =>
  text.split(/[^!-~]/).some((w) => w.length * 5.7 > width) ? 'break-all' : 'normal'

function gridOf({ columns, cells }: Extract<Block, { kind: 'grid' }>, width: number): Content {
  const rows: TableCell[][] = []
  for (let i = 0; i < cells.length; i += columns) {
    const row = cells.slice(i, i + columns).flatMap(([label, text]): TableCell[] => [
      { text: label, color: '#595959', noWrap: true },
      { text: said(text), wordBreak: parting(text, width / columns - 10 * (label.length + 2)) },
    ])
    while (row.length < columns * 2) row.push({ text: ' ' })
    rows.push(row)
  }
  const widths = Array.from({ length: columns }, () => ['auto', '*']).flat()
  return { table: { widths, body: rows }, layout: GRID_LINES, margin: [0, 4, 0, 6] }
}

/** Least part of a table's width, in percent, for a column that asks for none. */
const LEAST = 6

/** Widths in points: what is left beside the paddings, parted as the template says. */
function widthsOf(columns: Column[], width: number): number[] {
  const free = columns.filter((c) => !c.width).length
  const given = columns.reduce((sum, c) => sum + (c.width ?? 0), 0)
  const rest = free ? Math.max((100 - given) / free, LEAST) : 0
  const parts = columns.map((c) => c.width ?? rest)
  const whole = Math.max(
    parts.reduce((a, b) => a + b, 0),
    100,
  )
  const usable = width - columns.length * 8.5 - 0.5
  return parts.map((p) => (p / whole) * usable)
}

function tableOf({ columns, rows, sums }: Extract<Block, { kind: 'table' }>, width: number): Content {
  const widths = widthsOf(columns, width)
  const cells = (texts: string[], bold = false): TableCell[] =>
    texts.map((text, i) => ({
      text: said(text),
      wordBreak: parting(text, widths[i]!),
      alignment: columns[i]!.align,
      bold,
    }))
  const head: TableCell[] = columns.map((c) => ({
    text: said(c.title),
    bold: true,
    alignment: 'center',
    fillColor: '#f2f5f3',
  }))
  const total = sums?.map((s, i) => (i === 0 && !s ? '合计' : s))
  const table: ContentTable['table'] = {
    headerRows: 1,
    dontBreakRows: true,
    widths,
    body: [head, ...rows.map((r) => cells(r)), ...(total ? [cells(total, true)] : [])],
  }
  return { table, layout: GRID_LINES, fontSize: 8.5, margin: [0, 4, 0, 6] }
}

function signOf(cells: [string, string][]): Content {
  return {
    columns: cells.map(([label, text]) => ({
      stack: [{ text: label }, { text: said(text), bold: true, margin: [0, 4, 0, 0] }],
    })),
    columnGap: 16,
    margin: [0, 16, 0, 8],
    unbreakable: true,
  } as Content
}

function contentOf(block: Block, width: number): Content {
  switch (block.kind) {
    case 'title':
      return { text: block.text, fontSize: 18, bold: true, alignment: 'center', margin: [0, 0, 0, 10] }
    case 'heading':
      return { text: block.text, fontSize: 12, bold: true, margin: [0, 8, 0, 4] }
    case 'note':
      return { text: block.text, fontSize: 8, color: '#737373', margin: [0, 2, 0, 2] }
    case 'text':
      return { text: said(block.text), alignment: block.align, margin: [0, 2, 0, 2] }
    case 'rule':
      return {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: width, y2: 0, lineWidth: 0.5, lineColor: LINE }],
        margin: [0, 6, 0, 6],
      }
    case 'break':
      return { text: '', pageBreak: 'after' }
    case 'grid':
      return gridOf(block, width)
    case 'table':
      return tableOf(block, width)
    case 'totals':
      return {
        stack: block.cells.map(([label, text]) => ({
          text: [{ text: `${label}  ` }, { text, bold: true, fontSize: 11 }],
          alignment: 'right',
          margin: [0, 2, 0, 2],
        })),
        unbreakable: true,
      }
    case 'sign':
      return signOf(block.cells)
  }
}

const WIDTHS = { A4: [595.28, 841.89], A5: [419.53, 595.28] }

function edge(texts: string[], margin: [number, number, number, number]) {
  if (!texts.some(Boolean)) return undefined
  const [left = '', center = '', right = ''] = texts
  return (page: number, pages: number): Content => {
    const numbered = (text: string) => text.replaceAll('{page}', String(page)).replaceAll('{pages}', String(pages))
    return {
      margin,
      fontSize: 8,
      color: '#737373',
      columns: [
        { text: numbered(left), alignment: 'left' },
        { text: numbered(center), alignment: 'center' },
        { text: numbered(right), alignment: 'right' },
      ],
    }
  }
}

/** Draws a document as PDF with a Chinese font inside. */
export async function toPdf(doc: Filled, author: string): Promise<Buffer> {
  const [short, long] = WIDTHS[doc.size] as [number, number]
  const width = (doc.landscape ? long : short) - 2 * MARGIN
  const definition: TDocumentDefinitions = {
    pageSize: doc.size,
    pageOrientation: doc.landscape ? 'landscape' : 'portrait',
    pageMargins: [MARGIN, 48, MARGIN, 44],
    defaultStyle: { font: 'Noto', fontSize: 9.5, lineHeight: 1.05 },
    info: { title: doc.title, author, creator: 'Xinglin' },
    content: doc.blocks.map((b) => contentOf(b, width)),
    header: edge(doc.header, [MARGIN, 20, MARGIN, 0]),
    footer: edge(doc.footer, [MARGIN, 14, MARGIN, 0]),
  }
  return pdfmake.createPdf(definition).getBuffer()
}
