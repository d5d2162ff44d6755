import type { LiveObject } from '../access/model.ts'
import { invalidField } from '../errors.ts'
import { sql } from '../store/sql.ts'
import type { Values } from './input.ts'
import type { Unit } from './unit.ts'

/** Files of a row: its `files` fields, administrator-made ones included. */
const fileFields = (live: LiveObject): string[] => live.each.filter(([, f]) => f.type === 'files').map(([n]) => n)

/**
 * Hangs uploaded files on the row that names them. Only the uploader's own unattached files, or ones already on this
 * row: a file id is no way to another record's papers.
 */
export async function attachFiles(unit: Unit, live: LiveObject, row: Values): Promise<void> {
  for (const field of fileFields(live)) {
    const ids = (row[field] ?? []) as string[]
    if (!ids.length) continue
    const attached = await unit.tx.query<{ id: string }>(sql`
      update ${unit.table('file')} set object = ${live.def.name}, record_id = ${row.id}, field = ${field}
      where id = any(${ids}::uuid[]) and (record_id = ${row.id} or (record_id is null and created_by = ${unit.caller.actor.id})) returning id`)
    if (attached.length !== new Set(ids).size)
      throw invalidField(field, 'file.notFound', '附件不存在，请重新上传', 'No such file; please upload it again')
  }
}
