/** Full stop of a Chinese keyboard, full-width point, comma, enumeration comma, minus signs: what each one means. */
const MEANING: Record<string, string> = {
  '\u3002': '.',
  '\uff0e': '.',
  ',': '',
  '\uff0c': '',
  '\u3001': '',
  '\u2212': '-',
  '\uff0d': '-',
  '\u2014': '-',
}
const MARKS = new RegExp(`[${Object.keys(MEANING).join('')}]`, 'g')

/**
 * What a person typed, as a plain decimal string, or null when there is no number in it. Accepts what a Chinese
 * keyboard produces: full-width digits, `。` for the point, `,` between thousands, and a yuan sign in front.
 */
export function parseDecimal(typed: string): string | null {
  const plain = typed
    .replace(/[\uff10-\uff19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(MARKS, (c) => MEANING[c] ?? '')
    .replace(/[\u00a5\uffe5\u5143\s]/g, '')
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(plain)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  if (!/\d/.test(plain)) return null
  const digits = fraction ? `${whole || '0'}.${fraction}` : whole || '0'
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits
}

/** Rounds half up (away from zero) to `scale` digits on the digits themselves; pads with zeros. */
export function toScale(decimal: string, scale: number): string {
  const negative = decimal.startsWith('-')
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  const next = fraction.charCodeAt(scale)
  const rounded = (next >= 53 ? kept + 1n : kept).toString().padStart(scale + 1, '0')
  const text = scale ? `${rounded.slice(0, -scale)}.${rounded.slice(-scale)}` : rounded
  return negative && /[1-9]/.test(text) ? `-${text}` : text
}
