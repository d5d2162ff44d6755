import type { Caller } from '../../access/actor.ts'
import { hasVerb } from '../../access/reach.ts'
import { write } from '../../commands/run.ts'
import type { Label, Locale, PrintDef } from '../../declare/index.ts'
import { badRequest, notFound, Refusal } from '../../errors.ts'
import { openFile } from '../../files/open.ts'
import { list } from '../../records/list.ts'
import { dayOf } from '../../tenant.ts'
import { type Collected, collect, type Period, type TableSource } from './data.ts'
import { toDocx } from './docx.ts'
import { drawPdf } from './drawPdf.ts'
import { fillTemplate } from './fill.ts'
import { parseLayout, pathsOf, type Template } from './language.ts'
import { fillWord, wordPaths, wordTables } from './word.ts'

/** Name of the object whose rows are printed forms of administrators; declared by the collaboration module. */
export const TEMPLATE = 'printTemplate'

export type PrintFormat = 'pdf' | 'docx'

/** A form that may be printed. */
export interface PrintForm {
  /** Absent for one that ships. */
  id?: string
  name: string
  label: Label
  formats: PrintFormat[]
}

interface Stored {
  id: string
  object: string
  name: string
  code: string | null
  kind: 'blocks' | 'word'
  layout: string | null
  file: { id: string } | null
  language: Locale
  enabled: boolean
}

export interface Printed {
  fileName: string
  mime: string
  bytes: Buffer
}

const MIME: Record<PrintFormat, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}
const MAX_WORD = 5_000_000

export const shippedForms = ({ tenant }: Caller, object: string): PrintDef[] =>
  tenant.registry.modules.flatMap((m) => m.prints ?? []).filter((p) => p.object === object)

async function storedForms(caller: Caller, object: string): Promise<Stored[]> {
  const live = caller.model.objects.get(TEMPLATE)
  if (!live || !hasVerb(caller.actor, live.def, 'read')) return []
  const page = await list(caller, TEMPLATE, {
    where: { object: { eq: object } },
    sort: 'name',
    limit: 100,
    count: 'none',
  })
  return JSON.parse(page.data) as Stored[]
}

/** Forms that can be printed of an object: an administrator's own first, then those that ship and he did not replace. */
export async function formsOf(caller: Caller, object: string): Promise<PrintForm[]> {
  const stored = await storedForms(caller, object)
  const replaced = new Set(stored.map((s) => s.code))
  const own = stored
    .filter((s) => s.enabled)
    .map((s): PrintForm => {
      const formats: PrintFormat[] = s.kind === 'word' ? ['docx'] : ['pdf', 'docx']
      return { id: s.id, name: s.code ?? s.name, label: { zh: s.name, en: s.name }, formats }
    })
  const shipped = shippedForms(caller, object)
    .filter((p) => !replaced.has(p.name))
    .map(({ name, label }): PrintForm => ({ name, label, formats: ['pdf', 'docx'] }))
  return [...own, ...shipped]
}

type Chosen = { label: string; language: Locale } & ({ layout: string } | { file: string })

async function choose(caller: Caller, object: string, wanted: string | undefined): Promise<Chosen> {
  const stored = await storedForms(caller, object)
  const enabled = stored.filter((s) => s.enabled)
  const own = wanted ? enabled.find((s) => [s.id, s.code, s.name].includes(wanted)) : enabled[0]
  if (own)
    return {
      label: own.name,
      language: own.language,
      ...(own.kind === 'word' && own.file ? { file: own.file.id } : { layout: own.layout ?? '' }),
    }
  const replaced = new Set(stored.map((s) => s.code))
  const shipped = shippedForms(caller, object).filter((p) => !replaced.has(p.name))
  const found = wanted ? shipped.find((p) => p.name === wanted) : shipped[0]
  if (!found) throw notFound()
  return { label: found.label.zh, language: 'zh', layout: found.layout }
}

const tablesOf = (template: Template): TableSource[] => template.blocks.filter((b) => b.kind === 'table')

