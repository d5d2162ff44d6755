import type { DeriveContext } from '#kernel/declare/index.ts'
import { type FieldProblem, invalid, Refusal } from '#kernel/errors.ts'
import { currentCode, regionByCode } from '#modules/customers/index.ts'

type Row = Record<string, unknown>

/** What legal approves: fixed once the draft has been submitted. Exclusions may grow: they only give up ground. */
const SCOPE = ['agentLevel', 'packages', 'regionCodes', 'hospitals', 'exclusive', 'validFrom', 'validTo', 'depositDue']

const listOf = (value: unknown): string[] => (value as string[] | null) ?? []

/** Empty is empty, in whichever way; the order of lists says nothing. */
function same(a: unknown, b: unknown): boolean {
  const text = (v: unknown) => JSON.stringify(Array.isArray(v) ? (v.length ? [...v].sort() : null) : v || null)
  return text(a) === text(b)
}

function checkRegions(row: Row, problems: FieldProblem[]): string[] {
  const codes = [...new Set(listOf(row.regionCodes).map((c) => currentCode(c.trim())))].sort()
  const unknown = codes.filter((c) => !regionByCode(c))
  if (unknown.length)
    problems.push({
      field: 'regionCodes',
      code: 'region.unknown',
      message: {
        zh: `没有行政区划 ${unknown.join('、')}，请从地区中选择`,
        en: `No division has the code ${unknown.join(', ')}; choose from the divisions`,
      },
    })
  return codes
}

function checkPeriod(row: Row, problems: FieldProblem[]): void {
  if (row.validFrom && row.validTo && String(row.validTo) < String(row.validFrom))
    problems.push({
      field: 'validTo',
      code: 'period.reversed',
      message: { zh: '失效日期不能早于生效日期', en: 'It must not end before it begins' },
    })
}

function refuseMoved(row: Row, before: Row): void {
  if (before.state === 'draft') return
  const moved = SCOPE.filter((f) => !same(row[f], before[f]))
  const returned = listOf(before.excludedHospitals).filter((h) => !listOf(row.excludedHospitals).includes(h))
  if (!moved.length && !returned.length) return
  throw new Refusal(
    'authorization.scopeFixed',
    {
      zh: '已提交的授权不能更改范围、期限与保证金（可增加除外医院）；请驳回后修改，或终止后新建授权',
      en: 'Scope, period and deposit are fixed once submitted (hospitals may be excluded); have it rejected and change the draft, or end it and make a new one',
    },
    { fields: moved },
  )
}

/** Keeps division codes in force and in order; refuses unknown ones, a reversed period, and a scope changed after submission. */
export function deriveAuthorization(row: Row, { before }: DeriveContext): Row {
  const problems: FieldProblem[] = []
  const regionCodes = checkRegions(row, problems)
  checkPeriod(row, problems)
  if (problems.length) throw invalid(problems)
  const next = { ...row, regionCodes }
  if (!before) return { regionCodes, scopeVersion: 1 }
  refuseMoved(next, before)
  const moved = [...SCOPE, 'excludedHospitals'].some((f) => !same(next[f as keyof typeof next], before[f]))
  return { regionCodes, scopeVersion: Number(before.scopeVersion ?? 0) + Number(moved) }
}
