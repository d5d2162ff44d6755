import { items } from '#kernel/declare/fields.ts'
import { defineObject, longText, region, select, text } from '#kernel/declare/index.ts'
import { deriveAccount } from './derive.ts'
import { common, keys, lat, lng, medical, others, trade } from './fields.ts'
import * as role from './roles.ts'
import { similarAccounts } from './similar.sql.ts'

/** 客户: whoever we sell to, through, or watch; one account in several roles, each with its own fields. */
export const account = defineObject({
  name: 'account',
  label: { zh: '客户', en: 'Account' },
  number: 'KH{yyyy}{MM}-{seq:5}',
  owned: true,
  fields: { ...common, ...medical, ...trade, ...others, ...keys },
  lines: {
    addresses: {
      label: { zh: '其他地址', en: 'Other addresses' },
      fields: {
        type: select(
          { zh: '地址类型', en: 'Type' },
          items({
            office: ['办公', 'Office'],
            warehouse: ['仓库', 'Warehouse'],
            receiving: ['收货', 'Receiving'],
            invoice: ['寄票', 'Invoice'],
            campus: ['院区', 'Campus'],
          }),
          { required: true },
        ),
        regionCode: region({ zh: '地区', en: 'Region' }),
        address: text({ zh: '详细地址', en: 'Address' }, { required: true, max: 300 }),
        lng,
        lat,
        contact: text({ zh: '联系人与电话', en: 'Contact and phone' }, { max: 100 }),
        note: longText({ zh: '说明', en: 'Note' }, { max: 500 }),
      },
    },
  },
  states: {
    active: { label: { zh: '正常', en: 'Active' }, color: 'green' },
    frozen: { label: { zh: '冻结', en: 'Frozen' }, color: 'red' },
  },
  derive: deriveAccount,
  aliasField: 'aliases',
  duplicates: [
    {
      name: 'uscc',
      label: { zh: '统一社会信用代码相同', en: 'Same credit code' },
      fields: ['uscc'],
      level: 'block',
    },
    { name: 'license', label: { zh: '许可证号相同', en: 'Same licence no.' }, fields: ['licenseKey'], level: 'block' },
    { name: 'phone', label: { zh: '电话相同', en: 'Same phone' }, fields: ['phoneKey'], level: 'block' },
    {
      name: 'nameCity',
      label: { zh: '同城名称相同', en: 'Same name in the same city' },
      fields: ['nameKey', 'regionCity'],
      level: 'warn',
    },
  ],
  similar: similarAccounts,
  indexes: [['name_key', 'region_city'], ['phone_key'], ['license_key'], ['lng', 'lat']],
  list: [
    'number',
    'name',
    'accountRoles',
    'regionCode',
    'lifecycleStage',
    'class',
    'owner',
    'lastContactAt',
    'nextContactAt',
    'tags',
    'state',
    'updatedAt',
  ],
  filters: ['accountRoles', 'regionCode', 'lifecycleStage', 'class', 'owner', 'source', 'nextContactAt', 'state'],
  form: [
    {
      label: { zh: '基本信息', en: 'Basics' },
      rows: [
        ['name', 'shortName'],
        ['accountRoles', 'parent'],
        ['uscc', 'licenseNo'],
        ['aliases', 'tags'],
      ],
    },
    {
      label: { zh: '地址与联系', en: 'Address and contact' },
      rows: [['regionCode', 'address'], ['lng', 'lat', 'datum'], ['phone', 'website'], ['addresses']],
    },
    {
      label: { zh: '经营', en: 'Business' },
      rows: [
        ['lifecycleStage', 'purchaseCycleDays'],
        ['source', 'campaign'],
        ['creditLimit', 'creditDays'],
      ],
    },
    {
      label: { zh: '医疗机构', en: 'Medical institution' },
      visibleWhen: { or: [role.isMedical, role.isVaccine] },
      rows: [
        ['hcoLevel', 'ownership'],
        ['beds', 'outpatientPerDay'],
        ['procurementPlatform', 'receptionRule'],
        ['vaccinationCode', 'coldStorage'],
      ],
    },
    {
      label: { zh: '渠道', en: 'Channel' },
      visibleWhen: { or: [role.isChannel, role.isPharmacy] },
      rows: [
        ['agentLevel', 'gspNo'],
        ['storeCount', 'insuranceDesignated'],
      ],
    },
    {
      label: { zh: '患者', en: 'Patient' },
      visibleWhen: role.isPatient,
      rows: [['patientSex', 'birthYear'], ['patientPhone', 'diagnosisCategory'], ['guardianConsent']],
    },
    {
      label: { zh: '公利、供应与竞争', en: 'Public bodies, suppliers, competitors' },
      visibleWhen: { or: [role.isPublic, role.isSupplier, role.isCompetitor] },
      rows: [['publicKind', 'supplies'], ['competingProducts'], ['strengths']],
    },
    { label: { zh: '备注', en: 'Note' }, rows: [['note']] },
  ],
  access: {
    director: {
      read: 'all',
      create: 'all',
      update: 'all',
      delete: 'all',
      export: 'all',
      import: 'all',
      assign: 'all',
      reveal: 'all',
      merge: 'all',
      freeze: 'all',
      verifyAddress: 'all',
      setClass: 'all',
    },
    manager: {
      read: 'departmentBelow',
      create: 'departmentBelow',
      update: 'departmentBelow',
      delete: 'departmentBelow',
      export: 'departmentBelow',
      import: 'departmentBelow',
      assign: 'departmentBelow',
      reveal: 'departmentBelow',
      merge: 'departmentBelow',
      freeze: 'departmentBelow',
      verifyAddress: 'departmentBelow',
      setClass: 'departmentBelow',
    },
    rep: { read: 'own', create: 'own', update: 'own', reveal: 'own', verifyAddress: 'own' },
    dataSteward: {
      read: 'all',
      create: 'all',
      update: 'all',
      delete: 'all',
      export: 'all',
      import: 'all',
      assign: 'all',
      merge: 'all',
      verifyAddress: 'all',
    },
    viewer: { read: 'all' },
    // The back office works on everybody's customers.
    commerce: { read: 'all' },
    finance: { read: 'all' },
    cashier: { read: 'all' },
    warehouse: { read: 'all' },
    invoicing: { read: 'all' },
    qa: { read: 'all' },
    pricing: { read: 'all' },
    tenderDesk: { read: 'all' },
    channelManager: { read: 'all' },
    legal: { read: 'all' },
  },
  menu: { group: 'customers', icon: 'bank', order: 10 },
})
