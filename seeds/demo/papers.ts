import { newId } from '#kernel/store/ids.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import type { People } from './contacts.ts'
import { day, instant, later } from './days.ts'
import type { Goods } from './goods.ts'

const SCOPE = ['chemical', 'antibiotic', 'biochemical', 'biological', 'chinese', 'cold']
const LIMIT = 5 * 365

interface Paper {
  licenseType: string
  years: number
  longTerm?: boolean
  scope?: string[]
}

const TRADE: Paper[] = [
  { licenseType: 'businessLicense', years: 20, longTerm: true },
  { licenseType: 'drugDistributionLicense', years: 5, scope: [...SCOPE, 'psychotropic'] },
  { licenseType: 'qualityAgreement', years: 2 },
  { licenseType: 'authorizationLetter', years: 1 },
]
const MAKER: Paper[] = [
  { licenseType: 'businessLicense', years: 20, longTerm: true },
  { licenseType: 'drugManufacturingLicense', years: 5, scope: SCOPE },
]
const HOSPITAL: Paper[] = [{ licenseType: 'medicalInstitutionLicense', years: 5 }]

const WHOLESALE = new Set(['distributorT1', 'distributorT2', 'agent', 'pharmacyChain'])

/** How a paper stands today: most are good, some end soon, a few have ended and nobody noticed. */
function ends(today: string, r: Rng, years: number): string {
  const left = r.weighted([
    [r.int(120, Math.min(LIMIT, years * 365) - 1), 90],
    [r.int(8, 88), 7],
    [-r.int(1, 60), 3],
  ] as const)
  return day(today, left)
}

const stateOf = (today: string, to: string): string =>
  to < today ? 'expired' : to <= day(today, 90) ? 'expiring' : 'valid'

/** Papers of everybody who buys, of hospitals that use, and of the makers; verified by QA. `trading` have no lapsed ones. */
export async function makePapers(
  w: Writer,
  r: Rng,
  accounts: DemoAccount[],
  people: People,
  goods: Goods,
  qa: string,
  trading: Set<string>,
): Promise<void> {
  const today = w.now.toISOString().slice(0, 10)
  let n = 0
  const paper = (account: string, p: Paper, contact: string | null, mustHold: boolean) => {
    n++
    const drawn = ends(today, r, p.years)
    const to = mustHold && drawn < today ? day(today, 200 + (n % 100)) : drawn
    const from = day(to, -p.years * 365)
    const at = instant(later(from, day(today, -1200)), 10)
    return {
      id: newId(),
      account,
      contact,
      licenseType: p.licenseType,
      licenseNo: `示例-${p.licenseType.slice(0, 3).toUpperCase()}-${String(100000 + n)}`,
      scopeCodes: p.scope ?? [],
      issuer: '示例市市场监督管理局',
      validFrom: from,
      validTo: p.longTerm ? null : to,
      longTerm: p.longTerm ?? false,
      verifiedBy: qa,
      verifiedAt: at.toISOString(),
      state: p.longTerm ? 'valid' : stateOf(today, to),
      at,
    }
  }
  const rows = accounts.flatMap((a) => {
    const who = people.get(a.id)?.[0]?.id ?? null
    const wanted = WHOLESALE.has(a.role) ? TRADE : a.role === 'hospital' && a.stage === 'user' ? HOSPITAL : []
    return wanted
      .filter((p) => p.licenseType !== 'authorizationLetter' || who)
      .map((p) => paper(a.id, p, p.licenseType === 'authorizationLetter' ? who : null, trading.has(a.id)))
  })
  for (const maker of [goods.manufacturer, goods.supplier]) rows.push(...MAKER.map((p) => paper(maker, p, null, true)))
  await w.record('license', rows, instant(day(today, -400), 10))
}
