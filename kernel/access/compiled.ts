import type { Statement } from '../store/database.ts'
import type { Sql } from '../store/sql.ts'
import { dayOf } from '../tenant.ts'
import type { Actor, Caller } from './actor.ts'

/** A place in a statement that each request fills with its own value. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

const MAX_PER_ACTOR = 300
const known = new WeakMap<Actor, Map<string, Statement>>()

/** The liveness check with slots for its values: sessions of one person differ in nothing else. */
function slotted(alive: Sql): Sql {
  const copy = Object.create(alive) as Sql
  Object.defineProperty(copy, 'values', { value: alive.values.map((_, i) => new Slot(`alive${i}`)) })
  return copy
}

/**
 * A statement whose text depends only on who the caller is and on `key`: written once for each actor and day, then only
 * filled. Writing it anew (some eighty columns with rights) costs more than running it. An actor lives for one access
 * epoch, so what it may see cannot have changed under the text.
 */
export function compiled(
  caller: Caller,
  key: string,
  params: Record<string, unknown>,
  write: (caller: Caller, slot: (name: string) => unknown) => Sql,
): Statement {
  const mine = known.get(caller.actor) ?? new Map<string, Statement>()
  known.set(caller.actor, mine)
  const full = `${dayOf(caller.tenant.clock())}|${caller.alive?.strings[0] ?? ''}|${caller.locale}|${key}`
  let statement = mine.get(full)
  if (!statement) {
    const written = write({ ...caller, alive: caller.alive && slotted(caller.alive) }, (name) => new Slot(name))
    statement = { text: written.text, values: written.values }
    if (mine.size >= MAX_PER_ACTOR) mine.clear()
    mine.set(full, statement)
  }
  const alive = caller.alive?.values
  const values = statement.values.map((v) => {
    if (!(v instanceof Slot)) return v
    return v.name.startsWith('alive') ? alive![Number(v.name.slice(5))] : params[v.name]
  })
  return { text: statement.text, values }
}
