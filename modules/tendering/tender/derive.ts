import type { DeriveContext } from '#kernel/declare/index.ts'
import { type FieldProblem, invalid, Refusal } from '#kernel/errors.ts'
import { DECIDED, OFFERED } from './phases.ts'

type Row = Record<string, unknown>

/** Pairs of dates that come one after the other. */
const ORDER: [string, string, { zh: string; en: string }][] = [
  ['registerBy', 'submitBy', { zh: '投标截止不能早于报名截止', en: 'Submission cannot close before registration' }],
  ['cycleFrom', 'cycleTo', { zh: '采购周期止不能早于起', en: 'The cycle must not end before it begins' }],
]

function checkOrder(row: Row): void {
  const problems: FieldProblem[] = ORDER.filter(([a, b]) => row[a] && row[b] && String(row[b]) < String(row[a])).map(
    ([, field, message]) => ({ field, code: 'period.reversed', message }),
  )
  if (problems.length) throw invalid(problems)
}

function refuseMoved(row: Row, before: Row): void {
  const state = String(before.state)
  const fixed = DECIDED.includes(state) ? ['province', 'cycleFrom', 'cycleTo'] : []
  if (OFFERED.includes(state)) fixed.push('tenderType', 'submitBy')
  const moved = fixed.filter((f) => before[f] && (row[f] ?? null) !== before[f])
  if (!moved.length) return
  throw new Refusal(
    'tender.fixed',
    {
      zh: '标书寄出后不能更改类型与投标截止；结果公布后不能更改省份与采购周期（价格已锁定）。如有误请废标重建',
      en: 'Type and deadline are fixed once the bid is sent, province and cycle once the result is known (prices are locked); void the tender and make a new one if they are wrong',
    },
    { fields: moved },
  )
}

/** Due while a bond is asked for and nothing was paid; what was paid or came back stays so. */
function bondOf(row: Row): unknown {
  const asked = Number(row.bidBond ?? 0) > 0
  if (row.bondState === 'none' || row.bondState === 'due' || !row.bondState) return asked ? 'due' : 'none'
  return row.bondState
}

/** Keeps the province a province, the bond's state and the moment of the last stage change; refuses impossible dates. */
export function deriveTender(row: Row, { now, before }: DeriveContext): Row {
  checkOrder(row)
  const province = row.province ? `${String(row.province).slice(0, 2)}0000` : null
  const next = { ...row, province }
  if (before) refuseMoved(next, before)
  const stayed = !before || before.state === row.state
  return {
    province,
    bondState: bondOf(row),
    stateSince: stayed && row.stateSince ? row.stateSince : now.toISOString(),
  }
}
