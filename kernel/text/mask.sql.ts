import type { MaskKind } from '../declare/index.ts'
import { type Sql, sql } from '../store/sql.ts'

/** From how many characters on a mask may leave some of them standing; shorter values are starred whole. */
const SHOWN_FROM: Record<MaskKind, number> = { phone: 7, idNo: 10, name: 2, email: 3, bank: 8, middle: 3 }

function shape(column: Sql, kind: MaskKind): Sql {
  switch (kind) {
    case 'phone':
      return sql`case when length(${column}) >= 11 then left(${column}, 3) || '****' || right(${column}, 4)
        else left(${column}, 1) || '****' || right(${column}, 1) end`
    case 'idNo':
      return sql`left(${column}, 3) || '***********' || right(${column}, 2)`
    case 'name':
      return sql`left(${column}, 1) || '**'`
    case 'email':
      // What was typed into an e-mail field need not be one.
      return sql`case when ${column} ~ '^.+@' then regexp_replace(${column}, '^(.).*(@.*)$', '\\1***\\2')
        else left(${column}, 1) || '***' end`
    case 'bank':
      return sql`'****' || right(${column}, 4)`
    default:
      return sql`left(${column}, 1) || '***' || right(${column}, 1)`
  }
}

/**
 * Masks a text column inside the statement, so that the clear value never leaves the database for a reader who may
 * not have it: 138****1234, 张**, l***@example.com. A value too short to hide anything between its ends is all stars.
 */
export function maskSql(column: Sql, kind: MaskKind): Sql {
  return sql`case when ${column} is null then null when length(${column}) < ${SHOWN_FROM[kind]}::int then '***' else ${shape(column, kind)} end`
}
