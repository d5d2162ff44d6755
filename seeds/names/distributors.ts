/** Invented distributors and agents' companies: who buys from us and delivers to hospitals. */
import { DEMO_SUFFIX } from './institutions.ts'
import { demoUscc } from './numbers.ts'
import { address, cityNameOf, counties, pointNear } from './places.ts'
import type { Rng } from './rng.ts'

export type DemoDistributor = {
  name: string
  shortName: string
  role: 'distributorT1' | 'distributorT2' | 'agent'
  regionCode: string
  address: string
  lng: number
  lat: number
  datum: 'gcj02'
  uscc: string
  /** Drug distribution licence 药品经营许可证, 省简称AA + 7 digits. */
  licenseNo: string
}

/** Credit codes of distributors start here, so that they never meet those of the institutions. */
const USCC_OFFSET = 400_000_000
const A = '康 华 瑞 国 润 恒 泰 正 天 百 海 汇 众 益 盛 广 嘉 中 鼎 信 诚 东 利 新'.split(' ')
const B = '源 康 泽 达 仁 邦 安 信 和 丰 健 诺 泰 恒 德 元 隆 晟 通 宏'.split(' ')
const PROVINCE_SIGN: Readonly<Record<string, string>> = {
  11: '京', 12: '津', 13: '冀', 14: '晋', 15: '蒙', 21: '辽', 22: '吉', 23: '黑', 31: '沪', 32: '苏', 33: '浙',
  34: '皖', 35: '闽', 36: '赣', 37: '鲁', 41: '豫', 42: '鄂', 43: '湘', 44: '粤', 45: '桂', 46: '琼', 50: '渝',
  51: '川', 52: '黔', 53: '滇', 54: '藏', 61: '陕', 62: '甘', 63: '青', 64: '宁', 65: '新',
} // biome-ignore format: a table

/** `n` distributors with different names; first-tier ones are rarer and lie in districts. See institutions for `within`. */
export function distributors(n: number, r: Rng, within?: readonly string[]): DemoDistributor[] {
  const places = counties(within)
  const used = new Set<string>()
  const list: DemoDistributor[] = []
  for (let tries = 0; list.length < n; tries++) {
    if (tries > n * 20 + 1000) throw new RangeError(`no more names after ${list.length}`)
    const county = r.pick(places)
    const role = r.weighted([
      ['distributorT1', 3],
      ['distributorT2', 5],
      ['agent', 2],
    ] as const)
    const city = (cityNameOf(county) || county.name).replace(/(?:市|地区|盟|.{1,9}族自治州|自治州)$/, '')
    const trade =
      role === 'agent'
        ? r.pick(['医药科技有限公司', '医药咨询有限公司'])
        : r.pick(['医药有限公司', '药业有限公司', '医药商贸有限公司', '医药物流有限公司'])
    const short = city + r.pick(A) + r.pick(B)
    const name = short + trade
    if (used.has(short)) continue
    used.add(short)
    const index = list.length
    const sign = PROVINCE_SIGN[county.code.slice(0, 2)]!
    list.push({
      name: name + DEMO_SUFFIX,
      shortName: short,
      role,
      regionCode: county.code,
      address: address(county, r),
      ...pointNear(county, r),
      uscc: demoUscc('91', county.code, USCC_OFFSET + index),
      licenseNo: `${sign}AA${String(9_000_000 + index).padStart(7, '0')}`,
    })
  }
  return list
}
