import { extensionOf } from './fileName.ts'

/** What the first bytes say a file is. */
export type Magic =
  | 'pdf'
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'webp'
  | 'image'
  | 'zip'
  | 'ole'
  | 'archive'
  | 'media'
  | 'program'
  | 'markup'
  | 'text'
  | 'unknown'

/** Bytes needed from the head of a file to tell. */
export const HEAD_BYTES = 4096

const SIGNATURES: [magic: Magic, at: number, bytes: string][] = [
  ['pdf', 0, '%PDF-'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['jpeg', 0, '\xff\xd8\xff'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
  ['webp', 8, 'WEBP'],
  ['image', 0, 'BM'],
  ['image', 0, 'II*\0'],
  ['image', 0, 'MM\0*'],
  ['zip', 0, 'PK\x03\x04'],
  ['zip', 0, 'PK\x05\x06'],
  ['ole', 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['archive', 0, 'Rar!\x1a\x07'],
  ['archive', 0, '7z\xbc\xaf\x27\x1c'],
  ['archive', 0, '\x1f\x8b'],
  ['media', 4, 'ftyp'],
  ['media', 8, 'WAVE'],
  ['media', 8, 'AVI '],
  ['media', 0, 'ID3'],
  ['media', 0, '\xff\xfb'],
  ['media', 0, '\xff\xf3'],
  ['media', 0, 'OggS'],
  ['media', 0, '#!AMR'],
  ['program', 0, 'MZ'],
  ['program', 0, '\x7fELF'],
  ['program', 0, '\xfe\xed\xfa'],
  ['program', 0, '\xcf\xfa\xed\xfe'],
  ['program', 0, '\xca\xfe\xba\xbe'],
  ['program', 0, '#!'],
]

const MARKUP = /^\s*<(!doctype|html|svg|\?xml|script|head|body|iframe|!--|math|xsl)/i

/** Tells a file's real kind from its head; the name it bears is not asked. */
export function magicOf(head: Uint8Array): Magic {
  const latin = Buffer.from(head).toString('latin1')
  for (const [magic, at, bytes] of SIGNATURES) if (latin.startsWith(bytes, at)) return magic
  if (latin.includes('\0')) return 'unknown'
  if (MARKUP.test(latin.replace(/^\xef\xbb\xbf/, ''))) return 'markup'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of them
  return /[\x01-\x08\x0e-\x1a\x1c-\x1f]/.test(latin) ? 'unknown' : 'text'
}

interface Known {
  mime: string
  /** What such a file may really be. */
  magic: Magic[]
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPAQUE = 'application/octet-stream'
const known = (mime: string, ...magic: Magic[]): Known => ({ mime, magic })

/** Extensions whose content is checked against what they promise. */
const EXTENSIONS: Record<string, Known> = {
  pdf: known('application/pdf', 'pdf'),
  png: known('image/png', 'png'),
  jpg: known('image/jpeg', 'jpeg'),
  jpeg: known('image/jpeg', 'jpeg'),
  gif: known('image/gif', 'gif'),
  webp: known('image/webp', 'webp'),
  bmp: known('image/bmp', 'image'),
  tif: known('image/tiff', 'image'),
  tiff: known('image/tiff', 'image'),
  heic: known('image/heic', 'media'),
  docx: known(`${OFFICE}.wordprocessingml.document`, 'zip', 'ole'),
  xlsx: known(`${OFFICE}.spreadsheetml.sheet`, 'zip', 'ole'),
  pptx: known(`${OFFICE}.presentationml.presentation`, 'zip', 'ole'),
  // Many Chinese systems write web pages and text under these names; they are kept as what nobody opens in a browser.
  doc: known('application/msword', 'ole', 'zip', 'markup', 'text'),
  xls: known('application/vnd.ms-excel', 'ole', 'zip', 'markup', 'text'),
  ppt: known('application/vnd.ms-powerpoint', 'ole', 'zip'),
  ofd: known('application/ofd', 'zip'),
  odt: known('application/vnd.oasis.opendocument.text', 'zip'),
  ods: known('application/vnd.oasis.opendocument.spreadsheet', 'zip'),
  odp: known('application/vnd.oasis.opendocument.presentation', 'zip'),
  zip: known('application/zip', 'zip'),
  rar: known('application/vnd.rar', 'archive'),
  '7z': known('application/x-7z-compressed', 'archive'),
  txt: known('text/plain', 'text', 'markup'),
  log: known('text/plain', 'text', 'markup'),
  md: known('text/markdown', 'text', 'markup'),
  csv: known('text/csv', 'text', 'markup'),
  mp3: known('audio/mpeg', 'media'),
  wav: known('audio/wav', 'media'),
  amr: known('audio/amr', 'media'),
  m4a: known('audio/mp4', 'media'),
  mp4: known('video/mp4', 'media'),
  mov: known('video/quicktime', 'media'),
}

/** Things that run when they are opened; nobody hangs those on a customer. */
const PROGRAMS = new Set(
  (
    'exe com bat cmd scr pif msi msp cpl dll sys lnk url hta vbs vbe js jse mjs wsf wsh ps1 psm1 reg jar apk app dmg pkg ' +
    'sh bash deb rpm chm scf inf xlsm docm pptm'
  ).split(' '),
)

export type Preview = 'image' | 'pdf' | 'text'

export interface Kind {
  magic: Magic
  mime: string
  preview: Preview | null
}

const IMAGES: Partial<Record<Magic, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

/**
 * What a file is, from its name and its head together. Returns why not for a program, or for a file whose content is
 * not what its name promises. A browser is only ever shown pictures, PDF and plain text; everything else, SVG and web
 * pages first of all, is an opaque download.
 */
export function kindOf(name: string, head: Uint8Array): Kind | 'program' | 'mismatch' {
  const magic = magicOf(head)
  const extension = extensionOf(name)
  if (magic === 'program' || PROGRAMS.has(extension)) return 'program'
  const promised = EXTENSIONS[extension]
  if (promised && head.length > 0 && !promised.magic.includes(magic)) return 'mismatch'
  if (IMAGES[magic]) return { magic, mime: IMAGES[magic], preview: 'image' }
  if (magic === 'pdf') return { magic, mime: 'application/pdf', preview: 'pdf' }
  const isText = promised?.mime.startsWith('text/') ?? (magic === 'text' && !extension)
  if (isText) return { magic, mime: promised?.mime ?? 'text/plain', preview: 'text' }
  const fits = promised && magic !== 'markup' && magic !== 'text'
  return { magic, mime: fits ? promised.mime : OPAQUE, preview: null }
}
