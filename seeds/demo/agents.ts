import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { update } from '#kernel/records/change.ts'
import { newId } from '#kernel/store/ids.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import { day, instant } from './days.ts'
import type { Goods } from './goods.ts'

const AGENTS = 24
/** What the national agent deals in nobody else does, but those whom he has authorised. */
const NATIONAL_PACKAGES = 3

type Granted = ReturnType<typeof grant>

const provinceOf = (a: DemoAccount): string => `${a.regionCode.slice(0, 2)}0000`

function grant(agent: DemoAccount, agentLevel: string, packages: string[], validFrom: string, validTo: string) {
  return {
    id: newId(),
    agent: agent.id,
    agentLevel,
    parentAuthorization: null as string | null,
    packages,
    regionCodes: [] as string[],
    exclusive: true,
    validFrom,
    validTo,
    depositDue: '20000.00',
    depositBalance: '20000.00',
    note: '示例授权，独家以地区为界',
    state: 'active',
    at: instant(validFrom, 10),
  }
}

/** A national agent, agents of provinces under him, agents of cities under one of those; each within the one above. */
function treeOf(
  agents: DemoAccount[],
  packages: string[],
  today: string,
): { rows: Granted[]; parents: Map<string, string> } {
  const [head, ...rest] = agents
  const parents = new Map<string, string>()
  if (!head) return { rows: [], parents }
  const top = grant(head, 'national', packages, day(today, -300), day(today, 430))
  const rows = [top]
  const byProvince = [...Map.groupBy(rest, provinceOf)].sort((a, b) => b[1].length - a[1].length).slice(0, 3)
  for (const [n, [province, here]] of byProvince.entries()) {
    const [first, ...others] = here
    const under = grant(first!, 'province', packages.slice(0, 2), day(today, -240), day(today, 300))
    rows.push({ ...under, parentAuthorization: top.id, regionCodes: [province] })
    parents.set(first!.id, head.id)
    // Only the largest province has agents of single cities, each of another city.
    const cities = Map.groupBy(n ? [] : others, (a) => `${a.regionCode.slice(0, 4)}00`)
    for (const [city, [agent]] of [...cities].slice(0, 2)) {
      const low = grant(agent!, 'city', packages.slice(0, 1), day(today, -120), day(today, 200))
      rows.push({ ...low, parentAuthorization: under.id, regionCodes: [city] })
      parents.set(agent!.id, first!.id)
    }
  }
  return { rows, parents }
}

/** Everybody else: two or three packages in his own province; exclusive where nobody else is. */
function singles(agents: DemoAccount[], packages: string[], today: string, r: Rng): Granted[] {
  const taken = new Set<string>()
  return agents.flatMap((agent) => {
    const province = provinceOf(agent)
    const own = packages.filter((p) => !taken.has(`${p} ${province}`) && r.chance(0.25)).slice(0, 3)
    if (!own.length) return []
    for (const p of own) taken.add(`${p} ${province}`)
    const from = day(today, -r.int(30, 320))
    const row = grant(agent, 'province', own, from, day(from, r.pick([365, 365, 730])))
    return { ...row, regionCodes: [province], exclusive: r.chance(0.6) }
  })
}

const scan = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'scans', `${name}.png`))

/** What an authorisation needs to come into force: the scan of its contract, the receipt of its deposit. */
async function withPapers(w: Writer, rows: Granted[], names: Map<string, string>) {
  const [contract, deposit] = [scan('contract'), scan('deposit')]
  const made = []
  for (const row of rows) {
    const agent = names.get(row.agent) ?? ''
    made.push({
      ...row,
      contractFile: [await w.file(`授权合同-${agent}.png`, contract, row.at)],
      depositReceipts: [await w.file(`保证金收款凭证-${agent}.png`, deposit, row.at)],
    })
  }
  return made
}

/** Authorises some agents: a tree of three levels, and agents of single provinces beside it. */
export async function makeAgents(w: Writer, r: Rng, accounts: DemoAccount[], goods: Goods): Promise<number> {
  const today = w.now.toISOString().slice(0, 10)
  const agents = accounts.filter((a) => a.role === 'agent' && a.owner).slice(0, AGENTS)
  const sellable = goods.packages.filter((p) => !p.medicine.control).map((p) => p.id)
  const tree = treeOf(agents, sellable.slice(0, NATIONAL_PACKAGES), today)
  const inTree = new Set(tree.rows.map((row) => row.agent))
  const others = agents.filter((a) => !inTree.has(a.id))
  const rows = [...tree.rows, ...singles(others, sellable.slice(NATIONAL_PACKAGES), today, r)]
  await w.unit(async (unit) => {
    for (const [agent, parent] of tree.parents) await update(unit, 'account', agent, { parent })
  })
  const names = new Map(agents.map((a) => [a.id, a.name]))
  await w.record('agentAuthorization', await withPapers(w, rows, names), instant(day(today, -320), 10))
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
  return rows.length
}
