import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import type { Database } from '../store/database.ts'
import { ident, type Sql, sql } from '../store/sql.ts'
import type { Log } from '../tenant.ts'

/**
 * Which workers are alive. graphile-worker by itself waits four hours before it takes a killed worker's jobs for
 * abandoned; here each process keeps a lease for its workers, and whoever finds jobs of a worker without one frees them.
 */
export class Holders {
  readonly events: WorkerEvents = new EventEmitter()
  readonly #db: Database
  readonly #schema: Sql
  readonly #table: Sql
  readonly #lease: number
  readonly #log: Log
  readonly #ids = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #beating: Promise<void> = Promise.resolve()

  private constructor(db: Database, schema: string, lease: number, log: Log) {
    this.#db = db
    this.#schema = ident(schema)
    this.#table = sql`${this.#schema}.xinglin_holder`
    this.#lease = lease
    this.#log = log
    this.events.on('pool:create', ({ workerPool }) => void this.#ids.add(workerPool.id))
    this.events.on('worker:create', ({ worker }) => void this.#ids.add(worker.workerId))
  }

  static async open(db: Database, schema: string, lease: number, log: Log): Promise<Holders> {
    const holders = new Holders(db, schema, lease, log)
    await db.fresh(
      sql`create table if not exists ${holders.#table} (id text primary key, alive_until timestamptz not null)`,
    )
    return holders
  }

  /** Begins to show signs of life, several within each lease. */
  start(): void {
    const beat = () => {
      this.#beating = this.#beat().catch((error) => this.#log.warn('job lease failed', { error: String(error) }))
    }
    beat()
    this.#timer = setInterval(beat, (this.#lease * 1000) / 5)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#beating
    await this.#db.query(sql`delete from ${this.#table} where id = any(${[...this.#ids]}::text[])`)
  }

  async #beat(): Promise<void> {
    await this.#db.query(sql`insert into ${this.#table} (id, alive_until)
      select id, now() + make_interval(secs => ${this.#lease}) from unnest(${[...this.#ids]}::text[]) id
      on conflict (id) do update set alive_until = excluded.alive_until`)
    await this.#db.query(sql`delete from ${this.#table} where alive_until < now() - interval '1 day'`)
    const dead = await this.#db.query<{
      id: string
    }>(sql`select distinct j.locked_by as id from ${this.#schema}._private_jobs j
      where j.locked_at < now() - make_interval(secs => ${this.#lease})
        and not exists (select 1 from ${this.#table} h where h.id = j.locked_by and h.alive_until > now())`)
    if (!dead.length) return
    const ids = dead.map((d) => d.id)
    this.#log.warn('jobs of dead workers freed', { workers: ids })
    await this.#db.query(sql`select ${this.#schema}.force_unlock_workers(${ids}::text[])`)
  }
}
