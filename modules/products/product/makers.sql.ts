import { follow } from '#kernel/events/follow.ts'
import { afterWrite } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { type Sql, sql } from '#kernel/store/sql.ts'
import { account } from '#modules/customers/index.ts'
import { product } from './product.object.ts'

interface Named {
  id: string
  mahName: string | null
  manufacturerName: string | null
}

/** Brings the makers' names of some products in line with the accounts. Nobody's change: neither version nor audit. */
function nameMakers(unit: Unit, which: Sql): Promise<Named[]> {
  return unit.tx.query<Named>(sql`
    with named as (select p.id, h.name as mah_name, m.name as manufacturer_name from ${unit.table('product')} p
      left join ${unit.table('account')} h on h.id = p.mah_id left join ${unit.table('account')} m on m.id = p.manufacturer_id
      where ${which} order by p.id)
    update ${unit.table('product')} p set mah_name = n.mah_name, manufacturer_name = n.manufacturer_name from named n
    where p.id = n.id and (p.mah_name, p.manufacturer_name) is distinct from (n.mah_name, n.manufacturer_name)
    returning p.id, p.mah_name as "mahName", p.manufacturer_name as "manufacturerName"`)
}

async function ofProducts(unit: Unit, rows: Values[]): Promise<void> {
  const ids = rows.map((r) => r.id as string)
  const named = await nameMakers(unit, sql`p.id = any(${ids}::uuid[])`)
  const found = new Map(named.map((n) => [n.id, n]))
  for (const row of rows) Object.assign(row, found.get(row.id as string))
}

const ofAccounts = (unit: Unit, ids: string[]): Promise<Named[]> =>
  nameMakers(unit, sql`(p.mah_id = any(${ids}::uuid[]) or p.manufacturer_id = any(${ids}::uuid[]))`)

/** Products carry the names of their holder and manufacturer, whoever changes either. */
export const makerHooks = [
  afterWrite(product, ofProducts),
  afterWrite(account, async (unit, rows, how) => {
    if (how === 'create') return
    await ofAccounts(
      unit,
      rows.map((r) => r.id as string),
    )
  }),
]

/** A merge moves references without writing the products. */
export const makerFollows = [
  follow({ name: 'product.makersMerged', topic: 'account.*merged' }, async (unit, { recordId, payload }) => {
    const { loser } = payload as { loser?: string }
    await ofAccounts(
      unit,
      [recordId, loser].filter((id): id is string => Boolean(id)),
    )
  }),
]
