import { Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { regionText } from '#modules/customers/index.ts'
import { placesOf } from './claims.sql.ts'
import { namesOf } from './facts.sql.ts'
import { decimalOf, pointOf } from './territory.ts'

export interface Dealing {
  agentId: string
  /** Where the goods are to be used: the end customer, else the buyer. */
  accountId: string
  packageIds: string[]
  /** `YYYY-MM-DD` */
  on: string
  /** Only under this authorisation. */
  authorizationId?: string
}

/** Under what an agent may deal in a package at a place; null where he may not. */
export interface Coverage {
  packageId: string
  authorizationId: string | null
  number: string | null
  /** Named hospitals override divisions: where somebody has the hospital by name, nobody has it by division. */
  by: 'hospital' | 'region' | null
}

interface Found {
  package_id: string
  id: string
  number: string
  agent_id: string
  named: boolean
}

/** Everybody's rights at one place. Excluded hospitals are read as they stand, wherever they may have moved since. */
async function rightsAt(unit: Unit, dealing: Dealing): Promise<Found[]> {
  const place = (await placesOf(unit, [dealing.accountId])).get(dealing.accountId)
  const point = place ? decimalOf(pointOf(place)) : null
  return unit.tx.query<Found>(sql`
    select c.package_id, t.id, t.number, t.agent_id, c.hospital_id is not null as named
    from ${unit.table('authorization_claim')} c join ${unit.table('agent_authorization')} t on t.id = c.authorization_id
    where c.package_id = any(${dealing.packageIds}::uuid[]) and ${dealing.on}::date between c.valid_from and c.valid_to
      and t.state = 'active' and t.deleted_at is null
      and (c.hospital_id = ${dealing.accountId} or (c.hospital_id is null and numrange(c.from_point, c.to_point) @> ${point}::numeric
        and not (${dealing.accountId}::uuid = any(coalesce(t.excluded_hospitals, '{}')))))
    order by c.depth desc, t.valid_from desc, t.number`)
}

/** Under which authorisation an agent may deal in each package at an account on a day. */
export async function authorizationFor(unit: Unit, dealing: Dealing): Promise<Coverage[]> {
  const rights = await rightsAt(unit, dealing)
  return dealing.packageIds.map((packageId) => {
    const here = rights.filter((r) => r.package_id === packageId)
    const named = here.some((r) => r.named)
    const mine = here.find(
      (r) =>
        r.agent_id === dealing.agentId &&
        r.named === named &&
        (!dealing.authorizationId || r.id === dealing.authorizationId),
    )
    const by = mine ? (mine.named ? 'hospital' : 'region') : null
    return { packageId, authorizationId: mine?.id ?? null, number: mine?.number ?? null, by }
  })
}

interface Why {
  number: string
  state: string
  valid_from: string
  valid_to: string
  excluded: boolean
}

const STATES: Record<string, [string, string]> = {
  draft: ['尚未提交', 'is still a draft'],
  pending: ['尚未生效', 'is not in force yet'],
  suspended: ['已暂停', 'is suspended'],
  expired: ['已到期', 'has expired'],
  terminated: ['已终止', 'was terminated'],
  depositSettled: ['已结束', 'has ended'],
}

function because(why: Why | undefined, on: string, elsewhere: boolean): [string, string] {
  if (!why) return ['该代理商没有此品规的授权', 'this agent has no authorisation for it']
  if (why.excluded) return [`${why.number} 已除外该医院`, `${why.number} excludes this hospital`]
  if (STATES[why.state]) return [`${why.number} ${STATES[why.state]![0]}`, `${why.number} ${STATES[why.state]![1]}`]
  if (on < why.valid_from || on > why.valid_to)
    return [
      `${why.number} 有效期为 ${why.valid_from} 至 ${why.valid_to}，不含 ${on}`,
      `${why.number} runs from ${why.valid_from} to ${why.valid_to}, not on ${on}`,
    ]
  if (elsewhere) return ['该医院已点名授权给其他代理商', 'this hospital was given to another agent by name']
  return [`${why.number} 的授权地区不含该终端`, `${why.number} does not cover this place`]
}

/** The nearest that the agent has to what he wants: in force before ended, newest first. */
async function nearest(unit: Unit, dealing: Dealing, packageId: string): Promise<Why | undefined> {
  const only = dealing.authorizationId ? sql`t.id = ${dealing.authorizationId}` : sql`t.agent_id = ${dealing.agentId}`
  const [row] = await unit.tx.query<Why>(sql`
    select t.number, t.state, t.valid_from::text, t.valid_to::text,
      ${dealing.accountId}::uuid = any(coalesce(t.excluded_hospitals, '{}')) as excluded
    from ${unit.table('agent_authorization')} t
    where ${only} and ${packageId}::uuid = any(t.packages) and t.deleted_at is null
    order by ${dealing.accountId}::uuid = any(coalesce(t.hospitals, '{}')) desc, (t.state = 'active') desc, t.valid_to desc limit 1`)
  return row
}

/**
 * Refuses dealing outside what the agent was authorised for (串货), naming package, place, day, why, and what to do.
 * Returns under which authorisation each package may go.
 */
export async function requireAuthorization(unit: Unit, dealing: Dealing): Promise<Coverage[]> {
  const coverage = await authorizationFor(unit, dealing)
  const missing = coverage.filter((c) => !c.authorizationId)
  if (!missing.length) return coverage
  const rights = await rightsAt(unit, dealing)
  const packages = await namesOf(
    unit,
    'product_package',
    missing.map((m) => m.packageId),
  )
  const accounts = await namesOf(unit, 'account', [dealing.agentId, dealing.accountId])
  const place = (await placesOf(unit, [dealing.accountId])).get(dealing.accountId)
  const where = `${accounts.get(dealing.accountId) ?? ''}（${place ? regionText(place.regionCode) : ''}）`
  const problems = []
  for (const { packageId } of missing) {
    const elsewhere = rights.some((r) => r.package_id === packageId && r.named)
    const [zh, en] = because(await nearest(unit, dealing, packageId), dealing.on, elsewhere)
    const name = packages.get(packageId) ?? packageId
    problems.push({ packageId, zh: `${name}：${zh}`, en: `${name}: ${en}` })
  }
  const agent = accounts.get(dealing.agentId) ?? ''
  throw new Refusal(
    'authorization.outside',
    {
      zh: `超出代理授权（串货）：代理商“${agent}”不得于 ${dealing.on} 向 ${where} 供货。${problems.map((p) => p.zh).join('；')}。请更换代理商或终端，或由招商经理办理授权后再提交`,
      en: `Outside the agent’s authorisation (diversion): ${agent} may not supply ${where} on ${dealing.on}. ${problems.map((p) => p.en).join('; ')}. Choose another agent or end customer, or have the channel manager obtain an authorisation first`,
    },
    { problems },
  )
}
