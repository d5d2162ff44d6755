import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'

const { TIMESTAMPTZ } = pg.types.builtins

/** better-auth compares instants as `Date`; the rest of the product reads them as ISO text (store/database.ts). */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === TIMESTAMPTZ
      ? (text: string) => new Date(text)
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

/** The pool as Kysely sees it for better-auth: same connections, instants as `Date`, never closed from there. */
export function enginePool(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect()
      return {
        query: (text: string, values: readonly unknown[]) => client.query({ text, values: [...values], types }),
        release: () => client.release(),
      } as unknown as PostgresPoolClient
    },
    async end() {},
  }
}
