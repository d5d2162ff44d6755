import type { Label } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { regionText } from '#modules/customers/index.ts'
import { grantedUnder, holdAbove, piecesOf } from './claims.sql.ts'
import { type Conflict, conflictsOf } from './conflicts.sql.ts'
import { agentProblem, namesOf } from './facts.sql.ts'
import { codeAt, decimalOf, outside, type Piece } from './territory.ts'

const ids = (value: unknown): string[] => (value as string[] | null) ?? []

/** What an authorisation lacks before anybody can judge it. */
export async function requireComplete(unit: Unit, row: Values): Promise<void> {
  const problem = await agentProblem(unit, row.agent as string)
  if (problem) throw problem
  if (!ids(row.packages).length)
    throw new Refusal('authorization.noPackages', {
      zh: '请先选择授权品规',
      en: 'Choose the packages it covers first',
    })
  if (!(await piecesOf(unit, row)).length)
    throw new Refusal('authorization.noTerritory', {
      zh: '请先填写授权地区或授权医院（全国级授权可不填）',
      en: 'Name divisions or hospitals first (a national authorisation needs none)',
    })
}

/** Refuses while less has been paid in than is due. */
export function requireDeposit(row: Values): void {
  const [due, paid] = [String(row.depositDue ?? '0'), String(row.depositBalance ?? '0')]
  if (compare(paid, due) >= 0) return
  throw new Refusal(
    'authorization.depositShort',
    {
      zh: `保证金不足：应交 ¥${due}，余额 ¥${paid}；请出纳登记缴纳后再生效`,
      en: `The deposit is short: ¥${due} due, ¥${paid} held; have the cashier record the payment first`,
    },
    { due, paid },
  )
}

/** Refuses without the signed contract, or without the receipt of a deposit that is due, naming what is lacking. */
export function requirePapers(row: Values): void {
  const deposit = compare(String(row.depositDue ?? '0'), '0') > 0
  const lacking: (Label & { field: string })[] = []
  if (!ids(row.contractFile).length)
    lacking.push({ field: 'contractFile', zh: '授权合同扫描件', en: 'the scan of the contract' })
  if (deposit && !ids(row.depositReceipts).length)
    lacking.push({ field: 'depositReceipts', zh: '保证金收款凭证', en: 'the receipt of the deposit' })
  if (!lacking.length) return
  throw new Refusal(
    'authorization.papersMissing',
    {
      zh: `缺少${lacking.map((l) => l.zh).join('、')}：请在授权页“编辑”上传（保证金凭证也可由出纳登记保证金时附上），再批准生效`,
      en: `It lacks ${lacking.map((l) => l.en).join(' and ')}: upload it by “Edit” (the cashier may add the receipt when recording the deposit), then activate`,
    },
    { fields: lacking.map((l) => l.field) },
  )
}

/** One conflict in a line of text. */
export function conflictText(c: Conflict): Label {
  const places = c.places.slice(0, 3)
  const more = c.places.length - places.length
  const who = c.authorization
    ? {
        zh: `${c.authorization.number}（${c.authorization.agent}）`,
        en: `${c.authorization.number} (${c.authorization.agent})`,
      }
    : { zh: '另一份授权', en: 'another authorisation' }
  return {
    zh: `${who.zh}：${c.packages.join('、')}，${places.join('、')}${more > 0 ? ` 等 ${c.places.length} 处` : ''}，${c.from} 至 ${c.to}`,
    en: `${who.en}: ${c.packages.join(', ')}; ${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}; ${c.from} to ${c.to}`,
  }
}

/** Refuses where an exclusive right would meet another, naming each. */
export async function requireNoConflict(unit: Unit, row: Values): Promise<void> {
  const conflicts = await conflictsOf(unit, row)
  if (!conflicts.length) return
  const texts = conflicts.slice(0, 3).map(conflictText)
  throw new Refusal(
    'authorization.overlap',
    {
      zh: `与 ${conflicts.length} 份有效授权冲突：${texts.map((t) => t.zh).join('；')}。请调整范围或期限，或先在对方授权中除外该医院、终止该授权`,
      en: `It conflicts with ${conflicts.length} authorisation(s) in force: ${texts.map((t) => t.en).join('; ')}. Change scope or period, or first exclude the hospital there or end that authorisation`,
    },
    { conflicts },
  )
}

async function pieceNames(unit: Unit, pieces: Piece[]): Promise<string> {
  const some = pieces.slice(0, 3)
  const names = await namesOf(
    unit,
    'account',
    some.flatMap((p) => p.hospital ?? []),
  )
  return some.map((p) => (p.hospital ? names.get(p.hospital) : regionText(codeAt(decimalOf(p.from)))) ?? '').join('、')
}

const beyond = (zh: string, en: string): Refusal =>
  new Refusal('authorization.beyondParent', {
    zh: `超出上级授权：${zh}。请缩小范围，或先扩大上级授权`,
    en: `It goes beyond the authorisation it is granted under: ${en}. Narrow it, or widen that one first`,
  })

/** Nobody grants more than he has: packages, territory, period and exclusiveness lie within the authorisation above. */
export async function requireWithinAbove(unit: Unit, row: Values): Promise<void> {
  if (!row.parentAuthorization) return
  const above = await holdAbove(unit, row.parentAuthorization as string)
  if (above?.state !== 'active')
    throw new Refusal('authorization.parentNotActive', {
      zh: `上级授权 ${above?.number ?? ''} 未生效，请先使其生效`,
      en: `The authorisation it is granted under (${above?.number ?? ''}) is not in force; activate that one first`,
    })
  const packages = ids(row.packages).filter((p) => !ids(above.packages).includes(p))
  if (packages.length) {
    const names = [...(await namesOf(unit, 'product_package', packages)).values()].join('、')
    throw beyond(`品规 ${names}`, `packages ${names}`)
  }
  if (String(row.validFrom) < String(above.validFrom) || String(row.validTo) > String(above.validTo))
    throw beyond(
      `期限须在 ${above.validFrom} 至 ${above.validTo} 之内`,
      `the period must lie within ${above.validFrom} to ${above.validTo}`,
    )
  if (row.exclusive && !above.exclusive) throw beyond('上级授权并非独家', 'that one is not exclusive')
  const out = outside(await piecesOf(unit, row), await piecesOf(unit, above))
  if (out.length) {
    const names = await pieceNames(unit, out)
    throw beyond(`地区 ${names}`, `territory ${names}`)
  }
}

/** What is given up above must not be what somebody below was given. `row` is how it will stand. */
export async function requireCoversBelow(unit: Unit, row: Values): Promise<void> {
  const below = await grantedUnder(unit, row.id as string, ['pending', 'active', 'suspended'])
  const pieces = await piecesOf(unit, row)
  for (const id of below) {
    const child = await holdAbove(unit, id)
    const out = child ? outside(await piecesOf(unit, child), pieces) : []
    if (!child || !out.length) continue
    const names = await pieceNames(unit, out)
    throw new Refusal('authorization.hasSubordinates', {
      zh: `下级授权 ${child.number} 仍覆盖 ${names}，请先在其中除外或终止该授权`,
      en: `${child.number}, granted under it, still covers ${names}; exclude it there or end that one first`,
    })
  }
}
