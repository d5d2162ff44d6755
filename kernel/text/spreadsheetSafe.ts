/**
 * Formula injection: a text cell that starts like a formula is run by the spreadsheet of whoever opens the export.
 * Text cells of CSV and XLSX exports pass {@link protectCell}; imports pass {@link unprotectCell}, its exact inverse.
 */

/** Starts (after blanks) with a character that makes a formula, in half or full width. Source: OWASP "CSV Injection". */
const FORMULA = /^[\s\u00A0\u3000]*[=+\-@＝＋－＠]|^[\t\r\n]/

/** A negative number as people write it: `-12.50`, `-1,234.5`, `-3%`. It means what it says, so it stays a number. */
const PLAIN_NUMBER = /^-(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?$/

/** Apostrophes in front do not count, so that a text that already has one can be told apart on the way back. */
function isDangerous(s: string): boolean {
  const core = s.replace(/^'+/, '')
  return FORMULA.test(core) && !PLAIN_NUMBER.test(core)
}

/**
 * Text for a spreadsheet cell: a `'` in front of what a spreadsheet would run or distort. A phone `+86 138 1234 5678`
 * is protected too (a spreadsheet would drop the plus or compute it); `-12.50` is left alone.
 */
export function protectCell(s: string): string {
  return isDangerous(s) ? `'${s}` : s
}

/** The text that {@link protectCell} was given. Other text is returned as it is, a leading apostrophe included. */
export function unprotectCell(s: string): string {
  return s.startsWith("'") && isDangerous(s.slice(1)) ? s.slice(1) : s
}
