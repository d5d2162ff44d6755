/**
 * Normalising Chinese institution and company names, so that two spellings of one name give one key.
 *
 * Exactly what happens, in this order:
 *  1. NFKC (full-width letters, digits and brackets become half-width), lower case, common traditional
 *     characters of institution names become simplified; zero-width characters and all white space go.
 *  2. Bracketed text is taken out and sorted by what it is:
 *       - a branch ("光谷院区", "东院", "南部", "汉口分公司") becomes `branch`;
 *       - a second name (has an institution word such as 医院/卫生院/公司, or starts with 原/又名/曾用名/别名)
 *         becomes one of `seconds`;
 *       - a status or legal form (普通合伙, 有限合伙, 集团, 停业, 定点 …) is dropped;
 *       - anything else ("中国", "湖北", an unknown remark) stays in the key where it stood, without brackets:
 *         dropping what we do not understand would merge different customers.
 *     An unclosed bracket runs to the end of the name.
 *  3. Punctuation (· - _ , . 、 / & ' " : * # and the like) goes.
 *  4. Numerals: 1–99 in digits become Chinese (第3 → 第三, 12 → 十二); three digits become digit by digit
 *     (301 → 三〇一, 零 → 〇); longer numbers stay. 第 before a number and an institution word is kept.
 *  5. A branch written after 医院/公司 without brackets ("瑞金医院北院", "…公司汉口分公司") becomes `branch`.
 *  6. Legal forms at the end are stripped, repeatedly, while two characters remain:
 *     集团股份有限公司, 集团有限公司, 股份有限公司, 有限责任公司, 有限公司, 总公司, 公司, 集团, 股份.
 *     "分公司", "分店" and "分院" are branches, not legal forms.
 *  7. Hospital words are not stripped (医院 and 卫生院 are different places); spellings of one kind are made one:
 *     中医医院 → 中医院, 妇幼保健医院 → 妇幼保健院, 中西医结合医院 stays, 卫生服务站 stays, 大药房/药店 stay.
 */

/** A name ready to be compared. Two names with the same `key` and `branch` are the same spelling of one name. */
export interface NormalizedName {
  /** Comparison key; empty only when the input has no letters, digits or Chinese characters. */
  key: string
  /** Campus, branch or shop, normalised; '' for none (or the main seat: 本部, 总院 count as none). */
  branch: string
  /** Keys of bracketed second names, in order. */
  seconds: string[]
}

const TRADITIONAL = '醫院藥國學東廣華區縣門衛區結腫瘍婦產醫療兒童漢蘇灣臺陽長島濟寧遼紹齊龍馬鄉鎮際總團貿業實發設劑'
const SIMPLIFIED = '医院药国学东广华区县门卫区结肿疡妇产医疗儿童汉苏湾台阳长岛济宁辽绍齐龙马乡镇际总团贸业实发设剂'
const SIMPLE = new Map([...TRADITIONAL].map((c, i) => [c, [...SIMPLIFIED][i] ?? c]))

const BRACKETS = /[([{<〔【《「『〈]([^)\]}>〕】》」』〉]*)(?:[)\]}>〕】》」』〉]|$)/g
const BRANCH =
  /(院区|分院|分部|分公司|分店|分号|本部|总院|总部|门诊部?|[东西南北中新老]院|[东西南北]部|[东西南北新老]区|[^第]店|[a-z一二三四五六]区)$/
const INSTITUTION = /(医院|卫生院|卫生室|保健院|服务中心|卫生站|服务站|诊所|中心|公司|药房|药店|研究院|研究所|院)$/
const RENAMED = /^(原名?|又名|曾用名|别名|简称|现名?|曾称|亦称|即)[::]?/
const NOISE =
  /^(特殊普通合伙|普通合伙|有限合伙|合伙|集团|个人独资|个体|停业|注销|定点|医保定点|公立|民营|三甲|三级甲等|二甲)$/
const LEGAL =
  /(集团股份有限公司|集团有限公司|集团有限责任公司|股份有限公司|有限责任公司|有限公司|总公司|公司|集团|股份)$/
const MAIN_SEAT = /^(本部|总院|总部|院本部|主院区|本院)$/
const TRAILING_BRANCH =
  /^(.{2,}?(?:医院|卫生院|保健院|公司))(.{0,8}?(?:院区|分院|分公司|分部|本部|总院|[东西南北中新老]院|[东西南北]区|[东西南北]部))$/
const PUNCTUATION = /[^\p{Script=Han}a-z0-9〇]/gu
const DIGITS = '〇一二三四五六七八九'

/** Normalise one name; see the head of this file for exactly what is stripped. Throws on a non-string. */
export function normalizeName(name: string): NormalizedName {
  if (typeof name !== 'string') throw new TypeError('normalizeName: a string is needed')
  const seconds: string[] = []
  let branch = ''
  const plain = fold(name).replace(BRACKETS, (_, inner: string) => {
    const text = inner.replace(PUNCTUATION, '')
    const kind = bracketKind(text)
    if (kind === 'branch') branch = branch || text
    else if (kind === 'second') {
      const second = baseKey(text.replace(RENAMED, '')).key
      if (second.length > 1) seconds.push(second)
    } else if (kind === 'inline') return text
    return ''
  })
  const base = baseKey(plain)
  // A name that is nothing but a bracket: what is inside is the name.
  if (base.key === '' && seconds.length > 0) base.key = seconds.shift() ?? ''
  branch = numerals(branch) || base.branch
  if (base.key === '' && branch !== '') return { key: branch, branch: '', seconds }
  return { key: base.key, branch: MAIN_SEAT.test(branch) ? '' : branch, seconds }
}

/** Width, case, traditional characters, white space. The text a person would still recognise. */
export function fold(name: string): string {
  let out = ''
  for (const c of name.normalize('NFKC').toLowerCase()) {
    if (/[\s\p{C}]/u.test(c)) continue
    out += SIMPLE.get(c) ?? c
  }
  return out
}

function bracketKind(text: string): 'branch' | 'second' | 'noise' | 'inline' {
  if (text === '' || NOISE.test(text)) return 'noise'
  if (RENAMED.test(text) && text.length > 3) return 'second'
  if (BRANCH.test(text) && !/医院$/.test(text)) return text.length <= 10 ? 'branch' : 'second'
  if (INSTITUTION.test(text) && text.length >= 4) return 'second'
  return 'inline'
}

function baseKey(text: string): { key: string; branch: string } {
  let key = numerals(text.replace(PUNCTUATION, ''))
  let branch = ''
  const tail = TRAILING_BRANCH.exec(key)
  if (tail?.[1] && tail[2]) {
    key = tail[1]
    branch = tail[2]
  }
  for (;;) {
    const shorter = key.replace(LEGAL, '')
    if (shorter === key || shorter.length < 2) break
    key = shorter
  }
  return { key: key.replace('中医医院', '中医院').replace('妇幼保健医院', '妇幼保健院'), branch }
}

/** Digits to Chinese numerals: up to 99 as 十二, three digits one by one as 三〇一, longer left alone. */
function numerals(text: string): string {
  return text.replace(/零/g, '〇').replace(/\d+/g, (digits) => {
    const n = Number(digits)
    if (digits.length > 3 || n === 0) return digits
    if (n > 99) return [...digits].map((d) => DIGITS[Number(d)]).join('')
    const tens = Math.floor(n / 10)
    const ones = n % 10 === 0 ? '' : DIGITS[n % 10]
    return tens === 0 ? `${ones}` : `${tens === 1 ? '' : DIGITS[tens]}十${ones}`
  })
}
