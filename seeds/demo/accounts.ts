import type { Values } from '#kernel/records/input.ts'
import { type DemoDistributor, distributors } from '../names/distributors.ts'
import { type DemoInstitution, institutions } from '../names/institutions.ts'
import { demoMobile } from '../names/numbers.ts'
import { hash32, type Rng } from '../names/rng.ts'
import type { Writer } from './batch.ts'
import type { Company } from './company.ts'
import { REGIONS, TERRITORY } from './territory.ts'

export type Stage = 'unidentified' | 'potential' | 'opportunity' | 'customer' | 'user'
export type Class = 'A' | 'B' | 'C' | 'D'

/** An account of the demo as the later parts need it. */
export interface DemoAccount {
  id: string
  owner: string | null
  office: string
  name: string
  role: string
  beds: number
  big: boolean
  stage: Stage
  class: Class
  regionCode: string
  address: string
  uscc: string | null
  creditLimit: string | null
  creditDays: number | null
}

export interface Size {
  institutions: number
  distributors: number
}

type Source = DemoInstitution | DemoDistributor
type Draft = { values: Values; account: Omit<DemoAccount, 'id'>; source: Source }

const PHONES_FROM = 5_000_000

function officeOf(regionCode: string): string {
  for (const region of REGIONS)
    for (const office of region.offices)
      if (office.within.some((w) => w.slice(0, 2) === regionCode.slice(0, 2))) return office.name
  throw new Error(`no office for ${regionCode}`)
}

/** A rep looks after whole counties; a few customers belong to nobody yet. */
function ownerOf(company: Company, office: string, regionCode: string, r: Rng): string | null {
  const reps = company.reps.filter((rep) => rep.office === office)
  return r.chance(0.02) ? null : reps[hash32(regionCode) % reps.length]!.id
}

function sizeClass(source: Source, r: Rng): Class {
  const big = 'hcoLevel' in source ? /^grade3/.test(source.hcoLevel ?? '') : source.role === 'distributorT1'
  const middle = 'hcoLevel' in source ? /^grade2/.test(source.hcoLevel ?? '') : source.role === 'distributorT2'
  if (big)
    return r.weighted([
      ['A', 6],
      ['B', 4],
    ] as const)
  if (middle)
    return r.weighted([
      ['A', 1],
      ['B', 5],
      ['C', 4],
    ] as const)
  return r.weighted([
    ['B', 1],
    ['C', 5],
    ['D', 4],
  ] as const)
}

const TAGS = ['重点开发', '集采品种', '冷链', '院内制剂', '新建院区', '医联体', '回款慢', '学术合作'] as const

function ownFields(source: Source, r: Rng, stage: Stage): Values {
  const dealt = stage === 'customer' || stage === 'user'
  if (!('hcoLevel' in source))
    return {
      licenseNo: source.licenseNo,
      creditLimit: `${r.int(5, 80)}0000.00`,
      creditDays: r.pick([30, 45, 60, 90]),
      ...(source.role === 'agent' ? { agentLevel: r.pick(['province', 'city', 'county', 'hospital']) } : {}),
    }
  if (source.role === 'pharmacyChain') return { storeCount: r.int(8, 160), insuranceDesignated: true }
  if (source.role === 'pharmacyStore') return { insuranceDesignated: r.chance(0.7) }
  if (source.role === 'cdc') return {}
  return {
    hcoLevel: source.hcoLevel,
    ownership: source.ownership,
    beds: source.beds || null,
    outpatientPerDay: source.outpatientPerDay || null,
    ...(source.role === 'hospital'
      ? { receptionRule: r.pick(['周二、周四下午接待', '每周三上午接待，须提前登记', '须经药剂科预约', null, null]) }
      : {}),
    ...(dealt ? { purchaseCycleDays: r.pick([15, 30, 30, 45, 60]) } : {}),
  }
}

