/**
 * Cleaning of text as it enters the system, so that two people who type the same thing store the same bytes.
 *
 * The rules are idempotent: cleaning what was cleaned changes nothing.
 */

/** Invisible characters that people paste without knowing: zero-width, soft hyphen, bidi marks, BOM. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g

/** Every way to write a line end: CRLF, CR, VT, FF (soft breaks from word processors), NEL, LS, PS. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: VT and FF are line ends here
const LINE_END = /\r\n?|[\u000B\u000C\u0085\u2028\u2029]/g

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this rule removes
const CONTROL = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/g

/** True where the text holds only printable ASCII and ordinary spaces between words: nothing to clean but the ends. */
const PLAIN = /^[\x20-\x7E]*$/

/**
 * Cleans multi-line text: trims, composes to NFC, turns tabs into spaces and every line end into `\n`, removes other
 * control characters, zero-width and bidi marks, and replaces lone surrogates (which PostgreSQL refuses).
 */
export function cleanText(s: string): string {
  if (PLAIN.test(s)) return s.trim()
  return s
    .toWellFormed()
    .replace(/\t/g, ' ')
    .replace(LINE_END, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .normalize('NFC')
    .trim()
}

/** Cleans a single-line field: {@link cleanText}, then every run of white space (line ends too) is one space. */
export function cleanLine(s: string): string {
  return cleanText(s).replace(/\s+/g, ' ')
}
