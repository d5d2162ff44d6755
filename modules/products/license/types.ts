import { items } from '#kernel/declare/index.ts'

/** Papers that entitle to deal in medicines. GSP certificates were abolished in 2019: kept, never required. */
export const LICENSE_TYPES = items({
  businessLicense: ['营业执照', 'Business licence'],
  drugDistributionLicense: ['药品经营许可证', 'Drug distribution licence', 'blue'],
  drugManufacturingLicense: ['药品生产许可证', 'Drug manufacturing licence', 'blue'],
  medicalInstitutionLicense: ['医疗机构执业许可证', 'Medical institution licence', 'green'],
  vaccinationQualification: ['接种单位资格', 'Vaccination unit qualification', 'cyan'],
  vaccinationDesignation: ['接种单位指定文件', 'Designation as a vaccination unit', 'cyan'],
  qualityAgreement: ['质量保证协议', 'Quality agreement', 'purple'],
  authorizationLetter: ['授权委托书', 'Power of attorney', 'gold'],
  drugRegistration: ['药品注册批件', 'Marketing authorisation', 'magenta'],
  gsp: ['GSP 证书（已取消）', 'GSP certificate (abolished)'],
  other: ['其他', 'Other'],
})

/** What a distribution licence allows to deal in (经营范围). */
export const TRADE_SCOPES = items({
  chemical: ['化学药制剂', 'Chemical preparations'],
  antibiotic: ['抗生素制剂', 'Antibiotic preparations'],
  biochemical: ['生化药品', 'Biochemical medicines'],
  biological: ['生物制品', 'Biological products'],
  vaccine: ['疫苗', 'Vaccines'],
  chinese: ['中成药', 'Chinese patent medicines'],
  decoction: ['中药饮片', 'Prepared herbs'],
  narcotic: ['麻醉药品', 'Narcotics'],
  psychotropic: ['精神药品', 'Psychotropics'],
  toxic: ['医疗用毒性药品', 'Toxic medicines'],
  radioactive: ['放射性药品', 'Radioactive medicines'],
  cold: ['冷藏冷冻药品', 'Cold-chain medicines'],
})
