/**
 * Pinyin initials: 北京协和医院 → bjxhyy. The dictionary (characters, phrases, surnames) is that of `pinyin-pro`;
 * this file adds names it reads wrongly.
 */
import { customPinyin, pinyin } from 'pinyin-pro'

/** Customary readings that pinyin-pro 3.29 does not know or reads otherwise. */
const PLACES = {
  六合: 'lù hé',
  单县: 'shàn xiàn',
  尉犁: 'yù lí',
  会稽: 'kuài jī',
  什邡: 'shí fāng',
  乐亭: 'lào tíng',
  吴堡: 'wú bǔ',
  洪洞: 'hóng tóng',
  大埔: 'dà bù',
  乐清: 'yuè qīng',
  十里堡: 'shí lǐ pù',
  阿胶: 'ē jiāo',
}
customPinyin(PLACES)

const HAN = /\p{Script=Han}/u

/** True if the text holds at least one Chinese character. */
export function hasHan(s: string): boolean {
  return HAN.test(s)
}

/** First letters of the reading of each Chinese character; other characters stay. `surname` reads the head as a surname. */
export function pinyinInitials(s: string, surname = false): string {
  if (!HAN.test(s)) return s
  const syllables = pinyin(s, {
    pattern: 'first',
    toneType: 'none',
    type: 'array',
    surname: surname ? 'head' : 'off',
  })
  return syllables.join('')
}

/** Toneless full reading, syllables as an array; for English labels of places. */
export function pinyinSyllables(s: string): string[] {
  return pinyin(s, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
}
