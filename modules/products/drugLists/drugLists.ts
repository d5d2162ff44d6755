import { dosageFormOf } from './dosageForm.ts'

/** Rows of the public lists (national reimbursement list, list of original brands), by their header. */
export interface NrdlRow {
  class_name: string
  category: string
  name: string
  dosage_form: string
  payment_limit: string
}
export interface BrandRow {
  trade_name: string
  generic_name: string
  company_full: string
}

/** A product as the import wizard takes it: labels and names, as people write them in a spreadsheet. */
export interface ProductRow {
  genericName: string
  tradeName: string
  dosageForm: string
  nrdlClass: string
  manufacturer: string
  note: string
}

/** 甲 and 乙 as the field names them. */
export const reimbursementClass = (category: string): string => ({ 甲: '甲类', 乙: '乙类' })[category.trim()] ?? ''

const UNKNOWN_FORM = '未载明'

/** 九味羌活丸(颗粒) is two medicines: 九味羌活丸 and 九味羌活颗粒. Brackets that hold no dosage forms stay in the name. */
export function tcmNames(name: string): string[] {
  const match = /^(.+?)[(（]([^()（）]+)[)）]$/.exec(name.trim())
  if (!match) return [name.trim()]
  const [, first, others] = match as unknown as [string, string, string]
  const forms = others.split(/[、,，]/).map((f) => f.trim())
  const ownEnding = ENDINGS.find((e) => first.endsWith(e))
  if (!ownEnding || !forms.every((f) => ENDINGS.some((e) => f.endsWith(e)))) return [name.trim()]
  return [first, ...forms.map((f) => first.slice(0, -ownEnding.length) + f)]
}
const ENDINGS = [
  '软胶囊',
  '胶囊',
  '滴丸',
  '丸',
  '片',
  '颗粒',
  '口服液',
  '合剂',
  '糖浆',
  '散',
  '膏',
  '注射液',
  '酊',
  '栓',
]

const paid = (row: NrdlRow): string => (row.payment_limit ? `医保支付限定：${row.payment_limit}` : '')

/** Products of the reimbursement list's western part: one a name and dosage form. */
export const westernProducts = (rows: NrdlRow[]): ProductRow[] =>
  rows.map((row) => ({
    genericName: row.name,
    tradeName: '',
    dosageForm: row.dosage_form || dosageFormOf(row.name, UNKNOWN_FORM),
    nrdlClass: reimbursementClass(row.category),
    manufacturer: '',
    note: paid(row),
  }))

/** Products of its Chinese part: one for each dosage form that a line names. */
export const chineseProducts = (rows: NrdlRow[]): ProductRow[] =>
  rows.flatMap((row) =>
    tcmNames(row.name).map((genericName) => ({
      genericName,
      tradeName: '',
      dosageForm: row.dosage_form || dosageFormOf(genericName, UNKNOWN_FORM),
      nrdlClass: reimbursementClass(row.category),
      manufacturer: '',
      note: paid(row),
    })),
  )

/** Original brands: one product a brand, generic name and maker; the list names some twice. */
export function brandProducts(rows: BrandRow[]): ProductRow[] {
  const seen = new Map<string, ProductRow>()
  for (const row of rows) {
    const key = [row.generic_name, row.trade_name, row.company_full].join('|')
    seen.set(key, {
      genericName: row.generic_name,
      tradeName: row.trade_name,
      dosageForm: dosageFormOf(row.generic_name, UNKNOWN_FORM),
      nrdlClass: '',
      manufacturer: row.company_full,
      note: '',
    })
  }
  return [...seen.values()]
}

/** The makers of those brands, each once. */
export const brandMakers = (rows: BrandRow[]): string[] => [...new Set(rows.map((r) => r.company_full))]