function draft(source: Source, n: number, company: Company, r: Rng): Draft {
  const office = officeOf(source.regionCode)
  const owner = ownerOf(company, office, source.regionCode, r)
  const stage: Stage = r.weighted([
    ['unidentified', 22],
    ['potential', 28],
    ['opportunity', 18],
    ['customer', 20],
    ['user', 12],
  ] as const)
  const rank = sizeClass(source, r)
  const beds = 'beds' in source ? source.beds : 0
  const verified = r.chance(0.6)
  const values: Values = {
    name: source.name,
    shortName: source.shortName,
    accountRoles: [source.role],
    uscc: source.uscc,
    regionCode: source.regionCode,
    address: source.address,
    lng: String(source.lng),
    lat: String(source.lat),
    datum: source.datum,
    addressVerified: verified || null,
    phone: r.chance(0.5) ? demoMobile(PHONES_FROM + n) : null,
    lifecycleStage: stage,
    class: stage === 'unidentified' ? null : rank,
    source: r.pick([
      'visit',
      'visit',
      'referral',
      'exhibition',
      'conference',
      'tender',
      'website',
      'phone',
      'purchasedList',
    ]),
    campaign: r.chance(0.1) ? r.pick(['春季药交会', '全国药品交易会', '基层医疗万里行']) : null,
    tags: ['示例', ...(r.chance(0.3) ? [r.pick(TAGS)] : [])],
    owner,
    ...ownFields(source, r, stage),
  }
  const big = 'hcoLevel' in source && /^grade3/.test(source.hcoLevel ?? '')
  return {
    values,
    source,
    account: {
      owner,
      office,
      name: source.name,
      role: source.role,
      beds,
      big,
      stage,
      class: rank,
      regionCode: source.regionCode,
      address: source.address,
      uscc: source.uscc ?? null,
      creditLimit: (values.creditLimit as string | undefined) ?? null,
      creditDays: (values.creditDays as number | undefined) ?? null,
    },
  }
}

/** Every 14th big hospital leads a group; each pharmacy chain leads the stores of its city. */
function isHead(d: Draft): boolean {
  return d.source.role === 'pharmacyChain' || (d.account.big && hash32(d.source.name) % 14 === 0)
}

function withParents(rest: Draft[], heads: { draft: Draft; id: string }[], r: Rng): void {
  const key = (d: Draft) =>
    `${d.source.role.replace('pharmacyChain', 'pharmacyStore')}:${d.source.regionCode.slice(0, 4)}`
  const byKey = Map.groupBy(heads, (h) => key(h.draft))
  for (const d of rest) {
    const near = byKey.get(key(d))
    const share = d.source.role === 'pharmacyStore' ? 0.8 : 0.25
    if (near?.length && r.chance(share)) d.values.parent = r.pick(near).id
  }
}

/** Creates institutions and distributors with their parents; older accounts further back in the past. */
export async function makeAccounts(w: Writer, r: Rng, company: Company, size: Size): Promise<DemoAccount[]> {
  const sources: Source[] = [
    ...distributors(size.distributors, r.fork('distributors'), TERRITORY),
    ...institutions(size.institutions, r.fork('institutions'), TERRITORY),
  ]
  const draw = r.fork('accounts')
  const drafts = sources.map((s, n) => draft(s, n, company, draw))
  const since = r.fork('since')
  const dated = () => new Date(w.now.getTime() - since.int(370, 900) * 86_400_000).toISOString()
  const made: DemoAccount[] = []
  const make = async (list: Draft[]): Promise<{ draft: Draft; id: string }[]> => {
    const ids = await w.create(
      'account',
      list.map((d) => d.values),
      dated,
    )
    const kept = list.flatMap((d, i) => (ids[i] ? [{ draft: d, id: ids[i] }] : []))
    made.push(...kept.map(({ draft: d, id }) => ({ ...d.account, id })))
    return kept
  }
  const heads = await make(drafts.filter(isHead))
  const rest = drafts.filter((d) => !isHead(d))
  withParents(rest, heads, r.fork('parents'))
  await make(rest)
  return made
}
