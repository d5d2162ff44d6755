import { allow, bool, date, decimal, defineObject, files, ref, text } from '#kernel/declare/index.ts'
import { deriveBatch } from './derive.ts'

const qty = { scale: 4, readOnly: true, default: '0' } as const

/**
 * 批号: one production lot of a package and what of it lies in the warehouse. Stock changes only through the ledger
 * (stockEntry); the columns here are its running sums, and the database refuses any that cannot be.
 */
export const batch = defineObject({
  name: 'batch',
  label: { zh: '批号', en: 'Batch' },
  title: 'batchNo',
  fields: {
    package: ref('productPackage', { zh: '品规', en: 'Package' }, { required: true, createOnly: true }),
    batchNo: text(
      { zh: '批号', en: 'Batch no.' },
      { required: true, createOnly: true, max: 40, search: true, index: true },
    ),
    mfgDate: date({ zh: '生产日期', en: 'Manufactured on' }, { required: true, createOnly: true }),
    expiryLabel: text(
      { zh: '有效期标示', en: 'Expiry as printed' },
      {
        required: true,
        createOnly: true,
        max: 40,
        help: { zh: '照药盒原文填写，如“有效期至2027年06月”', en: 'As printed on the box' },
      },
    ),
    lastUsableDate: date(
      { zh: '最后可用日', en: 'Last usable day' },
      {
        required: true,
        createOnly: true,
        index: true,
        help: {
          zh: '由质管确认的最后一个可用日期，不由标示自动推算',
          en: 'Confirmed by QA, never guessed from the label',
        },
      },
    ),
    lotReleaseCert: text({ zh: '批签发号', en: 'Lot release certificate' }, { max: 60 }),
    coa: files({ zh: '检验报告', en: 'Certificate of analysis' }, { single: true }),
    onHand: decimal({ zh: '在库', en: 'On hand' }, qty),
    reserved: decimal({ zh: '已占用', en: 'Reserved' }, qty),
    locked: decimal({ zh: '锁定', en: 'Locked' }, qty),
    nearExpiry: bool({ zh: '近效期', en: 'Near expiry' }, { readOnly: true, index: true }),
    /** Where an unlocked batch goes back to. */
    heldFrom: text({ zh: '锁定前状态', en: 'State before' }, { readOnly: true, max: 20, hiddenInForm: true }),
    lockReason: text({ zh: '锁定原因', en: 'Why locked' }, { readOnly: true, max: 300, hiddenInForm: true }),
  },
  states: {
    quarantine: { label: { zh: '待验', en: 'Quarantine' }, color: 'gold' },
    released: { label: { zh: '放行', en: 'Released' }, color: 'green' },
    expired: { label: { zh: '过期', en: 'Expired' }, color: 'volcano' },
    locked: { label: { zh: '锁定', en: 'Locked' }, color: 'orange' },
    recalled: { label: { zh: '召回', en: 'Recalled' }, color: 'red' },
    destroyed: { label: { zh: '销毁', en: 'Destroyed' } },
  },
  constraints: {
    onHandNotNegative: {
      sql: 'check (on_hand >= 0)',
      message: { zh: '库存不足：在库数不能为负', en: 'Not enough stock: on hand cannot be negative' },
    },
    reservedWithin: {
      sql: 'check (reserved >= 0 and locked >= 0 and reserved + locked <= on_hand)',
      message: {
        zh: '库存不足：占用与锁定之和超过在库',
        en: 'Not enough stock: reserved and locked exceed what is on hand',
      },
    },
  },
  derive: deriveBatch,
  duplicates: [
    {
      name: 'batchNo',
      label: { zh: '同品规同批号', en: 'Same package and batch no.' },
      fields: ['package', 'batchNo'],
      level: 'block',
    },
  ],
  indexes: [
    ['package_id', 'last_usable_date', 'id'],
    ['state', 'last_usable_date', 'id'],
  ],
  list: ['batchNo', 'package', 'mfgDate', 'lastUsableDate', 'onHand', 'reserved', 'locked', 'nearExpiry', 'state'],
  filters: ['package', 'nearExpiry', 'lastUsableDate', 'state'],
  form: [['package', 'batchNo'], ['mfgDate', 'expiryLabel'], ['lastUsableDate', 'lotReleaseCert'], ['coa']],
  sort: 'lastUsableDate',
  access: allow({
    read: {
      all: ['qa', 'warehouse', 'commerce', 'finance', 'director', 'manager', 'rep', 'viewer', 'invoicing', 'pricing'],
    },
    'create update import': { all: ['qa', 'warehouse'] },
    export: { all: ['qa', 'warehouse', 'director'] },
    'receiveStock adjustStock': { all: ['warehouse'] },
    'release lock unlock recall destroy': { all: ['qa'] },
  }),
  menu: { group: 'products', icon: 'tags', order: 30 },
})
