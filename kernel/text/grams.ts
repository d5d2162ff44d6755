/**
 * Bigrams, the index terms for queries too short for trigrams (two Chinese characters are a normal query).
 */

const HAN = /\p{Script=Han}/u

/**
 * Distinct terms of a folded search text (see search.ts), in order of first appearance:
 * - every pair of neighbouring code points inside a run (runs are separated by white space; Chinese, letters and
 *   digits may be mixed in one run, so `第2医` gives `第2`, `2医`);
 * - every single Chinese character, so a one-character query works. Single letters and digits are left out: they
 *   would match almost every row.
 *
 * `'协和 xh'` → `['协', '和', '协和', 'xh']` (order: at each position the single character first, then the pair).
 */
export function bigrams(folded: string): string[] {
  const terms = new Set<string>()
  for (const run of folded.split(/\s+/)) {
    let previous = ''
    for (const c of run) {
      if (HAN.test(c)) terms.add(c)
      if (previous !== '') terms.add(previous + c)
      previous = c
    }
  }
  return [...terms]
}
