import { availableParallelism } from 'node:os'
import pg from 'pg'
import type { Sql } from './sql.ts'
import { type Answer, Asked, AskedTexts, type Described, type TextTable } from './wire/asked.ts'
import { ABORTED, Batch } from './wire/batch.ts'

pg.types.setTypeParser(pg.types.builtins.DATE, (v) => v)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (v) => new Date(v).toISOString())
pg.types.setTypeParser(pg.types.builtins.INT8, (v) => Number(v))

export type Row = Record<string, unknown>

/** A text with its values: composed SQL, or one that was compiled earlier. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

export type Reading = 'named' | 'fresh' | 'quick'

/** Anything that runs a statement: the pool or one transaction's connection. */
export interface Runner {
  /** The driver's own client, for libraries and for the control schema's functions. */
  readonly client: pg.Pool | pg.PoolClient
  /** Runs a statement prepared under a name: for texts that recur. */
  query<T = Row>(statement: Statement): Promise<T[]>
  /** Runs a statement planned afresh with its values: for searches, where the value decides the plan. */
  fresh<T = Row>(statement: Sql): Promise<T[]>
  /** Runs a statement for its values as texts: as `query` does, as `fresh` does, or in the queue of quick reads. */
  table(statement: Statement, how?: Reading): Promise<TextTable>
  /**
   * In a transaction: runs a statement whose answer nobody needs to wait for, together with those around it. If it
   * fails, so does the commit.
   */
  send(statement: Statement): void
}

/** Errors after which the same transaction may simply be tried again (GROWTH.md 10). */
const RETRYABLE = new Set(['40001', '40P01', '57P01', '57P03', '25006', 'ECONNRESET', 'EPIPE'])
const isRetryable = (error: unknown): boolean => {
  const code = (error as { code?: string }).code ?? ''
  return RETRYABLE.has(code) || code.startsWith('08')
}

const MAX_NAMED = 2000
const names = new Map<string, string>()

/** A stable name for a statement text, so that each connection parses and plans it once. */
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known) return known
  if (names.size >= MAX_NAMED) return undefined
  const name = `x${names.size}`
  names.set(text, name)
  return name
}

/** One transaction's connection. Statements of one turn of the loop go to the server together. */
class Transaction implements Runner {
  readonly #client: pg.PoolClient
  readonly #described: Described
  #batch: Batch | undefined
  /** The last failure that was not the echo of an earlier one. */
  #failure: unknown

  constructor(client: pg.PoolClient, described: Described) {
    this.#client = client
    this.#described = described
    this.send({ text: 'begin', values: [] })
  }

  /** The driver's client; whatever was said before goes before what it is told. */
  get client(): pg.PoolClient {
    this.#go()
    return this.#client
  }

