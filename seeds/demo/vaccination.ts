import { update } from '#kernel/records/change.ts'
import { newId } from '#kernel/store/ids.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import { day, instant } from './days.ts'

/** Units that each centre designates. */
const EACH = 3
const YEARS = 3

/** How many digits of their regions two accounts share: district, city, province. */
const nearness = (a: DemoAccount, b: DemoAccount): number =>
  [6, 4, 2].find((n) => a.regionCode.slice(0, n) === b.regionCode.slice(0, n)) ?? 0

/** Community health centres near each centre for disease control, none of them twice. */
function unitsOf(centres: DemoAccount[], accounts: DemoAccount[]): { unit: DemoAccount; centre: DemoAccount }[] {
  const taken = new Set<string>()
  const community = accounts.filter((a) => a.owner && a.stage !== 'user' && /社区卫生服务中心|卫生院/.test(a.name))
  return centres.flatMap((centre) => {
    const units = community
      .filter((a) => nearness(a, centre) && !taken.has(a.id))
      .sort((a, b) => nearness(b, centre) - nearness(a, centre))
      .slice(0, EACH)
    for (const { id } of units) taken.add(id)
    return units.map((unit) => ({ unit, centre }))
  })
}

/**
 * Vaccination units of the centres that buy vaccines: qualified, and each designated by its centre, so that vaccines may
 * be delivered to it. The last designation ran out some weeks ago, for the refusal to be seen.
 */
export async function makeVaccinationUnits(
  w: Writer,
  accounts: DemoAccount[],
  centres: DemoAccount[],
  qa: string,
): Promise<number> {
  const today = w.now.toISOString().slice(0, 10)
  const pairs = unitsOf(centres, accounts)
  await w.unit(async (unit) => {
    for (const { unit: account } of pairs)
      await update(unit, 'account', account.id, {
        accountRoles: [account.role, 'vaccinationUnit'],
        addressVerified: true,
      })
  })
  const papers = pairs.flatMap(({ unit, centre }, n) => {
    const expired = n === pairs.length - 1
    const paper = (licenseType: string, issuer: string, left: number, more: { designatedBy?: string } = {}) => {
      const validTo = day(today, left)
      const at = instant(day(validTo, -YEARS * 365), 10)
      return {
        id: newId(),
        account: unit.id,
        licenseType,
        licenseNo: `示例-${licenseType.slice(0, 3).toUpperCase()}-${String(900001 + n)}`,
        issuer,
        validFrom: day(validTo, -YEARS * 365),
        validTo,
        longTerm: false,
        verifiedBy: qa,
        verifiedAt: at.toISOString(),
        state: left < 0 ? 'expired' : 'valid',
        at,
        ...more,
      }
    }
    return [
      paper('medicalInstitutionLicense', '示例市卫生健康委员会', 400 + n),
      paper('vaccinationQualification', '示例市卫生健康委员会', 500 + n),
      paper('vaccinationDesignation', centre.name, expired ? -20 : 300 + n, { designatedBy: centre.id }),
    ]
  })
  await w.record('license', papers, instant(day(today, -400), 10))
  return pairs.length
}
