import { changeRow, lockRow } from '#kernel/records/change.ts'
import { newId } from '#kernel/store/ids.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import { day, instant } from './days.ts'
import type { Goods } from './goods.ts'

const AGENTS = 24

/** Authorises some agents for two or three packages in their province each; exclusive where nobody else is. */
export async function makeAgents(w: Writer, r: Rng, accounts: DemoAccount[], goods: Goods): Promise<number> {
  const today = w.now.toISOString().slice(0, 10)
  const taken = new Set<string>()
  const agents = accounts.filter((a) => a.role === 'agent' && a.owner).slice(0, AGENTS)
  const sellable = goods.packages.filter((p) => !p.medicine.control)
  const rows = agents.flatMap((agent) => {
    const province = `${agent.regionCode.slice(0, 2)}0000`
    const packages = sellable
      .filter((p) => !taken.has(`${p.id} ${province}`) && r.chance(0.25))
      .slice(0, 3)
      .map((p) => p.id)
    if (!packages.length) return []
    for (const p of packages) taken.add(`${p} ${province}`)
    const validFrom = day(today, -r.int(30, 320))
    const at = instant(validFrom, 10)
    return {
      id: newId(),
      agent: agent.id,
      agentLevel: 'province',
      packages,
      regionCodes: [province],
      exclusive: r.chance(0.6),
      validFrom,
      validTo: day(validFrom, r.pick([365, 365, 730])),
      depositDue: '20000.00',
      depositBalance: '20000.00',
      note: '示例授权',
      state: 'active',
      at,
    }
  })
  await w.record('agentAuthorization', rows, instant(day(today, -320), 10))
  await w.record(
    'depositEntry',
    rows.map((row, i) => ({
      id: newId(),
      authorization: row.id,
      kind: 'pay',
      amount: '20000.00',
      bankRef: `BZJ${String(i + 1).padStart(6, '0')}`,
      reason: '授权保证金',
      at: row.at,
    })),
    w.now,
  )
  // In force they hold their territory: the claims follow the change.
  for (const { id } of rows)
    await w.unit(async (unit) => {
      const row = await lockRow(unit, 'agentAuthorization', id, 'update')
      await changeRow(unit, 'agentAuthorization', row, { note: '示例授权，独家以省为界' }, 'update')
    })
  return rows.length
}
