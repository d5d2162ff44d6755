/**
 * Chinese telephone numbers. The same telephone is written in many ways; the *key* is the one form that
 * duplicate checks, call routing and screen pop compare.
 */

/** `local`: a landline of 7 or 8 digits written without its area code. */
export type PhoneKind = 'mobile' | 'landline' | 'local' | 'service' | 'international' | 'unknown'

/** `key`: digits only; with an extension `-` and its digits. `number`: the key without the extension. */
export type Phone = { kind: PhoneKind; key: string; number: string; extension?: string }

const MOBILE = /^1[3-9]\d{9}$/
/** Area codes: 010, 02x, and three digits from 03xx to 09xx; then 7–8 digits that do not begin with 0 or 1. */
const LANDLINE = /^(?:010|02\d|0[3-9]\d{2})[2-9]\d{6,7}$/
/** 400 and 800 numbers have 10 digits, short service numbers 3–6 (110, 10086, 95588). */
const SERVICE = /^(?:[48]00\d{7}|1\d{2}|1\d{4}|9[56]\d{3,4})$/
/** A remark in brackets: （急诊科）. */
const REMARK = /\([^()\d]*\p{Script=Han}[^()\d]*\)/gu
const EXTENSION = /(?:转接?|分机号?|ext\.?|[x#*])[:：.]?(\d{1,6})$/

/** Drops +86, 0086 and 86 (before what is then a national number), and the 0 once dialled before a mobile. */
function national(digits: string, international: boolean): string {
  const rest = international ? digits.replace(/^(?:00)?86/, '') : digits.replace(/^0086/, '')
  const bare = MOBILE.test(rest.replace(/^86/, '')) ? rest.replace(/^86/, '') : rest
  if (/^01[3-9]\d{9}$/.test(bare)) return bare.slice(1)
  const withTrunk = `0${bare}`
  return (international || rest !== digits) && !bare.startsWith('0') && LANDLINE.test(withTrunk) ? withTrunk : bare
}

function kindOf(number: string): PhoneKind {
  if (MOBILE.test(number)) return 'mobile'
  if (LANDLINE.test(number)) return 'landline'
  if (/^[2-9]\d{6,7}$/.test(number)) return 'local'
  return SERVICE.test(number) ? 'service' : 'unknown'
}

/** Splits a written extension off: `转801`, `ext 801`, `#801`, or `-801` after a whole number. */
function splitExtension(s: string): [string, string | undefined] {
  const worded = EXTENSION.exec(s)
  if (worded) return [s.slice(0, worded.index), worded[1]]
  const dashed = /^(.*\d)[-—－](\d{1,5})$/.exec(s)
  if (dashed && kindOf(dashed[1]!.replace(/\D/g, '').replace(/^(?:00)?86(?=0)/, '')) !== 'unknown') {
    const whole = dashed[1]!.replace(/\D/g, '')
    if (MOBILE.test(whole) || LANDLINE.test(whole) || /^[48]00\d{7}$/.test(whole)) return [dashed[1]!, dashed[2]]
  }
  return [s, undefined]
}

/**
 * Reads one number: full-width digits, blanks, hyphens, brackets, `+86`, `0086`, an extension. `null` if there are
 * fewer than 3 digits or more than 20. A number of another country keeps its country code, as `00…`.
 */
export function parsePhone(input: string): Phone | null {
  const text = input
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200B-\u200F\uFEFF]/g, '')
    .replace(REMARK, '')
  const [main, extension] = splitExtension(text)
  const plus = /^\(?\+/.test(main)
  // "(+86)(0)571" and "+86 (0)571": the bracketed trunk zero is not dialled from abroad, national() puts it back
  const digits = (plus ? main.replace(/\(0\)/, '') : main).replace(/\D/g, '')
  if (digits.length < 3 || digits.length > 20) return null
  const foreign = plus ? !digits.startsWith('86') : digits.startsWith('00') && !digits.startsWith('0086')
  if (foreign) {
    const number = plus ? `00${digits}` : digits
    return { kind: 'international', key: number, number }
  }
  const number = national(digits, plus)
  return { kind: kindOf(number), key: extension ? `${number}-${extension}` : number, number, extension }
}

/** The comparison key of a number, or an empty text if it is no number. */
export function phoneKey(input: string): string {
  return parsePhone(input)?.key ?? ''
}

/** True for a Chinese mobile number in any of its spellings. */
export function isMobile(input: string): boolean {
  return parsePhone(input)?.kind === 'mobile'
}

/** The numbers of a field that holds several: separated by `/`, `、`, `;`, `,` or line ends; unreadable ones left out. */
export function parsePhones(input: string): Phone[] {
  const found = new Map<string, Phone>()
  for (const part of input
    .normalize('NFKC')
    .replace(REMARK, '/')
    .split(/[/、;,，；\n]|\s{2,}/)) {
    const phone = parsePhone(part)
    if (phone) found.set(phone.key, phone)
  }
  return [...found.values()]
}
