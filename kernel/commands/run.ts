import { createHash } from 'node:crypto'
import type { Caller } from '../access/actor.ts'
import { checkGuard, ensureChecked, type Guarded, guardColumns, markCommitted } from '../access/caller.ts'
import { compiled } from '../access/compiled.ts'
import { hasVerb } from '../access/reach.ts'
import { denied, Problem, Refusal } from '../errors.ts'
import { wake } from '../events/wake.ts'
import { Unit } from '../records/unit.ts'
import type { Runner } from '../store/database.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'

export interface Once {
  /** The client's key: the same key and body again gives the same reply, another body is refused. */
  key?: string
  command: string
  body: unknown
  /** The work's first question tells whether the caller is still who he was (a look for doubles does): none is put before it. */
  asks?: boolean
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

/** Thrown where the key was used before and that request has been answered. */
class Earlier extends Error {}

/**
 * Claims the key in the transaction: a second request with the same key waits here for the first one's commit. Also
 * checks that the caller is still who he was.
 */
async function claim(caller: Caller, once: Once, tx: Runner): Promise<void> {
  if (!once.key && once.asks) return
  if (!once.key) {
    const statement = compiled(caller, 'guard', {}, (who) => sql`select ${guardColumns(who)}`)
    checkGuard(caller, (await tx.query<Guarded>(statement))[0])
    return
  }
  const [row] = await tx.query<Guarded & { fresh: boolean }>(sql`with mine as (
      insert into ${at(caller.tenant, 'idempotency')} (actor_id, key, command, body_hash, at)
      values (${caller.actor.id}, ${once.key}, ${once.command}, ${hashOf(once.body)}, ${caller.tenant.clock().toISOString()})
      on conflict do nothing returning 1)
    select ${guardColumns(caller)}, exists (select 1 from mine) as fresh`)
  checkGuard(caller, row)
  if (!row!.fresh) throw new Earlier()
}

/** What the first request with this key was answered. */
async function earlierReply<T>({ tenant, actor }: Caller, once: Once): Promise<T> {
  const [earlier] = await tenant.db.query<{ command: string; body_hash: string; reply: T }>(
    sql`select command, body_hash, reply from ${at(tenant, 'idempotency')} where actor_id = ${actor.id} and key = ${once.key}`,
  )
  if (!earlier || earlier.command !== once.command || earlier.body_hash !== hashOf(once.body)) throw clash()
  return earlier.reply
}

/** The transaction's connection as the work sees it: no answer before the caller has been checked. */
function behind(claimed: Promise<void>, tx: Runner): Runner {
  const after = async <T>(answer: Promise<T>): Promise<T> => {
    answer.catch(() => {})
    await claimed
    return answer
  }
  return {
    get client() {
      return tx.client
    },
    query: (statement) => after(tx.query(statement)),
    fresh: (statement) => after(tx.fresh(statement)),
    table: (statement, how) => after(tx.table(statement, how)),
    send: (statement) => tx.send(statement),
  }
}

/**
 * The one way in for writes: one transaction that claims the idempotency key, checks the caller, does the work, writes
 * audit and outbox, saves the reply, commits. Whatever fails undoes all of it. The claim travels with the first
 * statement of the work and those that nobody waits for with the commit: a write of one row is two journeys.
 */
export async function write<T>(caller: Caller, once: Once, work: (unit: Unit) => Promise<T>): Promise<T> {
  let told = false
  const transaction = caller.tenant.db.transaction(async (tx) => {
    const claimed = claim(caller, once, tx)
    const unit = new Unit(caller, behind(claimed, tx))
    // Whatever became of the work: who may not even ask is told so and nothing else.
    const done = await Promise.allSettled([claimed, (async () => work(unit))()])
    if (done[0].status === 'rejected') throw done[0].reason
    if (done[1].status === 'rejected') throw done[1].reason
    await ensureChecked(caller, tx)
    told = unit.flush()
    const reply = done[1].value
    if (once.key)
      tx.send(sql`update ${at(caller.tenant, 'idempotency')} set reply = ${JSON.stringify(reply ?? null)}::json
        where actor_id = ${caller.actor.id} and key = ${once.key}`)
    return reply
  })
  const reply = await transaction.catch((error: unknown) => {
    if (error instanceof Earlier) return earlierReply<T>(caller, once)
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
