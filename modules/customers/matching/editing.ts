/** Letter-by-letter distance of short Chinese texts, where a homophone costs less than a stranger. */
import { pinyin } from 'pinyin-pro'

const HOMOPHONE = 0.4
const EXCHANGED = 0.6
const sounds = new Map<number, string>()

/** Toneless pinyin of one character, remembered. */
function sound(code: number): string {
  let s = sounds.get(code)
  if (s === undefined) {
    s = code < 0x3400 ? String.fromCharCode(code) : pinyin(String.fromCharCode(code), { toneType: 'none' })
    sounds.set(code, s)
  }
  return s
}

/** Toneless pinyin of a text. */
export function soundOf(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) out += `${sound(text.charCodeAt(i))} `
  return out
}

const scratch = [new Float64Array(128), new Float64Array(128), new Float64Array(128)]

/** Damerau–Levenshtein distance, a homophone .4, neighbours exchanged .6. Only the first 120 characters count. */
export function distance(a: string, b: string): number {
  const n = Math.min(120, a.length)
  const m = Math.min(120, b.length)
  let [before, last, row] = scratch as [Float64Array, Float64Array, Float64Array]
  for (let j = 0; j <= m; j++) last[j] = j
  for (let i = 1; i <= n; i++) {
    row[0] = i
    const ca = a.charCodeAt(i - 1)
    for (let j = 1; j <= m; j++) {
      const cb = b.charCodeAt(j - 1)
      const swap = ca === cb ? 0 : sound(ca) === sound(cb) ? HOMOPHONE : 1
      let v = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + swap)
      if (i > 1 && j > 1 && ca === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === cb)
        v = Math.min(v, before[j - 2]! + EXCHANGED)
      row[j] = v
    }
    ;[before, last, row] = [last, row, before]
  }
  return last[m]!
}

/** 1 − distance ÷ longer length; 1 for two empty texts. */
export function similarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length)
  return longer === 0 ? 1 : Math.max(0, 1 - distance(a, b) / longer)
}
