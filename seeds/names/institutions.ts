/**
 * Invented medical institutions with real places: what the demo's customers are. Every name ends in （示例）, so that
 * nobody takes one for the real hospital of that place.
 */
import type { Region } from '#modules/customers/regions/divisions.ts'
import { demoUscc } from './numbers.ts'
import { SURNAMES } from './people.ts'
import { address, cityNameOf, counties, districtOf, pointNear, townName } from './places.ts'
import type { Rng } from './rng.ts'

export const DEMO_SUFFIX = '（示例）'

export type InstitutionRole = 'hospital' | 'clinic' | 'pharmacyStore' | 'pharmacyChain' | 'cdc'
export type HcoLevel = 'grade3A' | 'grade3B' | 'grade2A' | 'grade2B' | 'grade1' | 'ungraded'

/** Labels of {@link HcoLevel}, highest first. */
export const HCO_LEVELS: Readonly<Record<HcoLevel, { zh: string; en: string }>> = {
  grade3A: { zh: '三级甲等', en: 'Grade III-A' },
  grade3B: { zh: '三级乙等', en: 'Grade III-B' },
  grade2A: { zh: '二级甲等', en: 'Grade II-A' },
  grade2B: { zh: '二级乙等', en: 'Grade II-B' },
  grade1: { zh: '一级', en: 'Grade I' },
  ungraded: { zh: '未定级', en: 'Ungraded' },
}

/** `beds` and `outpatientPerDay` are 0 where they mean nothing (pharmacies, CDC). Coordinates are GCJ-02. */
export type DemoInstitution = {
  name: string
  shortName: string
  role: InstitutionRole
  hcoLevel: HcoLevel | null
  ownership: 'public' | 'private'
  regionCode: string
  address: string
  lng: number
  lat: number
  datum: 'gcj02'
  beds: number
  outpatientPerDay: number
  uscc: string
}

type Kind = {
  role: InstitutionRole
  weight: number
  /** 12 public institution, 91 company, 92 sole proprietor. */
  register: '12' | '91' | '92'
  levels: readonly (readonly [HcoLevel, number])[]
  beds: readonly [number, number]
  outpatientsPerBed: readonly [number, number]
  /** A city's hospital stands in one of its districts. */
  seat?: 'district'
  name(county: Region, r: Rng): string
}

const ORDINALS = '一二三四五六七八九'
const BRANDS_A = '康 济 仁 和 益 百 同 惠 民 普 安 健 福 瑞 春 怡 佑 泽 恒 德 颐 杏 芝 本'.split(' ')
const BRANDS_B = '民 生 仁 堂 康 源 安 寿 和 泰 心 林 草 春 元 济 丰 宁'.split(' ')
const SPECIALTIES = '骨科 眼科 口腔 肿瘤 儿童 妇产 康复 精神卫生 胸科 皮肤病 肛肠 心血管病'.split(' ')

/** `杭州市西湖区` for a district (many cities have a 朝阳区), `淳安县` for a county. */
function place(county: Region): string {
  return county.name.endsWith('区') ? cityNameOf(county) + county.name : county.name
}

function brand(r: Rng): string {
  return r.pick(BRANDS_A) + r.pick(BRANDS_B)
}

