/** 公民身份号码, the identity number of persons (GB 11643-1999): 6 region, 8 birth date, 3 sequence, 1 check. */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'

export type IdCardError = 'idCard.format' | 'idCard.birthDate' | 'idCard.checkDigit'

export type IdCardResult =
  | { ok: true; value: string; birthDate: string; sex: 'male' | 'female'; regionCode: string }
  | { ok: false; code: IdCardError }

/** `YYYYMMDD` → `YYYY-MM-DD` if that day exists, else null. */
function isoDate(s: string): string | null {
  const iso = `${s.slice(0, 4)}-${s.slice(4, 6)}-${s.slice(6, 8)}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null
}

/**
 * Checks an 18-digit number: shape, birth date (a real day from 1900 to `today`), check digit. Full-width digits,
 * blanks and a lower-case x are accepted. `today` is `YYYY-MM-DD`; without it, future dates pass.
 */
export function checkIdCard(input: string, today?: string): IdCardResult {
  const value = input.normalize('NFKC').toUpperCase().replace(/\s/g, '')
  if (!/^[1-9]\d{16}[\dX]$/.test(value)) return { ok: false, code: 'idCard.format' }
  const birthDate = isoDate(value.slice(6, 14))
  if (!birthDate || birthDate < '1900-01-01' || (today && birthDate > today))
    return { ok: false, code: 'idCard.birthDate' }
  const total = WEIGHTS.reduce((sum, w, i) => sum + w * Number(value[i]), 0)
  if (CHECK[total % 11] !== value[17]) return { ok: false, code: 'idCard.checkDigit' }
  const sex = Number(value[16]) % 2 === 1 ? 'male' : 'female'
  return { ok: true, value, birthDate, sex, regionCode: value.slice(0, 6) }
}
