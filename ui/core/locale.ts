import type { Locale } from '#kernel/declare/label.ts'

const KEY = 'xinglin.locale'
const listeners = new Set<() => void>()
let current: Locale = initial()

function initial(): Locale {
  try {
    const saved = localStorage.getItem(KEY)
    if (saved === 'zh' || saved === 'en') return saved
    return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

/** The language the reader has chosen; Chinese unless the browser or the reader says English. */
export const getLocale = (): Locale => current

/** Switches the language of the whole page and remembers it in this browser. */
export function setLocale(next: Locale): void {
  if (next === current) return
  current = next
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // a browser that forbids storage still switches, it only forgets
  }
  for (const listener of listeners) listener()
}

export function onLocale(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
