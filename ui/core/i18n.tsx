import { useCallback, useSyncExternalStore } from 'react'
import type { Label, Locale } from '#kernel/declare/label.ts'
import { pick } from '#kernel/declare/label.ts'
import { getLocale, onLocale, setLocale } from './locale.ts'
import { words } from './words.ts'

export type Word = keyof typeof words
export type Vars = Record<string, string | number>

/** A word of the dictionary or a label of one's own, in the given language, with `{name}` filled in. */
export function translate(what: Word | Label, locale: Locale, vars?: Vars): string {
  const text = pick(typeof what === 'string' ? words[what] : what, locale)
  return vars ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(vars[name] ?? whole)) : text
}

/** Outside components (errors, notifications). Inside components use `useT`, which re-renders on a switch. */
export const t = (what: Word | Label, vars?: Vars): string => translate(what, getLocale(), vars)

export function useLocale(): { locale: Locale; setLocale: (next: Locale) => void } {
  return { locale: useSyncExternalStore(onLocale, getLocale), setLocale }
}

/** `const t = useT()`, then `t('save')` or `t({ zh: '保存', en: 'Save' })` or `t('countRows', { n: 3 })`. */
export function useT(): (what: Word | Label, vars?: Vars) => string {
  const { locale } = useLocale()
  return useCallback((what, vars) => translate(what, locale, vars), [locale])
}
