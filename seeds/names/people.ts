/** Invented people: doctors, contacts, employees. Names are common ones and may repeat, as in life. */
import { demoMobile } from './numbers.ts'
import type { Rng } from './rng.ts'

/** The most common surnames with their share of the population in per mille, roughly. */
export const SURNAMES: readonly (readonly [string, number])[] = (
  '王 72 李 71 张 68 刘 54 陈 46 杨 31 赵 21 黄 22 周 19 吴 19 徐 15 孙 14 马 13 朱 12 胡 12 郭 11 何 11 林 11 罗 10 高 10 ' +
  '郑 9 梁 9 谢 8 宋 7 唐 7 许 7 韩 7 邓 6 冯 6 曹 6 彭 6 曾 5 肖 5 田 5 董 5 潘 5 袁 5 蔡 5 蒋 5 余 4 于 4 杜 4 叶 4 程 4 魏 4 ' +
  '苏 4 吕 4 丁 4 任 4 卢 4 姚 4 沈 4 钟 4 姜 3 崔 3 谭 3 陆 3 范 3 汪 3 廖 3 石 3 金 3 韦 3 贾 3 夏 3 付 3 方 3 邹 3 熊 3 白 3 ' +
  '孟 3 秦 3 邱 3 侯 2 江 2 尹 2 薛 2 阎 2 雷 2 龙 2 史 2 陶 2 贺 2 毛 2 郝 2 顾 2 龚 2 邵 2 万 2 覃 2 武 2 钱 2 戴 2 严 2 莫 2 ' +
  '孔 2 向 2 常 2 单 1 仇 1 欧阳 1 上官 1 诸葛 1'
)
  .split(/ (?=\p{Script=Han})/u)
  .map((pair) => {
    const [name, weight] = pair.split(' ')
    return [name!, Number(weight)] as const
  })

const MALE = [...'伟强磊军洋勇杰涛明超刚平辉鹏斌波宇浩凯健俊帆旭宁龙林阳建华志国文海峰新利宏博翔晨轩睿']
const FEMALE = [...'芳娜敏静丽艳娟霞秀燕玲桂英兰红梅萍莉雪琳晶欣怡婷洁颖慧悦佳倩薇瑶璐萌思雨涵蕾']
const FIRST = [...'志建文国家子晓小海永明春玉金新正天立学宏俊思雅嘉梓诗雨欣佳若']

export type DemoPerson = { name: string; sex: 'male' | 'female'; birthYear: number; mobile: string }

/** `n` people of working age with different (synthetic) mobile numbers; `firstIndex` continues an earlier list's numbers. */
export function people(n: number, r: Rng, firstIndex = 0): DemoPerson[] {
  return Array.from({ length: n }, (_, i) => {
    const sex = r.chance(0.5) ? 'male' : 'female'
    const last = r.pick(sex === 'male' ? MALE : FEMALE)
    const given = r.chance(0.72) ? r.pick(FIRST) + last : last
    return { name: r.weighted(SURNAMES) + given, sex, birthYear: r.int(1964, 2000), mobile: demoMobile(firstIndex + i) }
  })
}

type Title = { code: string; label: { zh: string; en: string }; weight: number }

function titles(
  ...rows: readonly (readonly [code: string, zh: string, en: string, weight: number])[]
): readonly Title[] {
  return rows.map(([code, zh, en, weight]) => ({ code, label: { zh, en }, weight }))
}

/** Professional titles of doctors and pharmacists (职称), as common as in a general hospital. */
export const HCP_TITLES = titles(
  ['chief', '主任医师', 'Chief physician', 12],
  ['associateChief', '副主任医师', 'Associate chief physician', 24],
  ['attending', '主治医师', 'Attending physician', 34],
  ['resident', '住院医师', 'Resident', 22],
  ['pharmacist', '药师', 'Pharmacist', 8],
)

/** Positions of contacts at customers. */
export const CONTACT_POSITIONS = titles(
  ['pharmacyDirector', '药剂科主任', 'Director of pharmacy', 10],
  ['buyer', '采购员', 'Buyer', 24],
  ['purchasingManager', '采购部经理', 'Purchasing manager', 14],
  ['qualityManager', '质量负责人', 'Quality manager', 12],
  ['accountant', '财务会计', 'Accountant', 14],
  ['warehouseKeeper', '库管员', 'Warehouse keeper', 14],
  ['generalManager', '总经理', 'General manager', 8],
  ['salesManager', '业务经理', 'Sales manager', 12],
)

/** Posts in our own company. */
export const EMPLOYEE_POSTS = titles(
  ['salesRep', '销售代表', 'Sales representative', 40],
  ['medicalRep', '医药代表', 'Medical representative', 20],
  ['areaManager', '地区经理', 'Area manager', 8],
  ['regionDirector', '大区总监', 'Regional director', 2],
  ['tenderClerk', '招投标专员', 'Tender clerk', 4],
  ['orderClerk', '商务专员', 'Order clerk', 6],
  ['accountant', '财务专员', 'Accountant', 4],
  ['warehouseClerk', '仓储专员', 'Warehouse clerk', 5],
  ['qaOfficer', '质量管理员', 'Quality officer', 4],
  ['callAgent', '客服专员', 'Call agent', 7],
)
