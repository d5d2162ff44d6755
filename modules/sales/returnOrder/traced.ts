import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare, normalize } from '#kernel/values/decimal.ts'
import {
  codesOfLines,
  freeTraceCodes,
  type LineCodes,
  leaveTraceCodes,
  takeTraceCodes,
} from '../traceCode/traceCode.sql.ts'

/** Dispositions that put goods back on a shelf: their codes may leave again. */
const SHELVED = new Set(['restock', 'quarantine'])

/** Trace codes that the customer has of the lines of a return, by shipment line. */
export const codesOut = (unit: Unit, lines: Values[]): Promise<Map<string, LineCodes>> =>
  codesOfLines(
    unit,
    lines.map((l) => l.shipmentLine as string),
  )

const wrongCodes = (codes: string[]): Refusal =>
  new Refusal(
    'return.trace',
    {
      zh: `追溯码 ${codes.slice(0, 5).join('、')} 不是随该批货发出的，或已随其他退货退回：请核对实物后重扫`,
      en: `Trace codes ${codes.slice(0, 5).join(', ')} did not leave with these goods, or are back with another return: compare them and scan again`,
    },
    { codes },
  )

const whichCodes = (qty: string): Refusal =>
  new Refusal('return.traceMissing', {
    zh: `该批货每件都有追溯码：请扫描退回（合格）的 ${normalize(qty)} 个追溯码，否则它们不能再次发货`,
    en: `Each piece of these goods has a trace code: scan the ${normalize(qty)} that are back (or accepted), else they could never ship again`,
  })

const counts = (codes: string[], qty: string): boolean => compare(String(codes.length), qty) === 0

/**
 * Codes of a line that have come back, as scanned. Where every piece left with a code of its own there is one for each
 * piece that came back; where a code stood for a carton, whole cartons alone are scanned. Goods that were short have
 * nothing to be scanned.
 */
export function codesBack(
  row: { reason?: unknown },
  line: Values,
  qty: string,
  scanned: string[] | undefined,
  out: Map<string, LineCodes>,
): string[] {
  const known = out.get(line.shipmentLine as string)
  const codes = [...new Set(scanned)]
  const foreign = codes.filter((c) => !known?.codes.includes(c))
  if (foreign.length) throw wrongCodes(foreign)
  if (known?.each && row.reason !== 'short' && !counts(codes, qty)) throw whichCodes(qty)
  return codes
}

/** Of the codes that came back those that QA accepted: all of them, unless it accepted less than came. */
export function codesKept(line: Values, acceptedQty: string, named: string[] | undefined): string[] {
  const back = (line.traceCodes as string[] | null) ?? []
  const kept = [...new Set(named)]
  const foreign = kept.filter((c) => !back.includes(c))
  if (foreign.length) throw wrongCodes(foreign)
  if (compare(acceptedQty, String(line.receivedQty)) === 0) return named ? kept : back
  const each = counts(back, String(line.receivedQty))
  if (back.length && each && !counts(kept, acceptedQty)) throw whichCodes(acceptedQty)
  return kept
}

const codesOn = (line: Values): string[] => (line.traceCodes as string[] | null) ?? []

/** Keeps the codes that arrived with a return from being taken in by another. */
export async function takeCodes(unit: Unit, returnOrder: string, lines: Values[]): Promise<void> {
  for (const line of lines) {
    const codes = codesOn(line)
    if (!codes.length) continue
    const taken = await takeTraceCodes(unit, { returnOrder, shipmentLine: line.shipmentLine as string, codes })
    if (taken.length < codes.length) throw wrongCodes(codes.filter((c) => !taken.includes(c)))
  }
}

/**
 * What was accepted back onto the shelf may ship again; what was destroyed or lost may not, and comes back no second
 * time; the rest is with the customer again.
 */
export async function freeCodes(unit: Unit, returnOrder: string, lines: Values[]): Promise<void> {
  const ours = lines.filter((line) => line.disposition !== 'sendBack')
  for (const line of ours)
    if (codesOn(line).length && SHELVED.has(line.disposition as string))
      await freeTraceCodes(unit, { shipmentLine: line.shipmentLine as string, codes: codesOn(line), returnOrder })
  await leaveTraceCodes(unit, returnOrder, ours.flatMap(codesOn))
}
