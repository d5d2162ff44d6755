import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Caller } from '#kernel/access/actor.ts'
import { badRequest } from '#kernel/errors.ts'
import type { Tenant } from '#kernel/tenant.ts'
import {
  configureImport,
  createImport,
  exportRows,
  type ImportMode,
  type ImportStatus,
  importStatus,
  importTargets,
  resumeImport,
  runImports,
  startImport,
  type TableFormat,
  validateImport,
  writeBadRows,
} from '#kernel/transfer/index.ts'
import { actingAs, type Terminal } from './house.ts'

export const IMPORT_USAGE = `xinglin import <object> <file.csv|file.xlsx>
  --map <file.json>      which column fills which field: {"name": "医院名称", "phone": 7}; default: remembered or guessed
  --set field=value      a value for new records where the file has none; may be repeated
  --mode skip|update|create   what to do with rows that are there already; default skip
  --as <username>        whose rights and whose records; default: the system
  --encoding <name>      utf-8, gb18030 or utf-16le; default: found out
  --sheet <name>         sheet of a workbook; default: the first
  --dry-run              say what would happen, write nothing
  --resume <id>          go on with an import that was stopped
  --bad <file>           where rows that did not get in are written; default: beside the file
  --tenant <name>        which company; default: the only one`

export const EXPORT_USAGE = `xinglin export <object> --format csv|xlsx --out <file>
  --where <json>  --q <words>  --sort <field>  --fields a,b,c  --as <username>  --tenant <name>`

type As = <T>(work: (caller: Caller) => Promise<T>) => Promise<T>

/** Columns may be named by their heading or their place (from 0), fields by name or label. */
function readMap(file: string, status: ImportStatus): Record<string, number> {
  const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string | number>
  const mapping: Record<string, number> = {}
  for (const [key, column] of Object.entries(given)) {
    const at = typeof column === 'number' ? column : status.columns.indexOf(column)
    if (at < 0)
      throw badRequest('import.mapping', { zh: `文件没有“${column}”列`, en: `The file has no column ${column}` })
    mapping[key] = at
  }
  return mapping
}

function readDefaults(given: string[] | undefined): Record<string, string> | undefined {
  if (!given?.length) return undefined
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1)
        throw badRequest('cli.set', { zh: `--set 应为 字段=值：${pair}`, en: `--set takes field=value: ${pair}` })
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

const BAR = 30

export function progressBar(status: ImportStatus): string {
  const { done, total, created, updated, skipped, failed } = status
  const share = total ? Math.min(1, done / total) : 0
  const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')
  return `${bar} ${(share * 100).toFixed(1)}%  ${done}/${total ?? '…'}  +${created} ~${updated} =${skipped} ✗${failed}`
}

/** Works on one import until it ends, drawing its progress. A server that runs beside may do the work: no matter. */
async function follow(tenant: Tenant, as: As, id: string, io: Terminal): Promise<ImportStatus> {
  const stop = new AbortController()
  const working = runImports(tenant, { only: id, idle: 300, signal: stop.signal })
  try {
    for (;;) {
      const status = await as((c) => importStatus(c, id))
      io.progress(progressBar(status))
      if (status.state !== 'running') return status
      await sleep(200)
    }
  } finally {
    stop.abort()
    await working
    io.progress('')
  }
}

function describe(as: As, status: ImportStatus, io: Terminal): Promise<void> {
  return as(async (caller) => {
    const labels = new Map(importTargets(caller, caller.model.objects.get(status.object)!).map((t) => [t.key, t.label]))
    for (const [key, column] of Object.entries(status.mapping))
      io.err(`  ${status.columns[column]} → ${labels.get(key)?.[caller.locale] ?? key} (${key})`)
    const used = new Set(Object.values(status.mapping))
    const unused = status.columns.filter((name, i) => name && !used.has(i))
    if (unused.length) io.err(`  不导入 / not imported: ${unused.join(', ')}`)
  })
}

async function writeBad(as: As, status: ImportStatus, path: string, io: Terminal): Promise<void> {
  const out = createWriteStream(path)
  const count = await as((c) => writeBadRows(c, status.id, path.endsWith('.xlsx') ? 'xlsx' : 'csv', out))
  if (!out.closed) await once(out, 'close')
  io.err(`${count} 行未导入，原因见 / rows not imported, reasons in ${path}`)
}

