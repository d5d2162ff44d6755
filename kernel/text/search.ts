/**
 * The text that search looks in. Stored text and a typed query pass the same fold, so what is seen can be found:
 * full-width or half-width, upper or lower case, with or without spaces, brackets and hyphens.
 */
import { hasHan, pinyinInitials } from './pinyin.ts'

const NOT_WORD = /[^\p{L}\p{N}\p{M}]+/gu
const FOLDED_ALREADY = /^[a-z0-9]*$/
const MAX_PART = 200
/** A text this short that starts with a surname may be a person: 单雄信 must be found under sxx as well as dxx. */
const MAX_PERSON = 4

/**
 * Folds text for comparison: NFKC (full-width → half-width, ligatures apart), lower case, and without spaces,
 * punctuation and symbols. `（ＡＢＣ）0571-8765 4321` → `abc057187654321`. Decimal points go too: `0.5g` → `05g`.
 */
export function foldForSearch(s: string): string {
  if (FOLDED_ALREADY.test(s)) return s
  return s.normalize('NFKC').toLowerCase().replace(NOT_WORD, '').normalize('NFC')
}

/** At most `max` UTF-16 units, never half of a surrogate pair. */
function cut(s: string, max: number): string {
  if (s.length <= max) return s
  const end = s.charCodeAt(max - 1) >= 0xd800 && s.charCodeAt(max - 1) <= 0xdbff ? max - 1 : max
  return s.slice(0, end)
}

/**
 * Builds the search column from the searchable fields of a row: each part folded, then its pinyin initials, all
 * separated by one space, each at most 200 characters, none twice.
 * `['北京协和医院', '010-6915 6114']` → `北京协和医院 bjxhyy 01069156114`.
 */
export function searchText(parts: readonly (string | null | undefined)[]): string {
  const words = new Set<string>()
  for (const part of parts) {
    if (!part) continue
    const folded = cut(foldForSearch(part), MAX_PART)
    if (folded === '') continue
    words.add(folded)
    if (!hasHan(folded)) continue
    words.add(cut(pinyinInitials(folded), MAX_PART))
    if (folded.length <= MAX_PERSON) words.add(pinyinInitials(folded, true))
  }
  return [...words].join(' ')
}
