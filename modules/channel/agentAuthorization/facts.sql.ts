import { type Problem, Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Names of accounts or packages, for messages. */
export async function namesOf(
  unit: Unit,
  table: 'account' | 'product_package',
  ids: string[],
): Promise<Map<string, string>> {
  if (!ids.length) return new Map()
  const rows = await unit.tx.query<{ id: string; name: string }>(
    sql`select id, name from ${unit.table(table)} where id = any(${ids}::uuid[]) order by name`,
  )
  return new Map(rows.map((r) => [r.id, r.name]))
}

/** Why this account cannot be authorised, if it cannot. */
export async function agentProblem(unit: Unit, agent: string): Promise<Problem | undefined> {
  const [row] = await unit.tx.query<{ name: string; agent: boolean; frozen: boolean }>(
    sql`select name, 'agent' = any(account_roles) as agent, state = 'frozen' as frozen from ${unit.table('account')} where id = ${agent}`,
  )
  if (!row?.agent)
    return new Refusal('authorization.notAgent', {
      zh: `“${row?.name ?? ''}”不是代理商，请先在客户类型中勾选“代理商”`,
      en: `${row?.name ?? 'This account'} is not an agent; add the role to the account first`,
    })
  if (row.frozen)
    return new Refusal('authorization.agentFrozen', {
      zh: `代理商“${row.name}”已冻结，请先解冻`,
      en: `Agent ${row.name} is frozen; unfreeze it first`,
    })
  return undefined
}
