import { createHash } from 'node:crypto'
import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns, markCommitted } from '../access/caller.ts'
import { hasVerb } from '../access/reach.ts'
import { denied, Problem, Refusal } from '../errors.ts'
import { wake } from '../events/wake.ts'
import { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'

export interface Once {
  /** The client's key: the same key and body again gives the same reply, another body is refused. */
  key?: string
  command: string
  body: unknown
}

const hashOf = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('hex')

const clash = (): Problem =>
  new Problem(422, 'idempotency.reused', {
    zh: '同一请求编号用于了不同内容，请刷新后重试',
    en: 'This Idempotency-Key was used for another request',
  })

/**
 * Claims the key in the transaction: a second request with the same key waits here for the first one's commit and then
 * finds its reply. Also checks that the caller is still who he was. Returns the earlier reply, if there is one.
 */
async function claim(unit: Unit, once: Once): Promise<{ reply: unknown } | undefined> {
  const { caller, tx } = unit
  if (!once.key) {
    const [row] = await tx.query<Guarded>(sql`select ${guardColumns(caller)}`)
    checkGuard(caller, row)
    return undefined
  }
  const table = at(caller.tenant, 'idempotency')
  const body = hashOf(once.body)
  const [row] = await tx.query<Guarded & { fresh: boolean }>(sql`with mine as (
      insert into ${table} (actor_id, key, command, body_hash, at) values (${caller.actor.id}, ${once.key}, ${once.command}, ${body}, ${unit.stamp})
      on conflict do nothing returning 1)
    select ${guardColumns(caller)}, exists (select 1 from mine) as fresh`)
  checkGuard(caller, row)
  if (row!.fresh) return undefined
  const [earlier] = await tx.query<{ command: string; body_hash: string; reply: unknown }>(
    sql`select command, body_hash, reply from ${table} where actor_id = ${caller.actor.id} and key = ${once.key}`,
  )
  if (!earlier || earlier.command !== once.command || earlier.body_hash !== body) throw clash()
  return { reply: earlier.reply }
}

/**
 * The one way in for writes: one transaction that claims the idempotency key, checks the caller, does the work, writes
 * audit and outbox, saves the reply, commits. Whatever fails undoes all of it.
 */
export async function write<T>(caller: Caller, once: Once, work: (unit: Unit) => Promise<T>): Promise<T> {
  let told = false
  const transaction = caller.tenant.db.transaction(async (tx) => {
    const unit = new Unit(caller, tx)
    const earlier = await claim(unit, once)
    if (earlier) return earlier.reply as T
    const reply = await work(unit)
    const saved =
      once.key &&
      tx.query(sql`update ${at(caller.tenant, 'idempotency')} set reply = ${JSON.stringify(reply ?? null)}::json
        where actor_id = ${caller.actor.id} and key = ${once.key}`)
    ;[told] = await Promise.all([unit.flush(), saved])
    return reply
  })
  const reply = await transaction.catch((error: unknown) => {
    throw declaredRefusal(caller, error)
  })
  markCommitted(caller)
  if (told) wake(caller.tenant)
  return reply
}

/** A declared rule that the database kept against this write, in the words of its declaration. */
export function declaredRefusal(caller: Caller, error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const message = code?.startsWith('23') && constraint ? caller.tenant.registry.constraints.get(constraint) : undefined
  return message ? new Refusal(`rule.${constraint}`, message) : error
}

/** Throws unless the caller has the verb at all. */
export function requireVerb(caller: Caller, object: string, verb: string): void {
  if (!hasVerb(caller.actor, caller.model.objects.get(object)!.def, verb)) throw denied(verb)
}