const KINDS: readonly Kind[] = [
  {
    role: 'hospital',
    weight: 10,
    register: '12',
    seat: 'district',
    levels: [
      ['grade3A', 6],
      ['grade3B', 3],
      ['grade2A', 1],
    ],
    beds: [600, 2800],
    outpatientsPerBed: [1.8, 3.5],
    name: (c, r) => {
      const city = cityNameOf(c) || c.name
      const which = r.weighted([
        [`第${r.pick([...ORDINALS])}人民医院`, 6],
        ['人民医院', 1],
        ['中心医院', 2],
        ['中医院', 2],
        ['妇幼保健院', 2],
        ['中西医结合医院', 1],
        [`${r.pick(SPECIALTIES)}医院`, 3],
      ])
      return city + which
    },
  },
  {
    role: 'hospital',
    weight: 22,
    register: '12',
    levels: [
      ['grade2A', 7],
      ['grade2B', 2],
      ['grade3B', 1],
    ],
    beds: [120, 800],
    outpatientsPerBed: [1.5, 3],
    name: (c, r) => {
      const kind = r.pick([
        '人民医院',
        '中医院',
        '妇幼保健院',
        '第二人民医院',
        '中西医结合医院',
        '第三人民医院',
        '精神卫生中心',
      ])
      return place(c) + kind
    },
  },
  {
    role: 'hospital',
    weight: 8,
    register: '91',
    levels: [
      ['grade2B', 3],
      ['grade1', 3],
      ['ungraded', 4],
    ],
    beds: [30, 260],
    outpatientsPerBed: [0.8, 2],
    name: (c, r) => `${place(c)}${brand(r)}${r.chance(0.4) ? r.pick(SPECIALTIES) : ''}医院`,
  },
  {
    role: 'hospital',
    weight: 18,
    register: '12',
    levels: [
      ['grade1', 7],
      ['ungraded', 3],
    ],
    beds: [20, 99],
    outpatientsPerBed: [1.5, 4],
    name: (c, r) =>
      c.name.endsWith('区')
        ? `${place(c)}${townName(r)}街道社区卫生服务中心`
        : `${c.name}${townName(r)}镇${r.chance(0.3) ? '中心' : ''}卫生院`,
  },
  {
    role: 'clinic',
    weight: 10,
    register: '92',
    levels: [['ungraded', 1]],
    beds: [0, 0],
    outpatientsPerBed: [0, 0],
    name: (c, r) => {
      const owner = r.chance(0.5)
        ? brand(r)
        : r.weighted(SURNAMES) + r.pick(['国强', '桂兰', '志明', '文华', '秀英', '建平'])
      return place(c) + townName(r) + owner + r.pick(['诊所', '中医诊所', '口腔诊所', '内科诊所', '门诊部'])
    },
  },
  {
    role: 'pharmacyStore',
    weight: 22,
    register: '91',
    levels: [],
    beds: [0, 0],
    outpatientsPerBed: [0, 0],
    name: (c, r) => `${place(c)}${brand(r)}大药房${townName(r)}${r.pick(['店', '路店', '街店', '分店'])}`,
  },
  {
    role: 'pharmacyChain',
    weight: 3,
    register: '91',
    levels: [],
    beds: [0, 0],
    outpatientsPerBed: [0, 0],
    name: (c, r) => `${cityNameOf(c) || c.name}${brand(r)}${brand(r)}大药房连锁有限公司`,
  },
  {
    role: 'cdc',
    weight: 3,
    register: '12',
    levels: [],
    beds: [0, 0],
    outpatientsPerBed: [0, 0],
    name: (c) => `${place(c)}疾病预防控制中心`,
  },
]

const WEIGHTED_KINDS = KINDS.map((k) => [k, k.weight] as const)
/** Bigger hospitals have more beds; one level down about half. */
const SIZE: Readonly<Record<HcoLevel, number>> = {
  grade3A: 1,
  grade3B: 0.7,
  grade2A: 0.8,
  grade2B: 0.5,
  grade1: 0.7,
  ungraded: 0.5,
}

/** As colleagues say it: 十堰市八院, 昌平区人民医院, 宁海县疾控中心. */
function shortName(name: string): string {
  return name
    .replace(/^.{2,11}?(?:市|州|盟|地区)(?=.{1,4}区(?!域))/, '')
    .replace(/第([一二三四五六七八九])人民医院$/, '$1院')
    .replace('疾病预防控制中心', '疾控中心')
    .replace(/有限公司$/, '')
}

function draw(kind: Kind, county: Region, name: string, index: number, r: Rng): DemoInstitution {
  const level = kind.levels.length > 0 ? r.weighted(kind.levels) : null
  const [low, high] = kind.beds
  const beds = level ? Math.round((low + (high - low) * r.next() ** 2) * SIZE[level]) : 0
  const perBed = kind.outpatientsPerBed[0] + (kind.outpatientsPerBed[1] - kind.outpatientsPerBed[0]) * r.next()
  return {
    name: name + DEMO_SUFFIX,
    shortName: shortName(name),
    role: kind.role,
    hcoLevel: level,
    ownership: kind.register === '12' ? 'public' : 'private',
    regionCode: county.code,
    address: address(county, r),
    ...pointNear(county, r),
    beds,
    outpatientPerDay: kind.role === 'clinic' ? r.int(15, 120) : Math.round(beds * perBed),
    uscc: demoUscc(kind.register, county.code, index),
  }
}

/**
 * `n` institutions with different names and credit codes. `within`: codes of provinces, cities or counties to stay
 * in. Throws `RangeError` if the territory is too small for so many names.
 */
export function institutions(n: number, r: Rng, within?: readonly string[]): DemoInstitution[] {
  const places = counties(within)
  const used = new Set<string>()
  const list: DemoInstitution[] = []
  for (let tries = 0; list.length < n; tries++) {
    if (tries > n * 20 + 1000) throw new RangeError(`no more names after ${list.length} in ${places.length} counties`)
    const kind = r.weighted(WEIGHTED_KINDS)
    const drawn = r.pick(places)
    const county = kind.seat === 'district' ? districtOf(drawn, places, r) : drawn
    const name = kind.name(county, r)
    if (used.has(name)) continue
    used.add(name)
    list.push(draw(kind, county, name, list.length, r))
  }
  return list
}
