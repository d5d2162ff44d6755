import { type Dictionary, defineDictionary, items } from '#kernel/declare/index.ts'

/** Where a customer was first heard of; administrators add their own. */
export const customerSource = defineDictionary(
  'customerSource',
  { zh: '客户来源', en: 'Customer source' },
  items({
    visit: ['主动拜访', 'Field visit', 'blue'],
    referral: ['客户介绍', 'Referral', 'green'],
    exhibition: ['展会', 'Exhibition', 'purple'],
    conference: ['学术会议', 'Conference', 'purple'],
    tender: ['招投标平台', 'Tender platform', 'gold'],
    website: ['官网', 'Website', 'cyan'],
    phone: ['来电咨询', 'Incoming call', 'cyan'],
    advert: ['广告推广', 'Advertising', 'orange'],
    purchasedList: ['名录采购', 'Purchased list', 'default'],
    import: ['批量导入', 'Import', 'default'],
    other: ['其他', 'Other', 'default'],
  }),
)

export const contactMethod = defineDictionary(
  'contactMethod',
  { zh: '联系方式', en: 'Contact method' },
  items({
    visit: ['上门拜访', 'Visit', 'green'],
    phone: ['电话', 'Phone', 'blue'],
    wechat: ['微信', 'WeChat', 'cyan'],
    meeting: ['会议', 'Meeting', 'purple'],
    email: ['邮件', 'E-mail', 'geekblue'],
    reception: ['来访接待', 'Reception', 'gold'],
    other: ['其他', 'Other', 'default'],
  }),
)

/** Where the business with the customer stands, as the person who spoke with him sees it (DOMAIN.md §3). */
export const businessStatus = defineDictionary(
  'businessStatus',
  { zh: '业务状态', en: 'Business status' },
  items({
    unidentified: ['待识别', 'Unidentified', 'default'],
    potential: ['潜在', 'Potential', 'blue'],
    opportunity: ['机会', 'Opportunity', 'gold'],
    customer: ['订单客户', 'Customer', 'green'],
    user: ['用户', 'User', 'cyan'],
  }),
)

export const contactRole = defineDictionary(
  'contactRole',
  { zh: '联系人角色', en: 'Contact role' },
  items({
    decisionMaker: ['决策人', 'Decision maker', 'red'],
    purchasing: ['采购', 'Purchasing', 'blue'],
    finance: ['财务', 'Finance', 'gold'],
    quality: ['质管', 'Quality', 'purple'],
    receiving: ['收货', 'Receiving', 'green'],
    pickUp: ['提货', 'Pick-up', 'green'],
    pharmacy: ['药剂', 'Pharmacy', 'cyan'],
    clinical: ['临床', 'Clinical', 'magenta'],
    other: ['其他', 'Other', 'default'],
  }),
)

/** Codes of 《医疗机构诊疗科目名录》, shortened to what a pharmaceutical company calls on; X: offices the list lacks. */
export const standardDepartment = defineDictionary(
  'standardDepartment',
  { zh: '标准科室', en: 'Standard department' },
  items({
    '03': ['内科', 'Internal medicine'],
    '03.01': ['呼吸内科', 'Respiratory medicine'],
    '03.02': ['消化内科', 'Gastroenterology'],
    '03.03': ['神经内科', 'Neurology'],
    '03.04': ['心血管内科', 'Cardiology'],
    '03.05': ['血液内科', 'Haematology'],
    '03.06': ['肾病学', 'Nephrology'],
    '03.07': ['内分泌', 'Endocrinology'],
    '03.08': ['免疫学', 'Rheumatology and immunology'],
    '03.09': ['变态反应', 'Allergology'],
    '03.10': ['老年病', 'Geriatrics'],
    '04.01': ['普通外科', 'General surgery'],
    '04.02': ['神经外科', 'Neurosurgery'],
    '04.03': ['骨科', 'Orthopaedics'],
    '04.04': ['泌尿外科', 'Urology'],
    '04.05': ['胸外科', 'Thoracic surgery'],
    '04.06': ['心脏大血管外科', 'Cardiovascular surgery'],
    '04.07': ['烧伤科', 'Burns'],
    '05': ['妇产科', 'Obstetrics and gynaecology'],
    '07': ['儿科', 'Paediatrics'],
    '08': ['小儿外科', 'Paediatric surgery'],
    '10': ['眼科', 'Ophthalmology'],
    '11': ['耳鼻咽喉科', 'Otorhinolaryngology'],
    '12': ['口腔科', 'Stomatology'],
    '13': ['皮肤科', 'Dermatology'],
    '15': ['精神科', 'Psychiatry'],
    '16': ['传染科', 'Infectious diseases'],
    '19': ['肿瘤科', 'Oncology'],
    '20': ['急诊医学科', 'Emergency medicine'],
    '21': ['康复医学科', 'Rehabilitation medicine'],
    '26': ['麻醉科', 'Anaesthesiology'],
    '27': ['疼痛科', 'Pain medicine'],
    '28': ['重症医学科', 'Intensive care'],
    '30': ['医学检验科', 'Clinical laboratory'],
    '32': ['医学影像科', 'Medical imaging'],
    '50': ['中医科', 'Traditional Chinese medicine'],
    '52': ['中西医结合科', 'Integrated Chinese and Western medicine'],
    X01: ['药剂科', 'Pharmacy'],
    X02: ['采购中心', 'Purchasing'],
  }),
)

export const dictionaries: Dictionary[] = [
  customerSource,
  contactMethod,
  businessStatus,
  contactRole,
  standardDepartment,
]
