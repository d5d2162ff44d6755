import type { Label } from '#kernel/declare/label.ts'

export interface ScannedBack {
  value: string[]
  /** Why the code was not taken. */
  problem?: Label
}

/**
 * One code from the scanner (or typed, of which the end is enough while it fits one code alone): taken once, never
 * taken away again by a second scan of the same box, and refused when it did not leave with these goods.
 */
export function scanBack(known: string[], value: string[], typed: string): ScannedBack {
  const code = typed.trim()
  if (!code) return { value }
  const fits = known.includes(code) ? [code] : known.filter((k) => k.endsWith(code))
  const refuse = (zh: string, en: string): ScannedBack => ({ value, problem: { zh, en } })
  const [only] = fits
  if (!only)
    return refuse(
      `追溯码 ${code} 不是随该批货发出的：请核对实物`,
      `${code} did not leave with these goods: compare them`,
    )
  if (fits.length > 1)
    return refuse(
      `有 ${fits.length} 个追溯码以 ${code} 结尾：请扫描或输入完整的码`,
      `${fits.length} codes end in ${code}: scan it or type all of it`,
    )
  if (value.includes(only)) return refuse(`追溯码 ${only} 已扫过`, `${only} was scanned already`)
  return { value: [...value, only] }
}
