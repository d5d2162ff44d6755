/** Every text a person can see, in both languages. Chinese is written first because it is read first. */
export interface Label {
  zh: string
  en: string
}

export type Locale = 'zh' | 'en'

/** Picks the language; an administrator-made label may lack English, then Chinese is shown. */
export function pick(label: Label, locale: Locale): string {
  return label[locale] || label.zh
}
