import type { Hash } from 'node:crypto'
import { type AuditRow, auditHash } from '../records/unit.ts'
import { literal, sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { beginSeal, type Seal, sealEntry } from './seal.ts'

export interface Break {
  /**
   * entry: an entry's content does not match its hash. link: the entry before it is gone. head: a record's newest
   * entry is gone. fork: an entry that the record's history does not lead to. seal: entries of a sealed stretch were
   * changed, removed or added, or a seal was. anchor: the chain of seals is not the one that was noted outside.
   */
  kind: 'entry' | 'link' | 'head' | 'fork' | 'seal' | 'anchor'
  object?: string
  recordId?: string | null
  entryId?: string
  seal?: number
}

export interface Verdict {
  entries: number
  seals: number
  /** Entries after the last seal: their own hashes and chains hold, no seal covers them yet. */
  unsealed: number
  /** At most 1,000; empty = nothing was tampered with. */
  broken: Break[]
}

const PAGE = 5_000
const MAX_BREAKS = 1_000

type Entry = AuditRow & { tx: string }

async function* entries(tenant: Tenant): AsyncGenerator<Entry> {
  let from = { tx: '0', id: '00000000-0000-0000-0000-000000000000' }
  while (true) {
    const page = await tenant.db.query<Entry>(sql`
      select a.id, a.at, a.actor_id, a.on_behalf_of, a.request_id, a.object, a.record_id, a.verb, a.changes::text as changes,
        a.prev_hash, a.hash, a.tx::text as tx from ${at(tenant, 'audit')} a
      where (a.tx, a.id) > (${from.tx}::xid8, ${from.id}::uuid) order by a.tx, a.id limit ${PAGE}`)
    yield* page
    if (page.length < PAGE) return
    from = page.at(-1)!
  }
}

/** Follows the seals while the entries pass by in the same order. */
class SealCheck {
  readonly #seals: Seal[]
  readonly #broken: Break[]
  #at = -1
  #digest: Hash | undefined
  #rows = 0
  unsealed = 0

  constructor(seals: Seal[], broken: Break[]) {
    this.#seals = seals
    this.#broken = broken
    this.#next()
  }

  #next(): void {
    this.#at++
    const seal = this.#seals[this.#at]
    if (!seal) return
    const before = this.#seals[this.#at - 1]
    const follows =
      seal.n === this.#at + 1 && seal.after === (before?.upto ?? '0') && seal.prev_hash === (before?.hash ?? '')
    if (!follows) this.#broken.push({ kind: 'seal', seal: seal.n })
    this.#digest = beginSeal(seal)
    this.#rows = 0
  }

  #close(): void {
    const seal = this.#seals[this.#at]!
    if (this.#rows !== seal.rows || this.#digest!.digest('hex') !== seal.hash)
      this.#broken.push({ kind: 'seal', seal: seal.n })
    this.#next()
  }

  entry(entry: Entry): void {
    while (this.#seals[this.#at] && BigInt(entry.tx) >= BigInt(this.#seals[this.#at]!.upto)) this.#close()
    if (!this.#seals[this.#at]) return void this.unsealed++
    sealEntry(this.#digest!, entry)
    this.#rows++
  }

  end(): void {
    while (this.#seals[this.#at]) this.#close()
  }
}

type Found = { object: string; record_id: string; id?: string }

/** Breaks in the chain of each record, found by the database: what an entry points back at must be there. */
async function brokenLinks(tenant: Tenant): Promise<Break[]> {
  const audit = at(tenant, 'audit')
  const rows =
    await tenant.db.fresh<Found>(sql`select a.object, a.record_id, a.id from ${audit} a where a.prev_hash <> ''
    and not exists (select 1 from ${audit} p where p.record_id = a.record_id and p.object = a.object and p.hash = a.prev_hash)
    limit ${MAX_BREAKS}`)
  return rows.map((r) => ({ kind: 'link', object: r.object, recordId: r.record_id, entryId: r.id }))
}

/** Each living record knows the hash of its newest entry: it must be there, and be the end of the only chain. */
async function brokenHeads(tenant: Tenant): Promise<Break[]> {
  const audit = at(tenant, 'audit')
  const broken: Break[] = []
  for (const object of tenant.registry.objects.values()) {
    const table = at(tenant, object.table)
    const name = literal(object.name)
    const heads = await tenant.db.fresh<Found>(sql`select ${name} as object, t.id as record_id from ${table} t
      where t.audit_hash is not null
        and not exists (select 1 from ${audit} a where a.record_id = t.id and a.hash = t.audit_hash) limit ${MAX_BREAKS}`)
    broken.push(...heads.map((r): Break => ({ kind: 'head', object: r.object, recordId: r.record_id })))
    const forks = await tenant.db.fresh<Found>(sql`select a.object, a.record_id, a.id from ${audit} a
      join ${table} t on t.id = a.record_id where a.object = ${name} and a.prev_hash <> '' and a.hash is distinct from t.audit_hash
        and not exists (select 1 from ${audit} n where n.record_id = a.record_id and n.prev_hash = a.hash) limit ${MAX_BREAKS}`)
    broken.push(...forks.map((r): Break => ({ kind: 'fork', object: r.object, recordId: r.record_id, entryId: r.id })))
  }
  return broken
}

/**
 * Checks the whole audit log: each entry against its hash, each record's chain, each seal. `anchor` is a seal that was
 * noted outside the database (the server's log has them all): with it even a rewritten chain of seals is noticed.
 */
export async function verifyAudit(tenant: Tenant, anchor?: { n: number; hash: string }): Promise<Verdict> {
  const seals =
    await tenant.db.query<Seal>(sql`select n, at, "after"::text as after, upto::text as upto, rows, prev_hash, hash
    from ${at(tenant, 'audit_seal')} order by n`)
  const broken: Break[] = []
  const check = new SealCheck(seals, broken)
  let count = 0
  for await (const { tx, hash, ...said } of entries(tenant)) {
    count++
    check.entry({ ...said, tx, hash })
    if (auditHash(said) !== hash)
      broken.push({ kind: 'entry', object: said.object, recordId: said.record_id, entryId: said.id })
    if (broken.length >= MAX_BREAKS) break
  }
  if (broken.length < MAX_BREAKS) check.end()
  broken.push(...(await brokenLinks(tenant)), ...(await brokenHeads(tenant)))
  if (anchor && seals.find((s) => s.n === anchor.n)?.hash !== anchor.hash)
    broken.push({ kind: 'anchor', seal: anchor.n })
  return { entries: count, seals: seals.length, unsealed: check.unsealed, broken: broken.slice(0, MAX_BREAKS) }
}
