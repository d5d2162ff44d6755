const MAX_NAME = 150
/** Control characters, and marks that turn the direction of text: `报价\u202Efdp.exe` would be shown as 报价exe.pdf. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** The last part of a name, lower case, without the dot; '' where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}

/** The name a file is kept under: no path, nothing invisible, not too long, never empty. `..\\a/b:c.pdf` → `b_c.pdf`. */
export function cleanFileName(given: string): string {
  const base = given.normalize('NFC').replace(INVISIBLE, '').split(/[/\\]/).at(-1) ?? ''
  const name = base
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .replace(/\s+/g, ' ')
  if (!name) return '文件'
  const extension = extensionOf(name)
  const tail = extension && extension.length <= 10 ? `.${name.slice(-extension.length)}` : ''
  const stem = [...(tail ? name.slice(0, -tail.length) : name)]
  return stem.slice(0, MAX_NAME - tail.length).join('') + tail
}

/** RFC 6266 with RFC 5987: an ASCII name for old clients, the whole one in UTF-8. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const utf8 = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`
}
