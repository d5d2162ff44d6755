/** What the matcher compares: a normalised name taken apart into region, branch, kind, number, speciality and text. */
import { soundOf } from './editing.ts'
import { type NormalizedName, normalizeName } from './normalize.ts'
import { parseRegion, regionCodes, regionsAgree } from './regions.ts'
import { shorten } from './typeWords.ts'

export interface NameFeatures {
  /** Normalised key and branch: equal means one spelling. */
  key: string
  /** Regions named at the head of the name. */
  regions: number[]
  regionCertain: boolean
  regionGuessed: boolean
  /** Regions known from columns beside the name. */
  knownRegions: number[]
  /** 0 none, else a hash of the sound of the branch's core (东院区 and 东院 are one, 宝善分院 is 宝山分院). */
  branch: number
  /** 0 none, else a hash of the ordinals (第一, 三院, 附二). */
  ordinal: number
  /** One bit per speciality. */
  speciality: number
  /** Kind of institution, an index into KINDS; 0 unknown. */
  kind: number
  /** Nothing but type words and numbers after the region (人民医院, 第三医院): only the region can tell such names apart. */
  generic: boolean
  /** What is left of the rest without type words, numbers and 镇/乡/街道: the name proper. */
  core: string
  /** Text to compare: long type words made short, region bare names in front. */
  text: string
  /** Where `text` leaves the regions. */
  restStart: number
  /** Bigram codes of `text` (first those starting in the region), then the boundary bigram of the rest. Distinct. */
  grams: Uint32Array
  /** How many of `grams` start inside the region part. */
  regionGrams: number
}

const KINDS: [number, RegExp][] = [
  [7, /药房|药店|大药/],
  [3, /社卫/],
  [4, /卫站/],
  [2, /卫院/],
  [5, /卫生室|村卫/],
  [6, /诊所|门诊|医务室/],
  [9, /疾控|疾病预防|血站|急救/],
  [8, /公司|医药|药业|制药|控股|贸易|商贸|科技|器械/],
  [1, /院|人医|中医|妇幼/],
]

const SPECIALITIES = [
  /口腔|牙/,
  /眼/,
  /妇幼|妇产|妇儿|妇婴|妇女/,
  /儿童|儿科/,
  /肿瘤/,
  /精神|脑科|心理|安定|精卫|康宁/,
  /传染|公共卫生/,
  /中西医/,
  /中医(?!附)|中医药/,
  /骨科|骨伤/,
  /胸科|胸/,
  /皮肤/,
  /康复/,
  /肛肠/,
  /心血管|心脏/,
  /整形|美容/,
  /老年/,
  /职业病/,
  /耳鼻喉/,
  /肝病|肝胆/,
  /结核/,
  /疼痛/,
  /男科/,
  /肾/,
  /烧伤|创伤/,
  /体检/,
]

const NUMBER = '[〇一二三四五六七八九十百]{1,4}'
const ORDINAL = new RegExp(`第(${NUMBER})|附(${NUMBER})(?=院|人医)|(${NUMBER})(?=院|人医|中医|附|医$)`, 'g')

const COMMON = new RegExp(
  `第${NUMBER}|(?<=附|^)${NUMBER}(?=院|人医|附)|市立|省立|区立|县立|中心|人民|社卫|卫站|妇幼|心?卫院|人医|中西医|中医|医附|附|大|院|综合|公司|口腔|儿童|肿瘤|精神|康复|妇产|职工|街道|[镇乡市区县省]`,
  'g',
)

const coreOf = (rest: string) => rest.replace(COMMON, '')

/** Where the name comes from, if columns beside it say so. */
export interface RegionHint {
  province?: string
  city?: string
  county?: string
}

/** Take one name apart; also its bracketed second names, each as a name of its own. */
export function nameFeatures(name: string, hint: RegionHint = {}): NameFeatures[] {
  const normal = normalizeName(name)
  const known = regionCodes(hint.province, hint.city, hint.county)
  const { seconds, branch } = normal
  return [normal.key, ...seconds].filter((k) => k !== '').map((key, i) => features(key, i === 0 ? branch : '', known))
}

/** Key under which confirmations are remembered and exact spellings are found. */
export function exactKey({ key, branch }: Pick<NormalizedName, 'key' | 'branch'>): string {
  return branch === '' ? key : `${key}#${branchCore(branch)}`
}

function features(key: string, branch: string, knownRegions: number[]): NameFeatures {
  const parsed = parseRegion(key)
  // 泰和医院 in Hubei has nothing to do with the county 泰和: the columns know better.
  const mention = regionsAgree(parsed.codes, knownRegions)
    ? parsed
    : { ...parsed, codes: [], certain: false, text: '', rest: key }
  // A name that is nothing but regions is compared whole.
  const rest = shorten(mention.rest === '' ? key : mention.rest)
  const regionText = mention.rest === '' ? '' : mention.text
  const text = regionText + rest
  const { grams, regionGrams } = bigrams(text, regionText.length)
  let speciality = 0
  SPECIALITIES.forEach((s, i) => {
    if (s.test(rest)) speciality |= 1 << i
  })
  const ordinals = [...rest.matchAll(ORDINAL)].map((m) => m[1] ?? m[2] ?? m[3])
  const branchName = branchCore(branch)
  return {
    key: exactKey({ key, branch }),
    regions: mention.codes,
    regionCertain: mention.certain,
    regionGuessed: mention.guessed,
    knownRegions,
    branch: branchName === '' ? 0 : hash(soundOf(branchName)),
    ordinal: ordinals.length === 0 ? 0 : hash(ordinals.join(',')),
    speciality,
    kind: KINDS.find(([, r]) => r.test(rest))?.[0] ?? 0,
    generic: coreOf(rest) === '',
    core: coreOf(rest),
    text,
    restStart: regionText.length,
    grams,
    regionGrams,
  }
}

/** 东院区, 东院, 东区 → 东; 光谷院区 → 光谷; 汉口分公司 → 汉口. */
function branchCore(branch: string): string {
  return branch.replace(/(院区|分院|分部|分公司|分店|门诊部|院|区|部|店)$/, '') || branch
}

/** FNV-1a on UTF-16 units, never 0. */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0 || 1
}

/** Boundary mark before the rest. */
const EDGE = 0x5e

function bigrams(text: string, restStart: number): { grams: Uint32Array; regionGrams: number } {
  const seen = new Set<number>()
  const push = (a: number, b: number) => seen.add(((a << 16) | b) >>> 0)
  let regionGrams = 0
  for (let i = 0; i + 1 < text.length; i++) {
    push(text.charCodeAt(i), text.charCodeAt(i + 1))
    if (i < restStart) regionGrams = seen.size
  }
  push(EDGE, text.charCodeAt(restStart) || 0)
  return { grams: Uint32Array.from(seen), regionGrams }
}