/** Reads what a template asks for and puts it in. The language of a paper is the template's, not the reader's screen's. */
async function drawn(
  caller: Caller,
  object: string,
  id: string,
  layout: string,
  period: Period,
  format: PrintFormat,
): Promise<{ all: Collected; bytes: Buffer }> {
  const template = parseLayout(layout)
  const all = await collect(caller, object, id, pathsOf(template), tablesOf(template), period)
  const filled = fillTemplate(caller, template, all, period)
  return { all, bytes: format === 'pdf' ? await drawPdf(filled, caller.tenant.label) : toDocx(filled) }
}

async function wordBytes(caller: Caller, fileId: string): Promise<Buffer> {
  const { stream } = await openFile(caller, fileId)
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    size += (part as Buffer).length
    if (size > MAX_WORD)
      throw new Refusal('print.word', { zh: 'Word 模板不能超过 5 MB', en: 'A Word template may have 5 MB at most' })
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

async function inWord(caller: Caller, object: string, id: string, file: string, period: Period) {
  const bytes = await wordBytes(caller, file)
  const paths = wordPaths(bytes)
  const all = await collect(caller, object, id, paths, wordTables(paths), period)
  return { all, bytes: fillWord(caller, bytes, all) }
}

export interface PrintQuery {
  template?: string
  format?: string
  from?: string
  to?: string
}

const DAY = /^\d{4}-\d\d-\d\d$/

function periodOf({ from, to }: PrintQuery): Period {
  for (const day of [from, to])
    if (day !== undefined && !DAY.test(day))
      throw badRequest('print.period', { zh: '期间应为 YYYY-MM-DD', en: 'A period is given as YYYY-MM-DD' })
  return { from, to }
}

function titleOf(all: Collected): string {
  const { row, shape } = all.root
  const title = row.number ?? row[shape.def.title]
  return typeof title === 'string' ? title.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) : shape.def.name
}

/**
 * Prints a record by a form (default: the first there is), under the reader's rights. What leaves the house is in the
 * audit before it leaves.
 */
export async function printRecord(caller: Caller, object: string, id: string, query: PrintQuery): Promise<Printed> {
  const format = query.format ?? 'pdf'
  if (format !== 'pdf' && format !== 'docx')
    throw badRequest('print.format', { zh: '格式应为 pdf 或 docx', en: 'The format must be pdf or docx' })
  const period = periodOf(query)
  const form = await choose(caller, object, query.template)
  const reader: Caller = { ...caller, locale: form.language }
  if ('file' in form && format === 'pdf')
    throw new Refusal('print.wordOnly', {
      zh: '此模板为 Word 模板，请选择 Word 格式',
      en: 'This form is a Word template; choose the Word format',
    })
  const { all, bytes } =
    'file' in form
      ? await inWord(reader, object, id, form.file, period)
      : await drawn(reader, object, id, form.layout, period, format)
  await write(caller, { command: 'print', body: null }, async (unit) => {
    unit.audit(object, id, 'print', { template: form.label, format, ...period })
  })
  return { fileName: `${form.label}-${titleOf(all)}.${format}`, mime: MIME[format], bytes }
}

/** Draws a template that is being written, with a record of the reader's choice or the newest he sees. */
export async function previewLayout(
  caller: Caller,
  object: string,
  layout: string,
  language: Locale,
  record?: string,
): Promise<Buffer> {
  const live = caller.model.objects.get(object)
  if (!live || !hasVerb(caller.actor, live.def, 'read')) throw notFound()
  const reader: Caller = { ...caller, locale: language }
  let id = record
  if (!id) {
    const page = await list(reader, object, { limit: 1, fields: ['id'], count: 'none' })
    id = (JSON.parse(page.data) as { id: string }[])[0]?.id
  }
  if (!id)
    throw new Refusal('print.noRecord', {
      zh: `还没有可供预览的${live.def.label.zh}，请先新建一条`,
      en: `There is no ${live.def.label.en} to preview with; create one first`,
    })
  const to = dayOf(caller.tenant.clock())
  return (await drawn(reader, object, id, layout, { to }, 'pdf')).bytes
}
