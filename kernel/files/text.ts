import { open } from 'node:fs/promises'
import { foldForSearch } from '../text/search.ts'
import { extensionOf } from './fileName.ts'
import type { Kind } from './kind.ts'
import { pdfText } from './pdf.ts'
import { readZip } from './zip.ts'

/** Characters of a paper that search looks in. */
export const MAX_TEXT = 100_000
const MAX_TEXT_BYTES = 4 * MAX_TEXT
const MAX_PDF_BYTES = 30 * 1024 * 1024

/** Which entries of a packed document hold what people read. */
const PARTS: Record<string, RegExp> = {
  docx: /^word\/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/,
  xlsx: /^xl\/(sharedStrings|worksheets\/sheet\d+)\.xml$/,
  pptx: /^ppt\/(slides\/slide|notesSlides\/notesSlide)\d+\.xml$/,
  odt: /^content\.xml$/,
  ods: /^content\.xml$/,
  odp: /^content\.xml$/,
  ofd: /Content\.xml$/i,
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Undoes the five named references and numbered ones. Nothing else is expanded: no document type is ever read. */
function unescapeXml(text: string): string {
  return text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (all, name, decimal, hex) => {
    if (name) return NAMED[(name as string).toLowerCase()]!
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : all
  })
}

/** Text nodes of office XML: `<w:t>`, `<a:t>`, `<t>`, `<ofd:TextCode>`; of ODF everything between tags. */
export function xmlText(xml: string, everything: boolean): string {
  if (everything) return unescapeXml(xml.replace(/<\/text:(p|h)>|<text:tab\/>/g, '\n').replace(/<[^>]*>/g, ''))
  const found = xml.matchAll(
    /<(?:\w{1,10}:)?(?:t|TextCode)(?:\s[^>]{0,2000})?>([^<]*)<|<\/(?:\w{1,10}:)?(p|si|row|TextObject)>/g,
  )
  let out = ''
  for (const [, text, end] of found) {
    out += end ? '\n' : unescapeXml(text!)
    if (out.length > MAX_TEXT) break
  }
  return out
}

/** Plain text in UTF-8, UTF-16 with its mark, or else GB18030. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    // `stream`: a character cut in half at the end of what was read is no error.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Reads the first `bytes` of a file. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** As search compares it: each line folded like a typed query, lines apart by one space, at most {@link MAX_TEXT}. */
function tidy(text: string): string {
  const lines = text
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .split(/[\r\n\v\f]+/)
  return lines.map(foldForSearch).filter(Boolean).join(' ').slice(0, MAX_TEXT).toWellFormed()
}

/**
 * The words inside a paper, for search. Archives are looked through on the way, whatever they hold: a {@link BadArchive}
 * is thrown for one that is damaged or a bomb. A PDF whose words cannot be read (scanned, encrypted) has none.
 */
export async function extractText(path: string, name: string, kind: Kind, size: number): Promise<string> {
  const extension = extensionOf(name)
  if (kind.magic === 'zip') {
    const parts = PARTS[extension]
    let text = ''
    await readZip(path, parts && ((entry) => parts.test(entry)), (_, xml) => {
      text += `${xmlText(xml, extension.startsWith('od'))}\n`
      return text.length > MAX_TEXT
    })
    return tidy(text)
  }
  if (kind.preview === 'text') return tidy(decodeText(await readHead(path, MAX_TEXT_BYTES)))
  if (kind.magic === 'pdf' && size <= MAX_PDF_BYTES) return tidy(await pdfText(path, MAX_TEXT))
  return ''
}