const IMPORT_OPTIONS = {
  map: { type: 'string' },
  set: { type: 'string', multiple: true },
  mode: { type: 'string' },
  as: { type: 'string' },
  encoding: { type: 'string' },
  sheet: { type: 'string' },
  'dry-run': { type: 'boolean' },
  resume: { type: 'string' },
  bad: { type: 'string' },
  tenant: { type: 'string' },
} as const

export const parseImport = (args: string[]) => parseArgs({ args, options: IMPORT_OPTIONS, allowPositionals: true })

/**
 * `xinglin import`. Ends with 0 when every row is in or was there already, 1 when rows were left out, 2 when the
 * import itself failed.
 */
export async function importVerb(tenant: Tenant, args: string[], io: Terminal): Promise<number> {
  const { values, positionals } = parseImport(args)
  const [object, file] = positionals
  if (!values.resume && (!object || !file)) {
    io.err(IMPORT_USAGE)
    return 2
  }
  const as = await actingAs(tenant, values.as)
  let status: ImportStatus
  if (values.resume) {
    status = await as((c) => importStatus(c, values.resume!))
    if (status.state !== 'running') status = await as((c) => resumeImport(c, values.resume!))
  } else {
    const { encoding, sheet } = values
    status = await as((c) => createImport(c, object!, { name: basename(file!), path: resolve(file!), encoding, sheet }))
    const mapping = values.map ? readMap(values.map, status) : undefined
    const settings = { mapping, defaults: readDefaults(values.set), mode: values.mode as ImportMode | undefined }
    status = await as((c) => configureImport(c, status.id, settings))
    await describe(as, status, io)
    if (values['dry-run']) {
      const dry = await as((c) => validateImport(c, status.id))
      for (const error of dry.errors) io.err(`  ${error.row}: ${error.message.zh} / ${error.message.en}`)
      io.out(JSON.stringify({ ...dry, errors: undefined }))
      return dry.failed ? 1 : 0
    }
    io.err(`导入编号 / import id ${status.id}`)
    status = await as((c) => startImport(c, status.id))
  }
  status = await follow(tenant, as, status.id, io)
  const { id, state, total, created, updated, skipped, failed } = status
  io.out(JSON.stringify({ id, state, total, created, updated, skipped, failed }))
  if (skipped + failed) await writeBad(as, status, values.bad ?? `${resolve(file ?? status.name)}.未导入.csv`, io)
  if (status.error) io.err(`${status.error.message.zh} / ${status.error.message.en}`)
  if (state !== 'done') return 2
  return failed ? 1 : 0
}

const EXPORT_OPTIONS = {
  format: { type: 'string', default: 'csv' },
  out: { type: 'string' },
  where: { type: 'string' },
  q: { type: 'string' },
  sort: { type: 'string' },
  fields: { type: 'string' },
  as: { type: 'string' },
  tenant: { type: 'string' },
} as const

export const parseExport = (args: string[]) => parseArgs({ args, options: EXPORT_OPTIONS, allowPositionals: true })

/** `xinglin export`: what the person may export, under a filter, into a file. */
export async function exportVerb(tenant: Tenant, args: string[], io: Terminal): Promise<number> {
  const { values, positionals } = parseExport(args)
  const [object] = positionals
  if (!object || !values.out || !['csv', 'xlsx'].includes(values.format)) {
    io.err(EXPORT_USAGE)
    return 2
  }
  const as = await actingAs(tenant, values.as)
  const { where, q, sort, fields } = values
  const query = {
    format: values.format as TableFormat,
    where: where ? (JSON.parse(where) as Record<string, unknown>) : undefined,
    q,
    sort,
    fields: fields?.split(',').map((f) => f.trim()),
  }
  const count = await as(async (c) => {
    const made = await exportRows(c, object, query)
    const out = createWriteStream(resolve(values.out!))
    await made.writeTo(out)
    if (!out.closed) await once(out, 'close')
    return made.count
  })
  io.out(JSON.stringify({ object, rows: count, out: resolve(values.out) }))
  return 0
}
