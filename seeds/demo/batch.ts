import { Readable } from 'node:stream'
import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { storeUpload } from '#kernel/files/upload.ts'
import { createMany } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'

const BATCH = 1000

/** The house as the generator uses it: the system actor, through the same doors as everybody. */
export class Writer {
  readonly #make: () => Promise<Caller>
  readonly now: Date

  constructor(make: () => Promise<Caller>, now: Date) {
    this.#make = make
    this.now = now
  }

  /** One transaction, dated `at`, so that numbers, audit and outbox of the demo's past lie in the past. */
  unit<T>(work: (unit: Unit) => Promise<T>, at: Date = this.now): Promise<T> {
    return withCaller(this.#make, (caller) => {
      const then: Caller = { ...caller, tenant: { ...caller.tenant, clock: () => at } }
      return write(then, { command: 'seedDemo', body: null }, work)
    })
  }

  /** The same as one of the company's own people, with his rights: what needs somebody's name under it. */
  as<T>(employeeId: string, work: (unit: Unit) => Promise<T>, at: Date = this.now): Promise<T> {
    const make = async () => callerFor((await this.#make()).tenant, { employeeId })
    return withCaller(make, (caller) => {
      const then: Caller = { ...caller, tenant: { ...caller.tenant, clock: () => at } }
      return write(then, { command: 'seedDemo', body: null }, work)
    })
  }

  /** Uploads a file as people do, dated `at`; it hangs on nothing until a row names it. */
  file(name: string, bytes: Buffer, at: Date): Promise<string> {
    return withCaller(this.#make, async (caller) => {
      const then: Caller = { ...caller, tenant: { ...caller.tenant, clock: () => at } }
      return (await storeUpload(then, Readable.from([bytes]), { name })).id
    })
  }

  async tenant(): Promise<Caller['tenant']> {
    return (await this.#make()).tenant
  }

  /**
   * Creates rows in batches and gives their ids in order. What the house refuses is a fault of the generator, except
   * doubles, whose id is then undefined.
   */
  async create(
    object: string,
    rows: Values[],
    dated?: (values: Values) => string,
    at?: Date,
  ): Promise<(string | undefined)[]> {
    const ids: (string | undefined)[] = []
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH)
      const outcomes = await this.unit(
        (unit) => createMany(unit, object, batch, { accept: 'suspected', quiet: true, at: dated }),
        at,
      )
      outcomes.forEach((o, i) => {
        if ('problem' in o && o.problem.code !== 'duplicate.blocked')
          throw new Error(`demo ${object} ${JSON.stringify(batch[i])}: ${JSON.stringify(o.problem.fields)}`, {
            cause: o.problem,
          })
      })
      ids.push(...outcomes.map((o) => ('id' in o ? o.id : undefined)))
    }
    return ids
  }

  /**
   * Writes documents of the past as they stand now: with ids, states and sums that the generator worked out, as a
   * command would. Dated `at` for their numbers, each at its own `createdAt`.
   */
  async record(object: string, rows: (Values & { at: Date })[], at: Date): Promise<void> {
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH)
      const dates = new Map(batch.map((row) => [row.id, row.at.toISOString()]))
      const outcomes = await this.unit(
        (unit) =>
          createMany(
            unit,
            object,
            batch.map(({ at: _, ...values }) => values),
            { accept: 'all', quiet: true, trusted: true, at: (values) => dates.get(values.id) },
          ),
        at,
      )
      outcomes.forEach((o, i) => {
        if ('problem' in o)
          throw new Error(`demo ${object} ${JSON.stringify(batch[i])}: ${JSON.stringify(o.problem.fields)}`, {
            cause: o.problem,
          })
      })
    }
  }
}
