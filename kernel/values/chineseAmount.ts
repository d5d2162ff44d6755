/**
 * 金额大写: an amount of money in the capital numerals that contracts, invoices and cheques carry.
 * Source: 中国人民银行《支付结算办法》附一《正确填写票据和结算凭证的基本规定》.
 */
import { toFixed } from './decimal.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
/** One digit more than 仟万亿 cannot be read with these units. */
const MAX_WHOLE_DIGITS = 16

/** Reads 1–9999; leading zeros of the section are the caller's business. */
function section(n: number): string {
  let out = ''
  let zero = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(n / 10 ** place) % 10
    if (digit === 0) {
      zero = out !== ''
      continue
    }
    out += (zero ? '零' : '') + DIGITS[digit] + PLACES[place]
    zero = false
  }
  return out
}

/** Joins a high part with its unit and a low part; 零 stands in for missing leading digits of the low part. */
function join(high: string, unit: string, low: string, gap: boolean): string {
  if (high === '') return low
  return high + unit + (low !== '' && gap ? '零' : '') + low
}

/** Reads a whole number below 10^16; an empty text for 0. */
function whole(n: bigint): string {
  if (n >= 100_000_000n) {
    const low = n % 100_000_000n
    return join(whole(n / 100_000_000n), '亿', whole(low), low < 10_000_000n)
  }
  const low = Number(n % 10_000n)
  return join(section(Number(n / 10_000n)), '万', section(low), low < 1000)
}

/**
 * `1234.50` → `壹仟贰佰叁拾肆元伍角`; `100` → `壹佰元整`; `0` → `零元整`; negative amounts start with `负`.
 * Rounded half up to 分. Throws `RangeError` for 10^16 元 and more, or text that is no plain decimal.
 */
export function toChineseUppercase(amount: string): string {
  const text = toFixed(amount, 2)
  const negative = text.startsWith('-') && /[1-9]/.test(text)
  const [yuanText, cents] = text.replace('-', '').split('.') as [string, string]
  if (yuanText.length > MAX_WHOLE_DIGITS) throw new RangeError(`amount too large: ${amount}`)
  const yuan = whole(BigInt(yuanText))
  const [jiao, fen] = [Number(cents[0]), Number(cents[1])]
  const sign = negative ? '负' : ''
  if (jiao === 0 && fen === 0) return `${sign}${yuan || '零'}元整`
  // 元 of 0 before 角, or 角 of 0 before 分, is read as one 零; nothing is read before the first digit.
  const gap = yuan !== '' && (jiao === 0 || yuanText.endsWith('0')) ? '零' : ''
  const small = (jiao ? `${DIGITS[jiao]}角` : '') + (fen ? `${DIGITS[fen]}分` : '')
  return sign + (yuan === '' ? '' : `${yuan}元`) + gap + small
}
