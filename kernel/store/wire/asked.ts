import pg from 'pg'

/** The parts of the driver's connection and query that are played on here; its published types leave them out. */
export interface Wire {
  stream: { cork(): void; uncork(): void }
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
  describe(message: unknown): void
  sync(): void
}
/** A column of a result, as the server describes it. */
export interface Column {
  name: string
  dataTypeID: number
}
export type Answer = { command: string; rows: unknown[] }
interface Played {
  name?: string
  text: string
  values: unknown[]
  queryMode: string
  callback: (error: unknown, result: Answer) => void
  hasBeenParsed(wire: Wire): boolean
  prepare(wire: Wire): void
  handleRowDescription(message: { fields: Column[] }): void
  handleDataRow(message: { fields: (string | null)[] }): void
  handleCommandComplete(message: unknown, wire: Wire): void
  handleError(error: unknown, wire: Wire): void
  handleReadyForQuery(wire: Wire): void
}
const Query = pg.Query as unknown as new (text: string) => Played

const deaf = { describe: new WeakMap<Wire, Wire>(), sync: new WeakMap<Wire, Wire>() }

/** The same connection, on which one of these messages is not sent; made once a connection. */
export function without(wire: Wire, message: 'describe' | 'sync'): Wire {
  let made = deaf[message].get(wire)
  if (!made) {
    made = Object.create(wire, { [message]: { value: () => {} } }) as Wire
    deaf[message].set(wire, made)
  }
  return made
}

/** Columns of the statements of one database, by name. */
export type Described = Map<string, Column[]>

/**
 * A statement whose columns are asked for with its first run on a connection, and not with every run: to describe a
 * row of eighty columns takes the server and the driver longer than to read it.
 */
export class Asked extends Query {
  protected columns: Column[] | undefined
  readonly #described: Described

  constructor(described: Described, text: string, values: readonly unknown[], name?: string) {
    super(text)
    this.#described = described
    // Set one by one: the driver takes a whole configuration apart into property descriptors, for each statement.
    this.name = name
    this.values = values as unknown[]
    this.queryMode = 'extended'
  }

  override prepare(wire: Wire): void {
    const known = this.name && this.hasBeenParsed(wire) ? this.#described.get(this.name) : undefined
    if (known) this.handleRowDescription({ fields: known })
    super.prepare(known ? without(wire, 'describe') : wire)
  }

  override handleRowDescription(message: { fields: Column[] }): void {
    this.columns = message.fields
    if (this.columns.length) super.handleRowDescription(message)
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.name) this.#described.set(this.name, this.columns ?? [])
    super.handleCommandComplete(message, wire)
  }
}

/** Rows as the server wrote them, null where there is nothing. */
export interface TextTable {
  columns: Column[]
  rows: (string | null)[][]
}

/** A statement whose values are taken as the texts that the server sent. */
export class AskedTexts extends Asked {
  readonly #rows: (string | null)[][] = []

  get table(): TextTable {
    return { columns: this.columns ?? [], rows: this.#rows }
  }

  override handleRowDescription(message: { fields: Column[] }): void {
    this.columns = message.fields
  }

  override handleDataRow(message: { fields: (string | null)[] }): void {
    this.#rows.push(message.fields)
  }
}
