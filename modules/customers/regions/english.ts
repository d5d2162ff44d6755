/** English names of divisions: pinyin as on maps (Hangzhou, Xi'an), the customary form where there is another. */
import { pinyinSyllables } from '#kernel/text/pinyin.ts'
import type { Region } from './divisions.ts'
import { stem } from './stem.ts'

/** Customary forms that pinyin does not give: two provinces told apart, and names from other languages. */
const CUSTOMARY: Readonly<Record<string, string>> = {
  内蒙古: 'Inner Mongolia',
  陕西: 'Shaanxi',
  西藏: 'Tibet',
  香港: 'Hong Kong',
  澳门: 'Macao',
  呼和浩特: 'Hohhot',
  包头: 'Baotou',
  鄂尔多斯: 'Ordos',
  呼伦贝尔: 'Hulunbuir',
  巴彦淖尔: 'Bayannur',
  乌兰察布: 'Ulanqab',
  兴安: 'Hinggan',
  锡林郭勒: 'Xilingol',
  阿拉善: 'Alxa',
  哈尔滨: 'Harbin',
  齐齐哈尔: 'Qiqihar',
  佳木斯: 'Jiamusi',
  乌鲁木齐: 'Urumqi',
  克拉玛依: 'Karamay',
  吐鲁番: 'Turpan',
  哈密: 'Hami',
  喀什: 'Kashgar',
  和田: 'Hotan',
  阿克苏: 'Aksu',
  伊犁: 'Ili',
  塔城: 'Tacheng',
  阿勒泰: 'Altay',
  拉萨: 'Lhasa',
  日喀则: 'Xigaze',
  昌都: 'Qamdo',
  甘孜: 'Garze',
  阿坝: 'Ngawa',
  果洛: 'Golog',
  博尔塔拉: 'Bortala',
  巴音郭楞: 'Bayingolin',
  克孜勒苏: 'Kizilsu',
  林芝: 'Nyingchi',
  那曲: 'Nagqu',
  阿里: 'Ngari',
  市辖区: 'Districts',
  县: 'Counties',
  省直辖县级行政区划: 'Directly administered counties',
  自治区直辖县级行政区划: 'Directly administered cities',
}

const COUNTY_KIND: readonly (readonly [ending: RegExp, word: string])[] = [
  [/林区$/, 'Forestry District'],
  [/区$/, 'District'],
  [/县$/, 'County'],
  [/旗$/, 'Banner'],
]

/** Joins syllables to one capitalised word, with the apostrophe of pinyin spelling before a, e, o: xi + an → Xi'an. */
function romanize(name: string): string {
  let word = ''
  for (const syllable of pinyinSyllables(name)) {
    word += (word !== '' && /^[aoe]/.test(syllable) ? "'" : '') + syllable.replace('v', 'ü')
  }
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Hangzhou, Xi'an, Inner Mongolia; counties keep their kind: Xihu District. */
export function englishName(region: Region): string {
  const short = stem(region.name, region.level)
  const base = CUSTOMARY[region.name] ?? CUSTOMARY[short] ?? romanize(short)
  if (region.level !== 'county' || region.name in CUSTOMARY) return base
  const kind = COUNTY_KIND.find(([ending]) => ending.test(region.name))
  return kind && short !== region.name ? `${base} ${kind[1]}` : base
}
