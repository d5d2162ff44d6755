import { Problem, Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { requireAuthorization } from '#modules/channel/index.ts'
import { licenceProblems, type Sale, saleProblems } from '#modules/products/index.ts'
import type { AccountFacts, Facts } from './facts.sql.ts'

const PROVINCE = 2

/** A frozen customer gets no new orders. */
export function frozen(account: AccountFacts): Refusal[] {
  if (account.state !== 'frozen') return []
  const why = account.freezeReason ? `（${account.freezeReason}）` : ''
  return [
    new Refusal('order.frozen', {
      zh: `客户“${account.name}”已冻结${why}：请联系经理解冻后再下单`,
      en: `${account.name} is frozen: ask the manager to unfreeze it before ordering`,
    }),
  ]
}

/** Vaccines are sold to disease control centres only, and delivered to them or to units that vaccinate. */
export function vaccineProblems({ soldTo, shipTo, packages }: Facts): Refusal[] {
  if (!Object.values(packages).some((p) => p.controlClass === 'vaccine')) return []
  const found: Refusal[] = []
  if (!soldTo.roles.includes('cdc'))
    found.push(
      new Refusal('order.vaccineBuyer', {
        zh: `疫苗只能销售给疾控中心，“${soldTo.name}”不是：请改以疾控中心为购货单位，接种单位填在收货单位`,
        en: `Vaccines are sold to CDCs only and ${soldTo.name} is none: make the CDC the buyer and the vaccination unit the ship-to`,
      }),
    )
  if (!shipTo.roles.some((r) => r === 'cdc' || r === 'vaccinationUnit'))
    found.push(
      new Refusal('order.vaccineShipTo', {
        zh: `疫苗只能配送到疾控中心或其指定接种单位，“${shipTo.name}”不是：请更换收货单位`,
        en: `Vaccines go to CDCs or their vaccination units and ${shipTo.name} is neither: change the ship-to`,
      }),
    )
  return found
}

/** Goods go to an address that somebody has verified. */
export function addressProblems(order: Values, { shipTo }: Facts): Refusal[] {
  const given = order.shipToAddress as string | null
  if (shipTo.addressVerified && (!given || given === shipTo.address || shipTo.addresses.includes(given))) return []
  return [
    new Refusal('order.shipToUnverified', {
      zh: `收货地址未核验：请在“${shipTo.name}”上核验地址，或选用其已登记的收货地址`,
      en: `The ship-to address is not verified: verify the address of ${shipTo.name}, or choose one of its recorded addresses`,
    }),
  ]
}

function tenderProblems(order: Values, { tender, soldTo }: Facts): Refusal[] {
  if (order.orderType !== 'tender' && !order.tender) return []
  if (!tender)
    return [
      new Refusal('tender.missing', {
        zh: '中标订单没有投标项目：请选择项目，或改为普通订单',
        en: 'A tender order needs the tender it belongs to: choose one',
      }),
    ]
  if (tender.state !== 'inCycle')
    return [
      new Refusal('tender.notInCycle', {
        zh: `投标 ${tender.number} 不在采购周期内：请改选执行中的项目，或改为普通订单`,
        en: `Tender ${tender.number} is not in its cycle: choose one that is, or make it a normal order`,
      }),
    ]
  if (tender.province.slice(0, PROVINCE) === (soldTo.region ?? '').slice(0, PROVINCE)) return []
  return [
    new Refusal('tender.wrongProvince', {
      zh: `“${soldTo.name}”不在投标 ${tender.number} 的省份内：请改选本省项目，或改为普通订单`,
      en: `${soldTo.name} is outside the province of tender ${tender.number}: choose one of its province, or make it a normal order`,
    }),
  ]
}

function packageProblems(lines: Values[], { packages }: Facts): Refusal[] {
  return lines.flatMap((line) => {
    const p = packages[line.package as string]
    if (p?.state === 'active' && (!p.minOrderQty || compare(String(line.qty), p.minOrderQty) >= 0)) return []
    if (p?.state !== 'active')
      return new Refusal(
        'product.notSellable',
        {
          zh: `“${p?.name ?? ''}”已停用：请更换品规`,
          en: `${p?.name ?? 'A package'} is retired: choose another package`,
        },
        { line: line.id },
      )
    return new Refusal(
      'order.belowMinimum',
      {
        zh: `“${p.name}”最小订量为 ${p.minOrderQty}：请增加数量`,
        en: `${p.name} is sold from ${p.minOrderQty}: order more`,
      },
      { line: line.id },
    )
  })
}

function contractProblems(order: Values, unit: Unit, { contract }: Facts): Refusal[] {
  if (!order.contract) return []
  const holds =
    contract?.account === order.soldTo &&
    contract?.state === 'signed' &&
    contract.validFrom <= unit.today &&
    contract.validTo >= unit.today
  if (holds) return []
  return [
    new Refusal('contract.notInForce', {
      zh: `合同 ${contract?.number ?? ''} 不属于该客户、未签订或不在有效期：请改选合同，或去掉合同`,
      en: `Contract ${contract?.number ?? ''} is not this customer’s, not signed or not in force: choose another or leave it out`,
    }),
  ]
}

/** Runs a check that throws and returns what it threw. */
async function caught(check: Promise<unknown>): Promise<Problem[]> {
  try {
    await check
    return []
  } catch (error) {
    if (error instanceof Problem) return [error]
    throw error
  }
}

const packagesOf = (lines: Values[]): string[] => [...new Set(lines.map((l) => l.package as string))]

const saleOf = (unit: Unit, order: Values, lines: Values[]): Sale => ({
  accountId: order.soldTo as string,
  packageIds: packagesOf(lines),
  shipToId: (order.shipTo as string | null) ?? undefined,
  contactId: (order.buyer as string | null) ?? undefined,
  on: unit.today,
})

/** Papers of buyer, buyer's person, ship-to and products as of today. */
export const licencesOf = (unit: Unit, order: Values, lines: Values[]): Promise<Problem[]> =>
  licenceProblems(unit, saleOf(unit, order, lines))

/** Every end customer of an agent's order lies in his authorised area. */
export async function areaProblems(unit: Unit, order: Values, lines: Values[]): Promise<Problem[]> {
  if (order.orderType !== 'agent' && !order.agent) return []
  if (!order.agent)
    return [
      new Refusal('authorization.missing', {
        zh: '代理订单没有代理商：请选择代理商，或改为普通订单',
        en: 'An agent order needs its agent: choose one, or make it a normal order',
      }),
    ]
  const found: Problem[] = []
  const terminals = Map.groupBy(lines, (l) => (l.terminalAccount as string | null) ?? (order.soldTo as string))
  for (const [accountId, group] of terminals)
    found.push(
      ...(await caught(
        requireAuthorization(unit, {
          agentId: order.agent as string,
          accountId,
          packageIds: packagesOf(group),
          on: unit.today,
        }),
      )),
    )
  return found
}

/** What other areas say against an order: goods on sale, papers, the agent's area. Asked together. */
export async function askedProblems(unit: Unit, order: Values, lines: Values[]): Promise<Problem[]> {
  const found = await Promise.all([saleProblems(unit, saleOf(unit, order, lines)), areaProblems(unit, order, lines)])
  return found.flat()
}

/** What an order's own facts say against it, prices aside. */
export function orderProblems(unit: Unit, order: Values, lines: Values[], facts: Facts): Problem[] {
  return [
    ...frozen(facts.soldTo),
    ...(facts.shipTo.id === facts.soldTo.id ? [] : frozen(facts.shipTo)),
    ...vaccineProblems(facts),
    ...tenderProblems(order, facts),
    ...packageProblems(lines, facts),
    ...contractProblems(order, unit, facts),
  ]
}

/** One reason is thrown as it is; several together, each in its own words. */
export function refuse(problems: Problem[], code: string): void {
  if (!problems.length) return
  if (problems.length === 1) throw problems[0]
  throw new Refusal(
    code,
    {
      zh: `有 ${problems.length} 个问题：${problems.map((p) => p.label.zh).join('；')}`,
      en: `${problems.length} problems: ${problems.map((p) => p.label.en).join('; ')}`,
    },
    { problems: problems.map((p) => ({ code: p.code, message: p.label, ...p.extra })) },
  )
}
