import type { DeriveContext } from '#kernel/declare/index.ts'
import { type FieldProblem, invalid } from '#kernel/errors.ts'
import { licenseKey, normalizeLicenseNo } from '../identity/licenseNo.ts'
import { parsePhones } from '../identity/phone.ts'
import { checkUscc } from '../identity/uscc.ts'
import { exactKey } from '../matching/features.ts'
import { normalizeName } from '../matching/normalize.ts'
import { currentCode, regionByCode } from '../regions/divisions.ts'

type Row = Record<string, unknown>

/** Two names with the same key are two spellings of one name; a campus or branch is part of it. */
export const nameKeyOf = (name: string): string => exactKey(normalizeName(name))

/** Prefecture of a division: its first four digits; counties under no prefecture (429004) stand for themselves. */
export const cityOf = (regionCode: string): string =>
  regionCode.slice(2, 4) === '90' ? regionCode : regionCode.slice(0, 4)

/** The number by which two accounts are compared: the first that is unmistakable; 400 and 95xxx numbers are shared. */
export function phoneKeyOf(phones: string): string | null {
  const found = parsePhones(phones).find((p) => p.kind === 'mobile' || p.kind === 'landline')
  return found?.key ?? null
}

const BRACKETED = /[（(［[【〔《]([^）)］\]】〕》]+)(?:[）)］\]】〕》]|$)/g

/** Second names that a name carries in brackets: 南口医院（南口中西医结合医院） has one, 瑞金医院（北院） none. */
export function secondNames(name: string): string[] {
  return [...name.matchAll(BRACKETED)]
    .map((m) => m[1]!.trim())
    .filter((inner) => normalizeName(`某某(${inner})`).seconds.length > 0)
    .map((inner) => inner.replace(/^(原名?|又名|曾用名|别名|简称|曾称|亦称)[:：]?/, ''))
}

function checkCode(row: Row, problems: FieldProblem[]): Row {
  if (!row.uscc) return { uscc: null, usccSuspect: null }
  const checked = checkUscc(String(row.uscc))
  if (checked.ok) return { uscc: checked.value, usccSuspect: checked.warning ? true : null }
  problems.push({
    field: 'uscc',
    code: checked.code,
    message:
      checked.code === 'uscc.length'
        ? { zh: '统一社会信用代码应为 18 位', en: 'A credit code has 18 characters' }
        : {
            zh: '统一社会信用代码含有不允许的字符（如 I、O、S、V、Z）',
            en: 'The credit code has a character that no code has',
          },
  })
  return {}
}

function checkPlace(row: Row, problems: FieldProblem[]): Row {
  if (!row.regionCode) return { regionCity: null }
  const code = currentCode(String(row.regionCode))
  if (!regionByCode(code)) {
    problems.push({
      field: 'regionCode',
      code: 'region.unknown',
      message: {
        zh: `没有行政区划 ${String(row.regionCode)}`,
        en: `No division has the code ${String(row.regionCode)}`,
      },
    })
    return {}
  }
  return { regionCode: code, regionCity: cityOf(code) }
}

function merged(aliases: unknown, more: string[]): string[] {
  return [...new Set([...((aliases as string[] | null) ?? []), ...more])]
}

/** Normalises what accounts are compared by and moves second names into the aliases. Refuses impossible codes. */
export function deriveAccount(row: Row, { before }: DeriveContext): Row {
  const problems: FieldProblem[] = []
  const next: Row = { ...checkCode(row, problems), ...checkPlace(row, problems) }
  if (problems.length) throw invalid(problems)
  const name = typeof row.name === 'string' ? row.name : ''
  next.nameKey = name ? nameKeyOf(name) : null
  if (name && before?.name !== name) {
    const more = secondNames(name)
    if (more.length) next.aliases = merged(row.aliases, more)
  }
  if (row.licenseNo) next.licenseNo = normalizeLicenseNo(String(row.licenseNo))
  next.licenseKey = row.licenseNo ? licenseKey(String(row.licenseNo)) || null : null
  const phone = row.phone || row.patientPhone
  next.phoneKey = phone ? phoneKeyOf(String(phone)) : null
  const moved = before && (before.regionCode !== (next.regionCode ?? row.regionCode) || before.address !== row.address)
  // An address that changed has not been verified.
  if (moved && before.addressVerified && row.addressVerified)
    Object.assign(next, { addressVerified: null, addressVerifiedAt: null })
  return next
}
