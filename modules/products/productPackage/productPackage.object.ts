import { allow, decimal, defineObject, integer, ref, text } from '#kernel/declare/index.ts'

/** 包装（品规、SKU）: how a product is sold; quantities everywhere are in its base unit (盒, 支 …). */
export const productPackage = defineObject({
  name: 'productPackage',
  label: { zh: '品规', en: 'Package (SKU)' },
  number: 'PG{seq:5}',
  title: 'name',
  fields: {
    product: ref('product', { zh: '品种', en: 'Product' }, { required: true, createOnly: true }),
    name: text(
      { zh: '品规名称', en: 'Name' },
      { readOnly: true, max: 200, search: true, index: true, hiddenInForm: true },
    ),
    packDescription: text({ zh: '包装说明', en: 'Pack' }, { required: true, max: 120, search: true }),
    baseUnit: text({ zh: '基本单位', en: 'Base unit' }, { required: true, max: 10, default: '盒' }),
    unitsPerPack: integer(
      { zh: '包装转换比', en: 'Units per pack' },
      { required: true, min: 1, atMost: 100000, default: 1 },
    ),
    packsPerCarton: integer(
      { zh: '件装量', en: 'Packs per carton' },
      { required: true, min: 1, atMost: 100000, default: 100 },
    ),
    barcode: text({ zh: '商品条码', en: 'Barcode' }, { max: 20, search: true, unique: true }),
    insuranceCode: text({ zh: '医保编码', en: 'Insurance code' }, { max: 23, search: true, index: true }),
    tracePrefix: text({ zh: '追溯码前缀', en: 'Trace code prefix' }, { max: 20, index: true }),
    minOrderQty: decimal({ zh: '最小订量', en: 'Minimum order' }, { scale: 0, min: 0 }),
    nearExpiryMonths: integer(
      { zh: '近效期', en: 'Near-expiry window' },
      { min: 0, atMost: 60, default: 6, unit: { zh: '个月', en: 'months' } },
    ),
  },
  states: {
    active: { label: { zh: '启用', en: 'Active' }, color: 'green' },
    retired: { label: { zh: '停用', en: 'Retired' } },
  },
  list: [
    'number',
    'name',
    'product',
    'packDescription',
    'baseUnit',
    'packsPerCarton',
    'barcode',
    'insuranceCode',
    'state',
  ],
  filters: ['product', 'state'],
  form: [
    ['product', 'packDescription'],
    ['baseUnit', 'unitsPerPack'],
    ['packsPerCarton', 'minOrderQty'],
    ['barcode', 'tracePrefix'],
    ['insuranceCode', 'nearExpiryMonths'],
  ],
  access: allow({
    read: { all: ['everyone'] },
    'create update import': { all: ['qa', 'pricing', 'dataSteward'] },
    delete: { all: ['qa'] },
    export: { all: ['qa', 'pricing', 'director', 'commerce'] },
    'retire reactivate': { all: ['qa', 'pricing'] },
  }),
  menu: { group: 'products', icon: 'container', order: 20 },
})
