import { createHash, type Hash } from 'node:crypto'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'

/** A seal over the entries of all transactions from `after` (included) up to `upto` (not included). */
export interface Seal {
  n: number
  at: string
  after: string
  upto: string
  rows: number
  prev_hash: string
  hash: string
}

const PAGE = 5_000

/** Begins a seal's hash: over what the seal says of itself, then over each entry by {@link sealEntry}. */
export const beginSeal = (s: Pick<Seal, 'n' | 'after' | 'upto' | 'prev_hash'>): Hash =>
  createHash('sha256').update(`${JSON.stringify([s.prev_hash, s.n, s.after, s.upto])}\n`)

export const sealEntry = (hash: Hash, entry: { id: string; hash: string }): Hash =>
  hash.update(`${entry.id} ${entry.hash}\n`)

export async function lastSeal(tenant: Tenant): Promise<Seal | undefined> {
  const [seal] =
    await tenant.db.query<Seal>(sql`select n, at, "after"::text as after, upto::text as upto, rows, prev_hash, hash
    from ${at(tenant, 'audit_seal')} order by n desc limit 1`)
  return seal
}

async function hashEntries(tenant: Tenant, hash: Hash, after: string, upto: string): Promise<number> {
  let rows = 0
  let from = { tx: after, id: '00000000-0000-0000-0000-000000000000' }
  while (true) {
    const page = await tenant.db.query<{ tx: string; id: string; hash: string }>(sql`
      select a.tx::text as tx, a.id, a.hash from ${at(tenant, 'audit')} a
      where (a.tx, a.id) > (${from.tx}::xid8, ${from.id}::uuid) and a.tx < ${upto}::xid8 order by a.tx, a.id limit ${PAGE}`)
    for (const entry of page) sealEntry(hash, entry)
    rows += page.length
    if (page.length < PAGE) return rows
    from = page.at(-1)!
  }
}

/**
 * Seals what was added to the audit log since the last seal: one hash over all of it and over the seal before. From
 * then on no entry can be changed, removed or slipped in without {@link verifyAudit} saying so. The head of the chain
 * goes to the server's log too: whoever keeps the logs elsewhere can tell when even the seals were rewritten.
 * Returns the new seal, or null when there was nothing to seal or another process has just done so.
 */
export async function sealAudit(tenant: Tenant): Promise<Seal | null> {
  const last = await lastSeal(tenant)
  const [now] = await tenant.db.query<{ upto: string }>(
    sql`select pg_snapshot_xmin(pg_current_snapshot())::text as upto`,
  )
  const seal = {
    n: (last?.n ?? 0) + 1,
    after: last?.upto ?? '0',
    upto: now!.upto,
    prev_hash: last?.hash ?? '',
    at: tenant.clock().toISOString(),
  }
  if (BigInt(seal.upto) <= BigInt(seal.after)) return null
  const digest = beginSeal(seal)
  const rows = await hashEntries(tenant, digest, seal.after, seal.upto)
  if (!rows) return null
  const hash = digest.digest('hex')
  const made =
    await tenant.db.query(sql`insert into ${at(tenant, 'audit_seal')} (n, at, "after", upto, rows, prev_hash, hash)
    values (${seal.n}, ${seal.at}, ${seal.after}::xid8, ${seal.upto}::xid8, ${rows}, ${seal.prev_hash}, ${hash})
    on conflict do nothing returning 1`)
  if (!made.length) return null
  tenant.log.info('audit sealed', { tenant: tenant.id, n: seal.n, rows, hash })
  return { ...seal, rows, hash }
}
