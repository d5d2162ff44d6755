/**
 * From the names people write to the division's code: 省/市/区 left out, 北京市/北京市, abolished names, names only in
 * the address. Nothing is guessed: two possible divisions give the level above, contradiction gives null.
 */
import { OLD_NAMES } from './changes.ts'
import { allRegions, currentCode, parentCode, type Region, regionByCode } from './divisions.ts'
import { stem } from './stem.ts'

export type RegionWords = {
  province?: string | null
  city?: string | null
  county?: string | null
  address?: string | null
}

/** Names and short names of one level, each with the codes that carry it. */
type Names = Map<string, Set<string>>

const byLevel: Record<Region['level'], Names> = { province: new Map(), city: new Map(), county: new Map() }

function remember(level: Region['level'], name: string, code: string): void {
  const codes = byLevel[level].get(name)
  if (codes) codes.add(code)
  else byLevel[level].set(name, new Set([code]))
}

function load(): void {
  for (const r of allRegions()) {
    if (r.level === 'county' && r.name === '市辖区') continue
    const code = currentCode(r.code)
    remember(r.level, r.name, code)
    remember(r.level, stem(r.name, r.level), code)
    if (r.name.endsWith('自治州')) remember(r.level, `${stem(r.name, r.level)}州`, code)
  }
  for (const [name, code] of OLD_NAMES) {
    const level = regionByCode(code)!.level
    remember(level, name, code)
  }
}
load()

/** The part of a code that its descendants share. */
function prefix(code: string): string {
  return code.replace(/(?:0000|00)$/, '')
}

function tidy(s: string | null | undefined): string {
  return (s ?? '').normalize('NFKC').replace(/[\s,，。·-]/g, '')
}

/** Codes of one level with this name (or short name) inside the territory of `scope` ('' is the country). */
function find(level: Region['level'], word: string, scope: string): string[] {
  if (word === '') return []
  const names = byLevel[level]
  const exact = names.get(word) ?? names.get(stem(word, level))
  return [...(exact ?? [])].filter((c) => c.startsWith(scope))
}

/** The names of a level that start `text`, longest first; each with the codes inside `scope`. */
function findAtStart(level: Region['level'], text: string, scope: string): { code: string; length: number } | null {
  for (let length = Math.min(text.length, 16); length >= 2; length--) {
    const codes = [...(byLevel[level].get(text.slice(0, length)) ?? [])].filter((c) => c.startsWith(scope))
    if (codes.length === 1) return { code: codes[0]!, length }
  }
  return null
}

/** A county named by its full name near the beginning of the address: the earliest, and of those the longest name. */
function findCountyWithin(address: string, scope: string): string | null {
  for (let from = 0; from < Math.min(address.length, 12); from++) {
    for (let length = Math.min(address.length - from, 12); length >= 2; length--) {
      const name = address.slice(from, from + length)
      if (!/[市区县旗]$/.test(name)) continue
      const codes = [...(byLevel.county.get(name) ?? [])].filter((c) => c.startsWith(scope))
      if (codes.length === 1) return codes[0]!
    }
  }
  return null
}

const MUNICIPALITY = /^(?:11|12|31|50)0000$/

/** The second level from its words: a city, a county written in the city's place, or a municipality's own name. */
function matchCity(word: string, scope: string): string | null | 'unknown' {
  if (word === '') return null
  const municipality = find('province', word, scope).find((c) => MUNICIPALITY.test(c))
  if (municipality) return `${municipality.slice(0, 2)}0100`
  if (word === '市辖区' || word === '县' || word.includes('直辖')) {
    const collective = find('city', word, scope)
    return collective.length === 1 ? collective[0]! : null
  }
  // 海南 and 吉林 alone are a province and a prefecture: not certain
  if (scope === '' && find('province', word, '').length > 0) return 'unknown'
  for (const level of ['city', 'county'] as const) {
    const codes = find(level, word, scope)
    if (codes.length === 1) return codes[0]!
  }
  return 'unknown'
}

/** Reads province, city and county from the start of an address, as far as it names them, inside `scope`. */
function fromAddress(address: string, scope: string): string {
  let [rest, inside] = [address, scope]
  for (const level of ['province', 'city', 'county'] as const) {
    const hit = findAtStart(level, rest, level === 'province' ? scope.slice(0, 2) : inside)
    if (!hit) continue
    // 朝阳路… is a street: a short name counts only if what follows is not a street's name
    const full = /[省市区县旗州盟]$/.test(rest.slice(0, hit.length))
    if (!full && /^(?:大?[路街道巷]|[东西南北中]路)/.test(rest.slice(hit.length))) continue
    rest = rest.slice(hit.length)
    if (prefix(hit.code).length > inside.length) inside = prefix(hit.code)
  }
  if (inside.length === 6) return inside
  return (inside === '' ? null : findCountyWithin(rest, inside)) ?? inside
}

function toCode(scope: string): string | null {
  return scope === '' ? null : scope.padEnd(6, '0')
}

/**
 * The six-digit code of the smallest division that the words name for certain, or null. A province of which the city
 * is no part, or words that name nothing in China, give null; a county that cannot be found gives the city's code.
 */
export function matchRegion(words: RegionWords): string | null {
  const [province, city, county] = [tidy(words.province), tidy(words.city), tidy(words.county)]
  const provinces = find('province', province, '')
  let scope = provinces.length === 1 ? prefix(provinces[0]!) : ''
  if (scope === '' && province !== '') {
    const other = matchCity(province, '')
    if (other === null || other === 'unknown') return null
    scope = prefix(other)
  }
  const second = matchCity(city, scope.length > 2 ? scope.slice(0, 2) : scope)
  if (second === 'unknown') return null
  if (second !== null && prefix(second).length > scope.length) scope = prefix(second)
  if (scope.length < 6) {
    // 重庆 has two second levels (districts and counties): a county there is looked for in the whole municipality
    const wide = MUNICIPALITY.test(`${scope.slice(0, 2)}0000`) ? scope.slice(0, 2) : scope
    const counties = find('county', county, wide)
    if (counties.length === 1) return counties[0]!
    const inAddress = fromAddress(tidy(words.address), wide)
    if (inAddress.length === 6 && county === '') return inAddress
    if (inAddress.length > scope.length) scope = inAddress
  }
  return toCode(scope)
}

/** True if `code` lies in the territory of `region` (or is it): `contains('330000', '330106')`. */
export function contains(region: string, code: string): boolean {
  for (let c: string | null = code; c !== null; c = parentCode(c)) if (c === region) return true
  return false
}
