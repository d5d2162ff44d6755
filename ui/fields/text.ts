import { useCallback } from 'react'
import type { Label, Locale } from '#kernel/declare/index.ts'
import { useLocale, useT, type Vars, type Word } from '#ui/core/i18n.tsx'

export interface Text {
  locale: Locale
  /** A label of the metadata or a shared word. */
  t: (what: Word | Label, vars?: Vars) => string
  /** A sentence of the page itself, in both languages where it stands. */
  say: (zh: string, en: string) => string
}

/** What a component needs to speak. */
export function useText(): Text {
  const { locale } = useLocale()
  const t = useT()
  const say = useCallback((zh: string, en: string) => (locale === 'zh' ? zh : en), [locale])
  return { locale, t, say }
}
