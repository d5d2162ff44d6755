/**
 * Numbers that are well formed and yet plainly nobody's: mobiles begin with 1990000…, the organisation part of a credit
 * code begins with YY (issued ones begin with
 * digits or MA), landlines have the exchange 5550.
 */
import { usccCheckCharacter } from '#modules/customers/identity/uscc.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** The check character of an organisation code (GB 11714): over its first 8 characters, modulus 11. */
function organisationCheck(first8: string): string {
  let total = 0
  for (let i = 0; i < 8; i++) {
    const c = first8[i]!
    const value = /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55
    total += value * ORGANISATION_WEIGHTS[i]!
  }
  const check = 11 - (total % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/**
 * A valid credit code no one has. `kind`: 12 public institution, 91 company, 92 sole proprietor. `index` makes it
 * unique: 0 … 31^6 − 1 (887 million).
 */
export function demoUscc(kind: '12' | '91' | '92', regionCode: string, index: number): string {
  let n = index
  let tail = ''
  for (let i = 0; i < 6; i++) {
    tail = ALPHABET[n % 31]! + tail
    n = Math.floor(n / 31)
  }
  const organisation = `YY${tail}`
  const first17 = kind + regionCode + organisation + organisationCheck(organisation)
  return first17 + usccCheckCharacter(first17)
}

/** The `index`-th mobile number (0 … 9,999,999), each different: 1990000…; neighbours do not look alike. */
export function demoMobile(index: number): string {
  const block = Math.floor(index / 10_000)
  const within = ((index % 10_000) * 6_173 + 1_234) % 10_000
  return `1990${String(block).padStart(3, '0')}${String(within).padStart(4, '0')}`
}

/** A landline with the given area code and the exchange 5550: `0571-5550` and 4 digits (3 where numbers have 7). */
export function demoLandline(areaCode: string, index: number): string {
  return `${areaCode}-5550${String(index % 10_000).padStart(4, '0')}`
}
