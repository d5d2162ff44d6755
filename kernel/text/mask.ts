/**
 * Masks for personal data shown to readers without the right to reveal it (PIPL: minimal display).
 * Every mask takes the stored value and returns what may be shown; an empty value stays empty.
 */

/** Keeps `head` and `tail` characters and stars the rest, at least one star; short values are starred wholly but the first. */
export function maskMiddle(s: string, head = 1, tail = 1): string {
  const c = [...s]
  if (c.length === 0) return ''
  if (c.length === 1) return '*'
  if (c.length <= head + tail) return c[0] + '*'.repeat(c.length - 1)
  return c.slice(0, head).join('') + '*'.repeat(c.length - head - tail) + c.slice(c.length - tail).join('')
}

/** Mobile `13812341234` → `138****1234` (also with +86); landline `0571-87654321` → `0571-******21`; other: middle. */
export function maskPhone(s: string): string {
  const digits = s.normalize('NFKC').replace(/\D/g, '')
  const mobile = /^(?:00)?(?:86)?(1\d{2})\d{4}(\d{4})$/.exec(digits)
  if (mobile) return `${mobile[1]}****${mobile[2]}`
  const landline = /^(010|02\d|0[3-9]\d{2})(\d{5,6})(\d{2})(\d*)$/.exec(digits)
  if (landline && (landline[2] + landline[3]!).length <= 8) {
    return `${landline[1]}-${'*'.repeat(landline[2]!.length)}${landline[4] ? '**' : landline[3]}`
  }
  return maskMiddle(digits === '' ? s : digits, 2, 2)
}

/** Identity number: the first 3 and last 4 stay, `110101199003071233` → `110***********1233`. */
export function maskIdNo(s: string): string {
  return maskMiddle(s.trim(), 3, 4)
}

/** Person's name: the first character stays, `张三丰` → `张**`; a Latin name keeps its first letter. */
export function maskName(s: string): string {
  const c = [...s.trim()]
  if (c.length <= 1) return '*'.repeat(c.length)
  return c[0] + '*'.repeat(Math.min(c.length - 1, 4))
}

/** Bank account: the last 4 stay, in groups, `6222020200112233445` → `**** **** **** 3445`. */
export function maskBankAccount(s: string): string {
  const digits = s.normalize('NFKC').replace(/[\s-]/g, '')
  if (digits === '') return ''
  return digits.length <= 8 ? maskMiddle(digits, 0, 2) : `**** **** **** ${digits.slice(-4)}`
}

/** E-mail: the first character and the domain stay, `zhang.san@example.com` → `z***@example.com`. */
export function maskEmail(s: string): string {
  const at = s.lastIndexOf('@')
  if (at < 1) return maskMiddle(s)
  return `${[...s][0]}***${s.slice(at)}`
}

/** The masks by the name a field declaration uses. */
export const MASKS = {
  phone: maskPhone,
  idNo: maskIdNo,
  name: maskName,
  bank: maskBankAccount,
  email: maskEmail,
  middle: (s: string) => maskMiddle(s, 2, 2),
} as const
