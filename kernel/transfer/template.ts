import type { Writable } from 'node:stream'
import type ExcelJS from 'exceljs'
import type { Caller } from '../access/actor.ts'
import { type Field, type Label, pick } from '../declare/index.ts'
import { importable } from './jobs.ts'
import { type ImportTarget, importTargets } from './targets.ts'
import { excel, type TableFormat, tableWriter } from './writeTable.ts'

const HINTS: Partial<Record<Field['type'], Label>> = {
  date: { zh: '日期，如 2026-01-31', en: 'A date such as 2026-01-31' },
  instant: { zh: '时间，如 2026-01-31 14:30', en: 'A time such as 2026-01-31 14:30' },
  bool: { zh: '是 或 否', en: 'yes or no' },
  region: { zh: '六位行政区划代码，或 省/市/区', en: 'A six-digit division code, or province/city/county' },
  ref: { zh: '名称或编号', en: 'Name or number' },
  refs: { zh: '名称或编号，用顿号分隔', en: 'Names or numbers, separated by commas' },
  tags: { zh: '用顿号分隔', en: 'Separated by commas' },
  multiSelect: { zh: '可多选，用顿号分隔', en: 'Several, separated by commas' },
}

function optionsOf(caller: Caller, field: Field): string[] {
  const items = field.dictionary ? (caller.model.dictionaries[field.dictionary]?.items ?? []) : (field.options ?? [])
  const living = items.filter((i) => !('retired' in i && i.retired))
  return living.map((i) => pick(i.label, caller.locale))
}

/** Rows below the header in which the options can be chosen from a list. */
const LISTED_ROWS = 500

function fillWorkbook(caller: Caller, book: ExcelJS.Workbook, title: string, targets: ImportTarget[]): void {
  const { locale } = caller
  const zh = locale === 'zh'
  const sheet = book.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] })
  const help = book.addWorksheet(zh ? '填写说明' : 'How to fill in')
  const options = book.addWorksheet(zh ? '选项' : 'Options')
  help.addRow(zh ? ['列', '必填', '说明'] : ['Column', 'Required', 'What']).font = { bold: true }
  targets.forEach((target, i) => {
    const { field } = target
    const head = sheet.getCell(1, i + 1)
    head.value = `${pick(target.label, locale)}${target.required ? '*' : ''}`
    head.font = { bold: true, color: { argb: target.required ? 'FFCF1322' : 'FF000000' } }
    const column = sheet.getColumn(i + 1)
    column.width = Math.max(12, pick(target.label, locale).length * 2 + 4)
    // Text cells keep the zeros of a phone or a code.
    if (['text', 'longText', 'region'].includes(field.type)) column.numFmt = '@'
    const hint = field.help ?? HINTS[field.type]
    help.addRow([
      pick(target.label, locale),
      target.required ? (zh ? '是' : 'yes') : '',
      hint ? pick(hint, locale) : '',
    ])
    const choices = optionsOf(caller, field)
    if (!choices.length) return
    const list = options.getColumn(options.columnCount + 1)
    list.values = [pick(target.label, locale), ...choices]
    if (field.type !== 'select') return
    const from = `'${options.name}'!$${list.letter}$2:$${list.letter}$${choices.length + 1}`
    for (let row = 2; row <= LISTED_ROWS; row++)
      sheet.getCell(row, i + 1).dataValidation = { type: 'list', allowBlank: true, formulae: [from] }
  })
}

/** An empty table to fill in: this caller's fields under their labels, required ones starred, options to choose from. */
export async function writeTemplate(caller: Caller, object: string, format: TableFormat, out: Writable): Promise<void> {
  const live = importable(caller, object)
  const targets = importTargets(caller, live).filter((t) => !t.key.includes('.') && t.key !== 'id')
  const title = pick(live.def.label, caller.locale)
  if (format === 'csv') {
    const table = tableWriter('csv', out)
    await table.write(targets.map((t) => `${pick(t.label, caller.locale)}${t.required ? '*' : ''}`))
    return table.end()
  }
  const book = new (excel().Workbook)()
  fillWorkbook(caller, book, title, targets)
  await book.xlsx.write(out)
  out.end()
}
