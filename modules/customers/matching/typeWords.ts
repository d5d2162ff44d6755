/** Type words of institutions: cut short, so that 社区卫生服务中心 does not outweigh the name of the place. */
import { distance } from './editing.ts'

/** Long words whose presence settles the type. Order matters. */
const LONG: [RegExp, string][] = [
  [/[社设]区(卫生|医疗)服务中心|社区服务中心|社区卫生中心|社区医院|卫生服务中心/g, '社卫'],
  [/社区(卫生)?服务站|社区卫生站|卫生服务站|卫生站/g, '卫站'],
  [/妇幼保健(计划生育|计生)?(服务中心|院|所|站|中心)|妇幼保健|妇保院|妇幼$/g, '妇幼'],
  [/中心卫生院/g, '心卫院'],
  [/卫生院|(?<=[乡镇])(卫.院|.?生院)$|(?<=..)卫[^生院]院$/g, '卫院'],
  [/人民医院|人民院|人医院?/g, '人医'],
  [/中西医结合(医院|院)?/g, '中西医'],
  [/中医药?医?院/g, '中医'],
]
const PLAIN: [RegExp, string][] = [
  [/医学院附属?/g, '医附'],
  [/附属/g, '附'],
  [/大学/g, '大'],
  [/专科医院|医院/g, '院'],
  [/连锁|集团|股份/g, ''],
  [/(医药|制药)有限/g, '$1'],
]
/** For names whose type word is misspelt: the word, and how far off it may be. */
const MISSPELT: [string, string, number][] = [
  ['社区卫生服务中心', '社卫', 2],
  ['社区卫生服务站', '卫站', 1.5],
  ['中西医结合医院', '中西医', 2],
  ['妇幼保健院', '妇幼', 1],
  ['中心卫生院', '心卫院', 1],
  ['社区医院', '社卫', 0.6],
  ['人民医院', '人医', 0.6],
  ['中医医院', '中医', 0.6],
  ['卫生院', '卫院', 0.6],
  ['中医院', '中医', 0.6],
  ['医院', '院', 0.6],
]
const ENDS_PLAINLY = /(院|所|站|室|房|店|部|公司|中心|中医|大药|药业|制药|医药)$/

/** A hospital's pharmacy, store or purchasing office is the hospital. */
const OFFICE =
  /(?<=院|中心|站|所|妇幼|人医|中医|社卫)(门诊|住院|急诊|中|西|部)*(药房|药剂科|药械科|药学部|药剂部|药库|药品库|库房|设备科|采购科|采购办|采购中心|财务科|检验科)+$/

/** Text with its type words cut short: 城关镇中心卫生院西药房 → 城关镇卫院. Never empty. */
export function shorten(text: string): string {
  const bare = text.replace(OFFICE, '')
  let out = bare
  for (const [long, short] of LONG) out = out.replace(long, short)
  if (out === bare) out = mendEnd(bare)
  for (const [long, short] of PLAIN) out = out.replace(long, short)
  return out === '' ? text : out
}

/** Replace a misspelt type word at the end: 三林社区尾生服务中心 → 三林社卫. */
function mendEnd(text: string): string {
  if (/[〇一二三四五六七八九十]院$/.test(text)) return text // 一院 sounds like 医院 and is not it
  const plain = text.endsWith('医院') || (ENDS_PLAINLY.test(text) && !text.endsWith('院'))
  for (const [word, short, most] of MISSPELT) {
    if (plain && word.length < 4) break // spelt right at the end: only a longer word can be wrong
    let best = { cost: most + 1e-9, length: 0 }
    for (const length of [word.length, word.length - 1, word.length + 1]) {
      if (length > text.length) continue
      const cost = distance(text.slice(-length), word)
      if (cost < best.cost) best = { cost, length }
    }
    if (best.length > 0) return text.slice(0, -best.length) + short
  }
  return text
}
