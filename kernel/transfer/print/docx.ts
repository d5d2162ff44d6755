import PizZip from 'pizzip'
import type { Block, Filled } from './fill.ts'

const NS =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for these characters
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

const xml = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_XML, '')
    .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

interface Style {
  bold?: boolean
  /** Half points, as Word counts. */
  size?: number
  color?: string
  align?: 'left' | 'center' | 'right'
}

function run(text: string, { bold, size, color }: Style): string {
  const marks = [
    bold ? '<w:b/>' : '',
    color ? `<w:color w:val="${color}"/>` : '',
    size ? `<w:sz w:val="${size}"/><w:szCs w:val="${size}"/>` : '',
  ].join('')
  const lines = text.split('\n').map((line) => `<w:t xml:space="preserve">${xml(line)}</w:t>`)
  return `<w:r><w:rPr>${marks}</w:rPr>${lines.join('<w:br/>')}</w:r>`
}

const paragraph = (text: string, style: Style = {}): string =>
  `<w:p><w:pPr><w:spacing w:before="40" w:after="40"/><w:jc w:val="${style.align ?? 'left'}"/></w:pPr>${run(text, style)}</w:p>`

const BORDERS = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:color="8C8C8C"/>`)
  .join('')

interface Cell extends Style {
  text: string
}

/** Widths in fiftieths of a percent, as Word counts them. */
function table(rows: Cell[][], widths: number[], heads = 0, bordered = true): string {
  const cells = (row: Cell[]) =>
    row
      .map((c, i) => `<w:tc><w:tcPr><w:tcW w:w="${widths[i]}" w:type="pct"/></w:tcPr>${paragraph(c.text, c)}</w:tc>`)
      .join('')
  const line = (row: Cell[], i: number) =>
    `<w:tr><w:trPr><w:cantSplit/>${i < heads ? '<w:tblHeader/>' : ''}</w:trPr>${cells(row)}</w:tr>`
  const frame = bordered ? `<w:tblBorders>${BORDERS}</w:tblBorders>` : ''
  const grid = widths.map((w) => `<w:gridCol w:w="${w * 2}"/>`).join('')
  return `<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>${frame}</w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.map(line).join('')}</w:tbl>${paragraph('')}`
}

const even = (n: number): number[] => Array.from({ length: n }, () => Math.floor(5000 / n))

function tableOf({ columns, rows, sums }: Extract<Block, { kind: 'table' }>): string {
  const given = columns.reduce((sum, c) => sum + (c.width ?? 0), 0)
  const rest = Math.max(100 - given, 5) / Math.max(columns.filter((c) => !c.width).length, 1)
  const head = columns.map((c): Cell => ({ text: c.title, bold: true, align: 'center', size: 18 }))
  const body = rows.map((r) => r.map((text, i): Cell => ({ text, align: columns[i]!.align, size: 18 })))
  const foot = sums?.map(
    (text, i): Cell => ({
      text: i === 0 && !text ? '合计' : text,
      bold: true,
      align: columns[i]!.align,
      size: 18,
    }),
  )
  const widths = columns.map((c) => Math.round((c.width ?? rest) * 50))
  return table([head, ...body, ...(foot ? [foot] : [])], widths, 1)
}

function gridOf({ columns, cells }: Extract<Block, { kind: 'grid' }>): string {
  const rows: Cell[][] = []
  for (let i = 0; i < cells.length; i += columns) {
    const row = cells
      .slice(i, i + columns)
      .flatMap(([label, text]): Cell[] => [{ text: label, color: '595959' }, { text }])
    while (row.length < columns * 2) row.push({ text: '' })
    rows.push(row)
  }
  const unit = 5000 / columns
  return table(rows, Array.from({ length: columns }, () => [unit * 0.3, unit * 0.7].map(Math.round)).flat())
}

function blockXml(block: Block): string {
  switch (block.kind) {
    case 'title':
      return paragraph(block.text, { bold: true, size: 36, align: 'center' })
    case 'heading':
      return paragraph(block.text, { bold: true, size: 24 })
    case 'note':
      return paragraph(block.text, { size: 16, color: '737373' })
    case 'text':
      return paragraph(block.text, { align: block.align })
    case 'rule':
      return '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:color="8C8C8C"/></w:pBdr></w:pPr></w:p>'
    case 'break':
      return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    case 'grid':
      return gridOf(block)
    case 'table':
      return tableOf(block)
    case 'totals':
      return block.cells.map(([label, text]) => paragraph(`${label}  ${text}`, { bold: true, align: 'right' })).join('')
    case 'sign':
      return table(
        [
          block.cells.map(([label]): Cell => ({ text: label })),
          block.cells.map(([, text]): Cell => ({ text, bold: true })),
        ],
        even(block.cells.length),
        0,
        false,
      )
  }
}

/** Page numbers are fields that Word counts itself. */
function edgeXml(tag: 'hdr' | 'ftr', texts: string[], width: number): string {
  const counted = (text: string) =>
    text
      .split(/(\{pages?\})/)
      .map((part) => {
        const field = { '{page}': 'PAGE', '{pages}': 'NUMPAGES' }[part]
        return field ? `<w:fldSimple w:instr="${field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>` : run(part, { size: 16 })
      })
      .join('')
  const tabs = `<w:tabs><w:tab w:val="center" w:pos="${Math.round(width / 2)}"/><w:tab w:val="right" w:pos="${width}"/></w:tabs>`
  const body = texts.map(counted).join('<w:r><w:tab/></w:r>')
  return `${HEAD}<w:${tag} ${NS}><w:p><w:pPr>${tabs}</w:pPr>${body}</w:p></w:${tag}>`
}

const FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="宋体" w:cs="Arial"/>'
const STYLES = `${HEAD}<w:styles ${NS}><w:docDefaults><w:rPrDefault><w:rPr>${FONT}<w:sz w:val="20"/><w:lang w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>`
const part = (name: string, type: string): string =>
  `<Override PartName="/word/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${type}+xml"/>`
const TYPES = `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('document', 'document.main')}${part('styles', 'styles')}${part('header1', 'header')}${part('footer1', 'footer')}</Types>`
const relations = (list: [id: string, type: string, target: string][]): string =>
  `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`

/** Twentieths of a point. */
const SIZES = { A4: [11906, 16838], A5: [8391, 11906] }

/** Writes a document as Word. Values are text of the document, whatever characters they hold. */
export function toDocx(doc: Filled): Buffer {
  const [short, long] = SIZES[doc.size] as [number, number]
  const [w, h] = doc.landscape ? [long, short] : [short, long]
  const page = `<w:pgSz w:w="${w}" w:h="${h}"${doc.landscape ? ' w:orient="landscape"' : ''}/><w:pgMar w:top="960" w:right="720" w:bottom="880" w:left="720" w:header="400" w:footer="300" w:gutter="0"/>`
  const section = `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>${page}</w:sectPr>`
  const zip = new PizZip()
  zip.file('[Content_Types].xml', TYPES)
  zip.file('_rels/.rels', relations([['rId1', 'officeDocument', 'word/document.xml']]))
  zip.file(
    'word/_rels/document.xml.rels',
    relations([
      ['rId1', 'styles', 'styles.xml'],
      ['rId2', 'header', 'header1.xml'],
      ['rId3', 'footer', 'footer1.xml'],
    ]),
  )
  zip.file('word/styles.xml', STYLES)
  zip.file('word/header1.xml', edgeXml('hdr', doc.header, w - 1440))
  zip.file('word/footer1.xml', edgeXml('ftr', doc.footer, w - 1440))
  zip.file(
    'word/document.xml',
    `${HEAD}<w:document ${NS}><w:body>${doc.blocks.map(blockXml).join('')}${section}</w:body></w:document>`,
  )
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' })
}
