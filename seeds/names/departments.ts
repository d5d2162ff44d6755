/**
 * Hospital departments with the codes of 《医疗机构诊疗科目名录》 (Ministry of Health, 1994, amended); those that the
 * list does not know (pharmacy, offices that buy) have a code with X.
 */

export type StandardDepartment = { code: string; label: { zh: string; en: string } }

const ROWS: readonly (readonly [code: string, zh: string, en: string])[] = [
  ['03', '内科', 'Internal medicine'],
  ['03.01', '呼吸内科', 'Respiratory medicine'],
  ['03.02', '消化内科', 'Gastroenterology'],
  ['03.03', '神经内科', 'Neurology'],
  ['03.04', '心血管内科', 'Cardiology'],
  ['03.05', '血液内科', 'Haematology'],
  ['03.06', '肾病学', 'Nephrology'],
  ['03.07', '内分泌', 'Endocrinology'],
  ['03.08', '免疫学', 'Rheumatology and immunology'],
  ['03.09', '变态反应', 'Allergology'],
  ['03.10', '老年病', 'Geriatrics'],
  ['04.01', '普通外科', 'General surgery'],
  ['04.02', '神经外科', 'Neurosurgery'],
  ['04.03', '骨科', 'Orthopaedics'],
  ['04.04', '泌尿外科', 'Urology'],
  ['04.05', '胸外科', 'Thoracic surgery'],
  ['04.06', '心脏大血管外科', 'Cardiovascular surgery'],
  ['04.07', '烧伤科', 'Burns'],
  ['05', '妇产科', 'Obstetrics and gynaecology'],
  ['07', '儿科', 'Paediatrics'],
  ['08', '小儿外科', 'Paediatric surgery'],
  ['10', '眼科', 'Ophthalmology'],
  ['11', '耳鼻咽喉科', 'Otorhinolaryngology'],
  ['12', '口腔科', 'Stomatology'],
  ['13', '皮肤科', 'Dermatology'],
  ['15', '精神科', 'Psychiatry'],
  ['16', '传染科', 'Infectious diseases'],
  ['19', '肿瘤科', 'Oncology'],
  ['20', '急诊医学科', 'Emergency medicine'],
  ['21', '康复医学科', 'Rehabilitation medicine'],
  ['26', '麻醉科', 'Anaesthesiology'],
  ['27', '疼痛科', 'Pain medicine'],
  ['28', '重症医学科', 'Intensive care'],
  ['30', '医学检验科', 'Clinical laboratory'],
  ['32', '医学影像科', 'Medical imaging'],
  ['50', '中医科', 'Traditional Chinese medicine'],
  ['52', '中西医结合科', 'Integrated Chinese and Western medicine'],
  ['X01', '药剂科', 'Pharmacy'],
  ['X02', '采购中心', 'Purchasing'],
]

export const STANDARD_DEPARTMENTS: readonly StandardDepartment[] = ROWS.map(([code, zh, en]) => ({
  code,
  label: { zh, en },
}))
