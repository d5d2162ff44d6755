/** Endings of generic names and the dosage form each stands for; a longer ending is asked before a shorter one. */
const FORMS: [ending: string, form: string][] = [
  ['干混悬剂', '干混悬剂'],
  ['混悬滴剂', '混悬滴剂'],
  ['口服混悬液', '口服混悬液'],
  ['混悬液', '混悬液'],
  ['口服溶液', '口服溶液剂'],
  ['口服液', '口服液'],
  ['注射用', '注射用无菌粉末'],
  ['注射液', '注射液'],
  ['注射剂', '注射剂'],
  ['滴眼液', '滴眼剂'],
  ['滴眼剂', '滴眼剂'],
  ['眼膏', '眼膏剂'],
  ['滴耳液', '滴耳剂'],
  ['滴鼻液', '滴鼻剂'],
  ['鼻喷雾剂', '鼻喷雾剂'],
  ['气雾剂', '气雾剂'],
  ['喷雾剂', '喷雾剂'],
  ['粉雾剂', '粉雾剂'],
  ['吸入粉雾剂', '吸入粉雾剂'],
  ['吸入溶液', '吸入溶液'],
  ['软胶囊', '软胶囊剂'],
  ['胶囊', '胶囊剂'],
  ['胶丸', '软胶囊剂'],
  ['滴丸', '滴丸剂'],
  ['丸', '丸剂'],
  ['分散片', '分散片'],
  ['缓释片', '缓释片'],
  ['控释片', '控释片'],
  ['肠溶片', '肠溶片'],
  ['咀嚼片', '咀嚼片'],
  ['泡腾片', '泡腾片'],
  ['片', '片剂'],
  ['颗粒', '颗粒剂'],
  ['糖浆', '糖浆剂'],
  ['合剂', '合剂'],
  ['散', '散剂'],
  ['软膏', '软膏剂'],
  ['乳膏', '乳膏剂'],
  ['凝胶', '凝胶剂'],
  ['栓', '栓剂'],
  ['贴剂', '贴剂'],
  ['贴片', '贴剂'],
  ['贴膏', '贴膏剂'],
  ['膏', '膏剂'],
  ['酊', '酊剂'],
  ['洗剂', '洗剂'],
  ['搽剂', '搽剂'],
  ['溶液', '溶液剂'],
]
FORMS.sort((a, b) => b[0].length - a[0].length)

/** The dosage form that a generic name tells (阿莫西林胶囊 → 胶囊剂), or what it is given as when it tells none. */
export function dosageFormOf(genericName: string, otherwise: string): string {
  if (genericName.startsWith('注射用')) return '注射用无菌粉末'
  const name = genericName.replace(/[(（[【].*$/, '').trim()
  return FORMS.find(([ending]) => name.endsWith(ending))?.[1] ?? otherwise
}
