import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

export interface Buyer {
  name: string
  state: string
  roles: string[]
}

/** The buyer of a document and the names of its packages, for checks and their messages. */
export async function buyerFacts(
  unit: Unit,
  accountId: string,
  packageIds: string[],
): Promise<{ buyer: Buyer; names: Map<string, string> }> {
  const [row] = await unit.tx.query<Buyer & { names: Record<string, string> }>(sql`
    select a.name, a.state, coalesce(a.account_roles, '{}') as roles,
      (select coalesce(json_object_agg(k.id, k.name), '{}') from ${unit.table('product_package')} k
        where k.id = any(${packageIds}::uuid[])) as names
    from ${unit.table('account')} a where a.id = ${accountId}`)
  const { names, ...buyer } = row!
  return { buyer, names: new Map(Object.entries(names)) }
}
