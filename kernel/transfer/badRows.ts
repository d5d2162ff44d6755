import type { Writable } from 'node:stream'
import type { Caller } from '../access/actor.ts'
import { pick } from '../declare/label.ts'
import type { FieldProblem } from '../errors.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { loadJob } from './jobs.ts'
import { type TableFormat, tableWriter } from './writeTable.ts'

const PAGE = 1000

export interface BadRow {
  n: number
  result: 'failed' | 'skipped' | 'kept'
  cells: string[] | null
  reasons: FieldProblem[] | null
}

/** Rows that did not get in (or could not be taken back), in the order of the file. */
export async function badRows(caller: Caller, id: string, after = 0, limit = PAGE): Promise<BadRow[]> {
  await loadJob(caller, id)
  return caller.tenant.db.query<BadRow>(sql`
    select n, result, cells, reasons from ${at(caller.tenant, 'import_row')}
    where job_id = ${id} and n > ${after} and result in ('failed', 'skipped', 'kept') order by n limit ${limit}`)
}

/** The rows to correct: the file's own columns, then the row number and why. It can be corrected and imported as it is. */
export async function writeBadRows(caller: Caller, id: string, format: TableFormat, out: Writable): Promise<number> {
  const job = await loadJob(caller, id)
  const { locale } = caller
  const table = tableWriter(format, out, locale === 'zh' ? '未导入' : 'Not imported')
  await table.write([...job.columns, ...(locale === 'zh' ? ['行号', '原因'] : ['Row', 'Reason'])])
  let count = 0
  for (let after = 0; ; ) {
    const rows = await badRows(caller, id, after)
    for (const row of rows) {
      const cells = job.columns.map((_, i) => row.cells?.[i] ?? '')
      const why = (row.reasons ?? []).map((r) => pick(r.message, locale)).join(locale === 'zh' ? '；' : '; ')
      await table.write([...cells, { number: String(row.n) }, why])
    }
    count += rows.length
    if (rows.length < PAGE) break
    after = rows.at(-1)!.n
  }
  await table.end()
  return count
}
