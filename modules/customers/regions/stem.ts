/** The short name of a division, as people write it: 浙江, 杭州, 恩施, 西湖. */
import type { RegionLevel } from './divisions.ts'

/** Peoples named in autonomous divisions, longest first so that 柯尔克孜 is not cut to 克孜. */
const PEOPLES = (
  '朝鲜族|塔吉克|柯尔克孜|哈萨克|维吾尔|蒙古族|达斡尔族|鄂伦春|鄂温克族|土家族|布依族|哈尼族|景颇族|傈僳族|拉祜族|纳西族|' +
  '毛南族|仫佬族|仡佬族|东乡族|保安族|撒拉族|裕固族|普米族|布朗族|独龙族|锡伯|满族|回族|藏族|苗族|侗族|壮族|瑶族|彝族|白族|' +
  '傣族|黎族|畲族|羌族|土族|水族|佤族|怒族|蒙古|各族'
).split('|')
const AUTONOMOUS = new RegExp(`(?:${PEOPLES.join('|')}|族)*自治(?:区|州|县|旗)$`)
const ENDING: Readonly<Record<Exclude<RegionLevel, 'province'>, RegExp>> = {
  city: /(?:市|地区|盟)$/,
  county: /(?:市|区|县|旗|林区|特区)$/,
}

/**
 * Cuts 省/市/自治区/自治州/地区/盟/区/县/旗 and the peoples' names before 自治. A name never shrinks below two
 * characters (沙县 stays 沙县), nor do collective names change.
 */
export function stem(name: string, level: RegionLevel): string {
  if (/^(?:市辖区|县)$|直辖县级行政区划$/.test(name)) return name
  if (level === 'province') return name.replace(/(?:壮族|回族|维吾尔)?自治区$|省$|市$|特别行政区$/, '')
  const rule = name.includes('自治') ? AUTONOMOUS : ENDING[level]
  const short = name.replace(rule, '')
  return short.length >= 2 ? short : name
}
