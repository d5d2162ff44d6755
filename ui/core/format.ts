import type { Locale } from '#kernel/declare/label.ts'

export const ZONE = 'Asia/Shanghai'

const cache = new Map<string, Intl.DateTimeFormat>()
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const found = cache.get(key) ?? new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, hourCycle: 'h23', ...options })
  cache.set(key, found)
  return found
}

function parts(at: Date): Record<string, string> {
  const f = formatter({
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return Object.fromEntries(f.formatToParts(at).map((p) => [p.type, p.value]))
}

/** The calendar day in Shanghai, `YYYY-MM-DD`, `plus` days from `at`. */
export function shanghaiDay(at: Date = new Date(), plus = 0): string {
  const p = parts(new Date(at.getTime() + plus * 86_400_000))
  return `${p.year}-${p.month}-${p.day}`
}

/** ISO 8601 UTC → `2026-03-05 14:02` in Shanghai; with `seconds`, `:33` after it. Empty for nothing or nonsense. */
export function formatInstant(iso: string | null | undefined, seconds = false): string {
  if (!iso) return ''
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const p = parts(at)
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${seconds ? `:${p.second}` : ''}`
}

/** A stored day as people write it; days carry no zone, so nothing is converted. */
export function formatDay(day: string | null | undefined): string {
  return day ?? ''
}

const UNITS: [limit: number, size: number, zh: string, en: string][] = [
  [3600, 60, '分钟', 'min'],
  [86_400, 3600, '小时', 'h'],
  [7 * 86_400, 86_400, '天', 'd'],
]

/** `刚刚`, `5 分钟前`, `3 天前`; older than a week: the day itself. */
export function formatAgo(iso: string | null | undefined, locale: Locale, now: Date = new Date()): string {
  if (!iso) return ''
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000
  if (seconds < 60) return locale === 'zh' ? '刚刚' : 'just now'
  for (const [limit, size, zh, en] of UNITS) {
    if (seconds >= limit) continue
    const n = Math.floor(seconds / size)
    return locale === 'zh' ? `${n} ${zh}前` : `${n} ${en} ago`
  }
  return formatInstant(iso).slice(0, 10)
}

/**
 * A decimal string with thousands separators: `-1234567.50` → `-1,234,567.50`. Works on the digits themselves; a
 * number type would lose some of them. `scale` pads with zeros (never cuts). Anything that is no decimal comes back
 * as it is (a masked value).
 */
export function formatDecimal(value: string | number | null | undefined, scale?: number): string {
  if (value === null || value === undefined || value === '') return ''
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '0', fraction = ''] = match
  const digits = scale === undefined ? fraction : fraction.padEnd(scale, '0')
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${digits ? `.${digits}` : ''}`
}

/** Without the zeros that a column of fixed scale keeps at the end: `800.0000` → `800`; `least` digits stay. */
export function withoutZeros(value: string, least = 0): string {
  const match = /^(-?\d+)\.(\d*?)0*$/.exec(value)
  if (!match) return value
  const fraction = (match[2] ?? '').padEnd(least, '0')
  return fraction ? `${match[1]}.${fraction}` : String(match[1])
}

/** A quantity as people write it: separators, no zeros at the end. */
export const formatQuantity = (value: string | number | null | undefined): string =>
  formatDecimal(typeof value === 'string' ? withoutZeros(value) : value)

/** Money in yuan: `¥1,234.50`; two digits after the point unless there are more. */
export function formatMoney(value: string | number | null | undefined, scale = 2): string {
  const text = formatDecimal(typeof value === 'string' ? withoutZeros(value, 2) : value, Math.min(scale, 2))
  if (!text || !/\d/.test(text)) return text
  return text.startsWith('-') ? `-¥${text.slice(1)}` : `¥${text}`
}

/** Whole numbers with separators; `exact: false` adds the plus sign of a capped count. */
export function formatCount(total: { value: number; exact: boolean } | number): string {
  if (typeof total === 'number') return formatDecimal(total)
  return formatDecimal(total.value) + (total.exact ? '' : '+')
}

/** Bytes for people: `812 B`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB', 'TB']
  let n = bytes / 1024
  let unit = 0
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024
    unit++
  }
  return `${n < 10 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`
}

/** One or two characters for an avatar: the given name of a Chinese name, initials of another. */
export function initials(name: string | null | undefined): string {
  const text = (name ?? '').replace(/[(\uff08].*$/, '').trim()
  if (!text) return '?'
  if (/^[\u3400-\u9fff\u00b7]+$/.test(text)) return text.length > 2 ? text.slice(-2) : text.slice(-1)
  const words = text.split(/[\s._-]+/).filter(Boolean)
  return words
    .slice(0, 2)
    .map((x) => x[0]?.toUpperCase() ?? '')
    .join('')
}
