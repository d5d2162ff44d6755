import type { MaskKind } from '../declare/index.ts'
import { type Sql, sql } from '../store/sql.ts'

/**
 * Masks a text column inside the statement, so that the clear value never leaves the database for a reader who may
 * not have it. Same shapes as kernel/text/mask.ts: 138****1234, 张**, l***@example.com.
 */
export function maskSql(column: Sql, kind: MaskKind): Sql {
  switch (kind) {
    case 'phone':
      return sql`case when length(${column}) >= 11 then left(${column}, 3) || '****' || right(${column}, 4)
        when ${column} is null then null else left(${column}, 1) || '****' || right(${column}, 1) end`
    case 'idNo':
      return sql`case when ${column} is null then null else left(${column}, 3) || '***********' || right(${column}, 2) end`
    case 'name':
      return sql`case when ${column} is null then null else left(${column}, 1) || '**' end`
    case 'email':
      return sql`regexp_replace(${column}, '^(.).*(@.*)$', '\\1***\\2')`
    case 'bank':
      return sql`case when ${column} is null then null else '****' || right(${column}, 4) end`
    default:
      return sql`case when ${column} is null then null else left(${column}, 1) || '***' || right(${column}, 1) end`
  }
}
