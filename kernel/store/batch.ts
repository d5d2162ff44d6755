import pg from 'pg'

/** What a statement is told that came after one that failed, as PostgreSQL itself would say it. */
export const ABORTED = '25P02'

/** The parts of the driver's connection and query that a batch plays on; its published types leave them out. */
interface Wire {
  stream: { cork(): void; uncork(): void; destroy(): void }
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
  sync(): void
}
interface Played {
  name?: string
  text: string
  callback: (error: unknown, result: pg.QueryResult) => void
  prepare(wire: Wire): void
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, wire: Wire): void
  handleError(error: unknown, wire: Wire): void
  handleReadyForQuery(wire: Wire): void
}

/**
 * Several statements that go to the server as one message and come back as one: they run in order, and after one that
 * fails the rest is not run. The driver sends each alone and waits, and a journey costs more than most statements.
 */
export class Batch {
  readonly #queries: Played[] = []
  #at = 0

  /** Adds a statement; its answer comes when the batch is run. */
  add(config: pg.QueryConfig): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      // Set one by one: the driver takes a whole configuration apart into property descriptors, for each statement.
      const { text, rowMode, types } = config as pg.QueryArrayConfig
      const query = new pg.Query(rowMode ? ({ text, rowMode, types } as pg.QueryConfig) : text) as unknown as Played
      Object.assign(query, { name: config.name, values: config.values, queryMode: 'extended' })
      query.callback = (error, result) => (error ? reject(error as Error) : resolve(result))
      this.#queries.push(query)
    })
  }

  // From here on it is what the driver takes for one query of its own.

  get name(): string | undefined {
    return this.#queries[this.#at]?.name
  }

  get text(): string {
    return this.#queries[this.#at]?.text ?? ''
  }

  submit(connection: unknown): void {
    const wire = connection as Wire
    const silent = Object.create(wire, { sync: { value: () => {} } }) as Wire
    wire.stream.cork()
    for (const query of this.#queries) query.prepare(silent)
    wire.sync()
    wire.stream.uncork()
  }

  handleRowDescription(message: unknown): void {
    this.#queries[this.#at]!.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.#queries[this.#at]!.handleDataRow(message)
  }

  handleCommandComplete(message: unknown, wire: Wire): void {
    const done = this.#queries[this.#at++]!
    done.handleCommandComplete(message, wire)
    done.handleReadyForQuery(wire)
  }

  handleError(error: unknown, wire: Wire): void {
    const [failed, ...skipped] = this.#queries.slice(this.#at)
    failed?.handleError(error, wire)
    const echo = Object.assign(new Error('an earlier statement failed', { cause: error }), { code: ABORTED })
    for (const query of skipped) {
      // The server has passed over these: what they were to prepare is not there.
      if (query.name && !wire.parsedStatements?.[query.name]) delete wire.submittedNamedStatements?.[query.name]
      query.handleError(echo, wire)
    }
  }

  handleReadyForQuery(): void {}
}
