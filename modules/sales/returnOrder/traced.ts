import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { codesOfLines, freeTraceCodes } from '../traceCode/traceCode.sql.ts'

/** Dispositions that put goods back on a shelf: their codes may leave again. */
const SHELVED = new Set(['restock', 'quarantine'])

/** Trace codes that are out with the lines of a return, by shipment line. */
export const codesOut = (unit: Unit, lines: Values[]): Promise<Map<string, string[]>> =>
  codesOfLines(
    unit,
    lines.map((l) => l.shipmentLine as string),
  )

const wrongCodes = (codes: string[]): Refusal =>
  new Refusal(
    'return.trace',
    {
      zh: `追溯码 ${codes.slice(0, 5).join('、')} 不是随该批货发出的：请核对实物后重扫`,
      en: `Trace codes ${codes.slice(0, 5).join(', ')} did not leave with these goods: compare them and scan again`,
    },
    { codes },
  )

const whichCodes = (): Refusal =>
  new Refusal('return.traceMissing', {
    zh: '该批货发出时扫过追溯码：请扫描退回（合格）的追溯码，否则这些码不能再次发货',
    en: 'These goods left with trace codes: scan the codes that are back (or accepted), else they could never ship again',
  })

/**
 * Codes of a line that have come back: as scanned; all of them where the whole line comes back. Goods that were short
 * have nothing to be scanned.
 */
export function codesBack(
  row: { reason?: unknown },
  line: Values,
  qty: string,
  scanned: string[] | undefined,
  out: Map<string, string[]>,
): string[] {
  const known = out.get(line.shipmentLine as string) ?? []
  const foreign = (scanned ?? []).filter((c) => !known.includes(c))
  if (foreign.length) throw wrongCodes(foreign)
  if (scanned?.length) return [...new Set(scanned)]
  if (!known.length || compare(qty, '0') === 0 || row.reason === 'short') return []
  throw whichCodes()
}

/** Of the codes that came back those that QA accepted: all, unless it accepted less than came. */
export function codesKept(line: Values, acceptedQty: string, named: string[] | undefined): string[] {
  const back = (line.traceCodes as string[] | null) ?? []
  const foreign = (named ?? []).filter((c) => !back.includes(c))
  if (foreign.length) throw wrongCodes(foreign)
  if (named) return [...new Set(named)]
  if (back.length && compare(acceptedQty, '0') > 0 && compare(acceptedQty, String(line.receivedQty)) < 0)
    throw whichCodes()
  return compare(acceptedQty, '0') > 0 ? back : []
}

/** What was accepted back onto the shelf may ship again; what was destroyed, lost or sent back may not. */
export async function freeCodes(unit: Unit, returnOrder: string, lines: Values[]): Promise<void> {
  for (const line of lines) {
    const codes = (line.traceCodes as string[] | null) ?? []
    if (codes.length && SHELVED.has(line.disposition as string))
      await freeTraceCodes(unit, { shipmentLine: line.shipmentLine as string, codes, returnOrder })
  }
}
