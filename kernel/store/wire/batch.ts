import { type Answer, type Asked, type Wire, without } from './asked.ts'

/** What a statement is told that came after one that failed, as PostgreSQL itself would say it. */
export const ABORTED = '25P02'

/**
 * Several statements that go to the server as one message and come back as one: they run in order, and after one that
 * fails the rest is not run. The driver sends each alone and waits, and a journey costs more than most statements.
 */
export class Batch {
  readonly #queries: Asked[] = []
  #at = 0

  /** Adds a statement; its answer comes when the batch is run. */
  add(query: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
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
    const silent = without(wire, 'sync')
    wire.stream.cork()
    for (const query of this.#queries) query.prepare(silent)
    wire.sync()
    wire.stream.uncork()
  }

  handleRowDescription(message: never): void {
    this.#queries[this.#at]!.handleRowDescription(message)
  }

  handleDataRow(message: never): void {
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
