import sql, { join, raw, type Sql } from 'sql-template-tag'

export { join, raw, type Sql, sql }

/** Quotes an identifier that comes from a declaration. User text never reaches this. */
export function ident(name: string): Sql {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`not an identifier: ${name}`)
  return raw(`"${name}"`)
}

/** `schema.table`, always written out: nothing depends on a session's search path. */
export function table(schema: string, name: string): Sql {
  return raw(`${ident(schema).text}.${ident(name).text}`)
}

/** A text literal inside SQL text, for names that come from declarations (never for values). */
export const literal = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`)

export const and = (parts: Sql[]): Sql => (parts.length ? join(parts, ' and ') : raw('true'))
export const or = (parts: Sql[]): Sql => (parts.length ? sql`(${join(parts, ' or ')})` : raw('false'))
