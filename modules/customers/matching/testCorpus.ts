/**
 * Test support: a corrupted corpus made from real names, so that matching can be measured without labelled pairs.
 *
 * `counties` are the names of real counties and districts. Each corrupted name gets one to three of these, drawn by weight, the way distributors' files go wrong:
 *   region   drop the leading region, drop only its kind (福州市长乐区 → 福州长乐), or put the city in front
 *   short    人民医院→人医, 医院→院, 妇幼保健院→妇幼, 社区卫生服务中心→社区医院, 附属→附, 大学→大, 第一医院→一院 …
 *   width    full-width brackets and digits, spaces, punctuation in between, 第一→第1
 *   typo     a character replaced by a homophone, or by a random one; one dropped; two exchanged
 *   tail     a remark behind (西药房, 药剂科, (定点)), or the bracket dropped
 */
import { pinyin } from 'pinyin-pro'

export interface CorpusEntry {
  id: string
  name: string
  province: string
  city: string
}

export interface CorruptedName {
  name: string
  /** Id of the entry it was made from. */
  truth: string
  operations: string[]
}

const ABBREVIATIONS: [RegExp, string][] = [
  [/人民医院/, '人医'],
  [/社区卫生服务中心/, '社区医院'],
  [/社区卫生服务中心/, '社区服务中心'],
  [/妇幼保健院/, '妇幼'],
  [/中心卫生院/, '卫生院'],
  [/附属/, '附'],
  [/大学/, '大'],
  [/第([一二三四五六七八九十])医院/, '$1院'],
  [/第([一二三四五六七八九十])人民医院/, '$1人医'],
  [/中医院/, '中医医院'],
  [/(?<!中)医院$/, '院'],
  [/街道/, ''],
]

const TAILS = ['西药房', '药剂科', '(定点)', '（药库）', '门诊西药房', '.', ' ']

/** Corrupt every entry once. Same seed, same corpus. */
export function corrupt(
  entries: readonly CorpusEntry[],
  counties: ReadonlySet<string>,
  random: () => number,
): CorruptedName[] {
  const pool = [...new Set(entries.flatMap((e) => [...e.name]))].filter((c) => /\p{Script=Han}/u.test(c))
  const sounds = new Map<string, string[]>()
  for (const c of pool) {
    const s = pinyin(c, { toneType: 'none' })
    sounds.set(s, [...(sounds.get(s) ?? []), c])
  }
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const operations: [string, number, (name: string, e: CorpusEntry) => string][] = [
    ['region', 4, (name, e) => corruptRegion(name, e, counties, random)],
    [
      'short',
      4,
      (name) => {
        const fitting = ABBREVIATIONS.filter(([long]) => long.test(name))
        if (fitting.length === 0) return name
        const [long, short] = pick(fitting)
        return name.replace(long, short)
      },
    ],
    ['width', 3, (name) => corruptWidth(name, random)],
    [
      'typo',
      2,
      (name) => {
        const chars = [...name]
        const i = Math.floor(random() * chars.length)
        const r = random()
        if (r < 0.45) {
          const alike = (sounds.get(pinyin(chars[i]!, { toneType: 'none' })) ?? []).filter((c) => c !== chars[i])
          if (alike.length > 0) chars[i] = pick(alike)
        } else if (r < 0.65) chars[i] = pick(pool)
        else if (r < 0.85) chars.splice(i, 1)
        else if (i + 1 < chars.length) [chars[i], chars[i + 1]] = [chars[i + 1]!, chars[i]!]
        return chars.join('')
      },
    ],
    [
      'tail',
      1,
      (name) => (/[(（].*[)）]$/.test(name) && random() < 0.5 ? name.replace(/[(（].*$/, '') : name + pick(TAILS)),
    ],
  ]
  const total = operations.reduce((s, o) => s + o[1], 0)
  return entries.map((e) => {
    let name = e.name
    const done: string[] = []
    const wanted = random() < 0.6 ? 1 : random() < 0.75 ? 2 : 3
    for (let attempt = 0; attempt < 20 && done.length < wanted; attempt++) {
      const [kind, , change] = drawn(operations, random() * total)
      if (done.includes(kind)) continue
      const next = change(name, e)
      if (next === name || next.length < 3) continue
      name = next
      done.push(kind)
    }
    return { name, truth: e.id, operations: done }
  })
}

/** The operation at a point of the summed weights. */
function drawn<T extends readonly [string, number, ...unknown[]]>(operations: readonly T[], point: number): T {
  let sum = 0
  return operations.find((o) => {
    sum += o[1]
    return point < sum
  }) as T
}

function corruptRegion(name: string, e: CorpusEntry, counties: ReadonlySet<string>, random: () => number): string {
  const r = random()
  const province = [e.province, e.city].find((p) => name.startsWith(p)) ?? ''
  const after = name.slice(province.length)
  const county = [2, 3, 4, 5].map((n) => after.slice(0, n)).find((c) => counties.has(c)) ?? ''
  const rest = name.slice(province.length + county.length)
  if (r < 0.3 && province !== '' && (county !== '' || rest.length >= 6)) return county + rest
  if (r < 0.65 && province + county !== '') return bare(province) + bare(county) + rest
  if (name.startsWith(e.city) || name.startsWith(e.province)) return name
  return r < 0.85 ? e.city + name : e.province + e.city + name
}

/** 福州市 → 福州; a county of one character keeps its kind (房县). */
function bare(region: string): string {
  return region.length > 2 ? region.replace(/[省市区县]$/, '') : region
}

function corruptWidth(name: string, random: () => number): string {
  const wide = name.replace(/[(]/g, '（').replace(/[)]/g, '）')
  const narrow = name.replace(/（/g, '(').replace(/）/g, ')')
  const r = random()
  if (r < 0.3) return wide === name ? narrow : wide
  if (r < 0.6) return name.replace(/[一二三四五六七八九]/, (c) => String('一二三四五六七八九'.indexOf(c) + 1))
  const at = 1 + Math.floor(random() * (name.length - 1))
  return name.slice(0, at) + (r < 0.85 ? ' ' : '·') + name.slice(at)
}