  #go(): void {
    const batch = this.#batch
    this.#batch = undefined
    if (batch) this.#client.query(batch)
  }

  async #add(query: Asked): Promise<Answer> {
    if (!this.#batch) {
      this.#batch = new Batch()
      process.nextTick(() => this.#go())
    }
    const batch = this.#batch
    try {
      return await batch.add(query)
    } catch (error) {
      if ((error as { code?: string }).code !== ABORTED) this.#failure = error
      throw error
    }
  }

  #named({ text, values }: Statement): Promise<Answer> {
    return this.#add(new Asked(this.#described, text, values, nameOf(text)))
  }

  async query<T = Row>(statement: Statement): Promise<T[]> {
    return (await this.#named(statement)).rows as T[]
  }

  async fresh<T = Row>({ text, values }: Statement): Promise<T[]> {
    return (await this.#add(new Asked(this.#described, text, values))).rows as T[]
  }

  async table({ text, values }: Statement, how?: Reading): Promise<TextTable> {
    const query = new AskedTexts(this.#described, text, values, how === 'fresh' ? undefined : nameOf(text))
    await this.#add(query)
    return query.table
  }

  send(statement: Statement): void {
    this.#named(statement).catch(() => {})
  }

  /** What went wrong, where `error` may only say that something had. */
  cause(error: unknown): unknown {
    return (error as { code?: string }).code === ABORTED && this.#failure ? this.#failure : error
  }

  async commit(): Promise<void> {
    // A transaction in which something failed answers a commit with ROLLBACK, and no error.
    const { command } = await this.#named({ text: 'commit', values: [] })
    if (command !== 'COMMIT') throw this.#failure ?? new Error('the transaction was rolled back')
  }

  async rollback(): Promise<void> {
    await this.client.query('rollback')
  }
}

export interface DatabaseOptions {
  url: string
  /** Connections for transactions, which may wait for one another; default 16. */
  max?: number
  /** Connections for quick reads; default two a processor: more would only take turns, and the last would wait longest. */
  quick?: number
  /** Milliseconds a statement may run; default 15,000. */
  statementTimeout?: number
}

/** One PostgreSQL, reached through bounded pools. */
export class Database implements Runner {
  readonly pool: pg.Pool
  readonly url: string
  /** For pages and rows known to be quick: they queue for the processor alone, behind no lock and no report. */
  readonly #quick: pg.Pool
  /** Connections that plan each statement with its values; the others keep one plan a statement. */
  readonly #searching: pg.Pool
  readonly #described: Described = new Map()

  constructor(options: DatabaseOptions) {
    this.url = options.url
    const pool = (max: number, plans: string): pg.Pool => {
      const made = new pg.Pool({
        connectionString: options.url,
        max,
        options: `-c timezone=UTC -c plan_cache_mode=${plans}`,
        statement_timeout: options.statementTimeout ?? 15_000,
        lock_timeout: 10_000,
        idle_in_transaction_session_timeout: 60_000,
        connectionTimeoutMillis: 15_000,
        keepAlive: true,
        // What a connection has prepared costs more to make anew than to keep through a quiet minute.
        idleTimeoutMillis: 300_000,
      })
      // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
      made.on('error', () => {})
      return made
    }
    // The shape of a named statement is chosen by us (records/list.ts), not by its values: one plan serves all, and
    // planning, which costs more than running, is done once a connection.
    const max = options.max ?? 16
    this.pool = pool(max, 'force_generic_plan')
    this.#quick = pool(options.quick ?? Math.min(max, Math.max(4, 2 * availableParallelism())), 'force_generic_plan')
    this.#searching = pool(Math.max(2, Math.ceil(max / 2)), 'force_custom_plan')
  }

  get client(): pg.Pool {
    return this.pool
  }

  #ask(pool: pg.Pool, query: Asked): Promise<Answer> {
    return pool.query(query as never) as unknown as Promise<Answer>
  }

  async query<T = Row>({ text, values }: Statement): Promise<T[]> {
    return (await this.#ask(this.pool, new Asked(this.#described, text, values, nameOf(text)))).rows as T[]
  }

  async fresh<T = Row>({ text, values }: Sql): Promise<T[]> {
    return (await this.#ask(this.#searching, new Asked(this.#described, text, values))).rows as T[]
  }

  async table({ text, values }: Statement, how: Reading = 'named'): Promise<TextTable> {
    const pool = { named: this.pool, fresh: this.#searching, quick: this.#quick }[how]
    const query = new AskedTexts(this.#described, text, values, how === 'fresh' ? undefined : nameOf(text))
    await this.#ask(pool, query)
    return query.table
  }

  send(): void {
    throw new Error('only in a transaction')
  }

  /** One transaction, run again as a whole on errors that a retry can heal. */
  async transaction<T>(work: (tx: Runner) => Promise<T>, attempts = 4): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(work)
      } catch (error) {
        if (attempt >= attempts || !isRetryable(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt * (0.5 + Math.random())))
      }
    }
  }

  async #once<T>(work: (tx: Runner) => Promise<T>): Promise<T> {
    const client = await this.pool.connect()
    let broken: Error | undefined
    // A connection that dies under a transaction says so twice: to the statement, and as an event nobody else hears.
    const onError = (error: Error) => {
      broken = error
    }
    client.on('error', onError)
    const tx = new Transaction(client, this.#described)
    try {
      const result = await work(tx)
      await tx.commit()
      return result
    } catch (error) {
      try {
        await tx.rollback()
      } catch (rollbackError) {
        broken = rollbackError as Error
      }
      throw tx.cause(error)
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.pool, this.#quick, this.#searching].map((pool) => pool.end()))
  }
}
