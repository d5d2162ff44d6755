import type { QueryResult, QueryResultRow } from 'pg'

/** What a function here needs of PostgreSQL: a pool, or a client inside the caller's transaction. */
export interface Queryable {
  query<R extends QueryResultRow = QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>
}
