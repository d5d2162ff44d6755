/**
 * 统一社会信用代码, the unified social credit code of organisations (GB 32100-2015): 18 characters, the last a check
 * character over the first 17 (ISO 7064-like, modulus 31).
 */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Well formed or not; a wrong check character is only a warning, as real codes exist that fail it. */
export type UsccResult =
  | { ok: true; value: string; warning?: 'uscc.checkDigit' }
  | { ok: false; code: 'uscc.length' | 'uscc.alphabet' }

/** Upper case, half width, without blanks and hyphens: the form in which codes are stored and compared. */
export function normalizeUscc(input: string): string {
  return input
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u200B-\u200F\uFEFF-]/g, '')
}

/** The check character of the first 17; throws `RangeError` unless given 17 characters of the alphabet. */
export function usccCheckCharacter(first17: string): string {
  if (first17.length !== 17) throw new RangeError('17 characters expected')
  let total = 0
  for (let i = 0; i < 17; i++) {
    const value = ALPHABET.indexOf(first17[i]!)
    if (value < 0) throw new RangeError(`not in the alphabet: ${first17[i]}`)
    total += value * WEIGHTS[i]!
  }
  return ALPHABET[(31 - (total % 31)) % 31]!
}

/** Normalises and checks a code; see {@link UsccResult}. */
export function checkUscc(input: string): UsccResult {
  const value = normalizeUscc(input)
  if (value.length !== 18) return { ok: false, code: 'uscc.length' }
  if ([...value].some((c) => !ALPHABET.includes(c))) return { ok: false, code: 'uscc.alphabet' }
  return usccCheckCharacter(value.slice(0, 17)) === value[17]
    ? { ok: true, value }
    : { ok: true, value, warning: 'uscc.checkDigit' }
}
