/** Where an invented account lies: a real division, an invented address in it, and a point near its middle. */
import { centroid } from '#modules/customers/regions/centroid.ts'
import { allRegions, parentCode, type Region, regionByCode, regionText } from '#modules/customers/regions/divisions.ts'
import { hash32, type Rng } from './rng.ts'

const ROADS =
  '人民路 解放路 中山路 建设路 健康路 和平路 新华路 文化路 胜利路 团结路 光明路 学府路 长江路 黄河路 迎宾大道 府前街 东风路 朝阳街 青年路 育才路 滨河路 站前路 环城南路 环城北路 振兴街 友谊路 凤凰路 银杏路 桂花路 梅园路'.split(
    ' ',
  )
const TOWN_A = '青 白 石 金 龙 凤 双 大 小 长 新 上 下 东 西 南 北 清 永 安 高 平 云 桃 杨 柳 古 太 和 兴'.split(' ')
const TOWN_B = '山 河 桥 溪 塘 湖 泉 岭 坪 坝 湾 口 沟 店 庄 集 田 阳 江 沙 林 岗 寺 墩 桑 滩 洲 埠'.split(' ')

/** A development zone is no county: it has no county hospital. */
const ZONE = /开发区|园区|委会|示范区|保税区|临港区|天衢新区|景区$/

/** Counties and districts of the mainland that can hold a hospital, optionally only those in the given territories. */
export function counties(within?: readonly string[]): Region[] {
  const prefixes = within?.map((code) => code.replace(/(?:0000|00)$/, ''))
  const found: Region[] = []
  for (const r of allRegions()) {
    if (r.level !== 'county' || !r.current || r.code >= '710000' || ZONE.test(r.name)) continue
    if (r.code.startsWith('4603')) continue // 三沙: islands
    if (!prefixes || prefixes.some((p) => r.code.startsWith(p))) found.push(r)
  }
  return found.sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** The name of the prefecture-level city that a county belongs to; for municipalities the municipality's. */
export function cityNameOf(county: Region): string {
  const city = regionByCode(parentCode(county.code)!)!
  return /^(?:市辖区|县)$|直辖县/.test(city.name)
    ? city.name.includes('直辖县')
      ? ''
      : regionText(city.code)
    : city.name
}

/** A district (区) of the same city among `places`, or the county itself where the city has none. */
export function districtOf(county: Region, places: readonly Region[], r: Rng): Region {
  if (county.name.endsWith('区')) return county
  const city = county.code.slice(0, 4)
  const districts = places.filter((p) => p.code.startsWith(city) && p.name.endsWith('区'))
  return districts.length > 0 ? r.pick(districts) : county
}

/** Name of an invented town or sub-district; 30 × 28 × 2 of them. */
export function townName(r: Rng): string {
  return r.pick(TOWN_A) + r.pick(TOWN_B)
}

/** `浙江省杭州市西湖区健康路128号`. The street and number are invented. */
export function address(county: Region, r: Rng): string {
  return `${regionText(county.code)}${r.pick(ROADS)}${r.int(1, 899)}号`
}

/** A point near the division: GCJ-02, 5 decimals. Where only the prefecture has a point, each county gets its own side. */
export function pointNear(county: Region, r: Rng): { lng: number; lat: number; datum: 'gcj02' } {
  const middle = centroid(county.code)!
  const urban = county.name.endsWith('区')
  const angle = ((hash32(county.code) % 360) * Math.PI) / 180
  const far = (urban ? 0.04 : 0.25) + (hash32(`${county.code}r`) % 100) / (urban ? 2000 : 500)
  const spread = urban ? 0.012 : 0.05
  const at = (v: number) => Math.round(v * 1e5) / 1e5
  return {
    lng: at(middle.lng + far * Math.cos(angle) + spread * r.normal()),
    lat: at(middle.lat + far * Math.sin(angle) + spread * r.normal()),
    datum: 'gcj02',
  }
}
