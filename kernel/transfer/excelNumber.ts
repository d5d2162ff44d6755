const DAY = 86_400_000

/** How a number format shows its number. */
export type Shows = 'number' | 'date' | 'time'

const BUILTIN: [from: number, to: number, shows: Shows][] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date'],
  [27, 31, 'date'],
  [32, 33, 'time'],
  [34, 36, 'date'],
  [45, 47, 'time'],
  [50, 54, 'date'],
  [55, 56, 'time'],
  [57, 58, 'date'],
]

/** Whether a number format (ECMA-376 18.8.30) makes a number a date: by its id, or by its code when it has one. */
export function formatShows(id: number, code: string | undefined): Shows {
  if (code === undefined) return BUILTIN.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number'
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '').toLowerCase()
  if (/[yd]|m+[月/-]/.test(bare)) return 'date'
  return /[hs]/.test(bare) || /^m+$/.test(bare) ? 'time' : 'number'
}

/** A serial day number as `YYYY-MM-DD`, with ` HH:mm:ss` when it has a time. Days count from 1900 or 1904. */
export function serialToText(serial: number, shows: Shows, from1904: boolean): string {
  // 1900 was no leap year, but the format says so.
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const iso = new Date(Math.round((days - 25_569) * DAY_SECONDS) * 1000).toISOString()
  const time = iso.slice(11, 19)
  if (shows === 'time' && serial < 1) return time
  return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`
}
const DAY_SECONDS = DAY / 1000

/** `1.38E+10` → `13800000000`; no exponent ever reaches a phone or an amount. */
function plain(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text)
  if (!match) return text
  const [, sign, whole, fraction = '', power] = match as unknown as [string, string, string, string, string]
  const exponent = Number(power)
  if (Math.abs(exponent) > 40) return text
  const digits = whole + fraction
  const point = whole.length + exponent
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  const tail = padded.slice(at).replace(/0+$/, '')
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  return `${sign}${head}${tail ? `.${tail}` : ''}`
}

/**
 * The number that a person sees in the cell: Excel keeps 17 digits of the binary fraction and shows 15, so that a
 * stored 0.30000000000000004 was entered as 0.3.
 */
export function numberText(stored: string): string {
  const digits = stored.replace(/[eE].*$|^-?0*\.?0*|[.-]/g, '')
  if (digits.length > 15 && /[.eE]/.test(stored)) return plain(String(Number(Number(stored).toPrecision(15))))
  return plain(stored)
}
