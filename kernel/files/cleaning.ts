import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { fileStore } from './store.ts'

const LOOSE_HOURS = 24
/** Content received so recently is left alone: its row may be about to be written. */
const SETTLED_MS = 3_600_000
const BATCH = 500
/** What was submitted for approval hangs on nothing until it is carried out; what was refused may be submitted again. */
const ASKED_DAYS = 30

/**
 * Removes files that were uploaded more than a day ago, never hung on anything and wait for no approval, and their
 * content where no other file has the same. Returns how many.
 */
export async function cleanLooseFiles(tenant: Tenant): Promise<number> {
  const old = new Date(tenant.clock().getTime() - LOOSE_HOURS * 3_600_000).toISOString()
  const asked = new Date(tenant.clock().getTime() - ASKED_DAYS * 24 * 3_600_000).toISOString()
  const file = at(tenant, 'file')
  const store = fileStore(tenant)
  let removed = 0
  while (true) {
    const gone = await tenant.db.query<{ sha256: string }>(sql`with gone as (
        select id from ${file} l where record_id is null and created_at < ${old} and not exists (select 1
          from ${at(tenant, 'approval_request')} r where (r.state in ('running', 'returned') or r.updated_at > ${asked})
            and strpos(r.input::text, l.id::text) > 0) limit ${BATCH} for update skip locked)
      delete from ${file} f using gone where f.id = gone.id and f.record_id is null returning f.sha256`)
    removed += gone.length
    for (const sha256 of new Set(gone.map((f) => f.sha256))) {
      const [used] = await tenant.db.query(sql`select 1 from ${file} where sha256 = ${sha256} limit 1`)
      const touched = await store.touched(sha256)
      if (!used && touched && Date.now() - touched.getTime() > SETTLED_MS) await store.remove(sha256)
    }
    if (gone.length < BATCH) return removed
  }
}
