import type { Label } from '#kernel/declare/label.ts'
import { compare, plus } from '../web/decimals.ui.ts'

/** A line to be scanned: what of which batch should be in the box. */
export interface Wanted {
  line: string
  packageId: string
  name: string
  barcode: string | null
  number: string | null
  tracePrefix: string | null
  batchNo: string
  qty: string
}

export interface Scanned {
  qty: string
  traceCodes: string[]
}

export interface ScanState {
  /** By line id. */
  scanned: Record<string, Scanned>
  /** The package that was scanned last; its batch comes next. */
  packageId: string | null
  /** The line in hand: what trace codes and quantities count for. */
  line: string | null
  last: { ok: boolean; text: Label } | null
}

export const START: ScanState = { scanned: {}, packageId: null, line: null, last: null }

const TRACE = /^[0-9A-Z]{16,24}$/
/** FNC1 as scanners send it: the end of a field of no fixed length. */
const SEPARATOR = String.fromCharCode(29)
const QTY = /^\d{1,6}(\.\d{1,4})?$/

const good = (state: ScanState, zh: string, en: string): ScanState => ({
  ...state,
  last: { ok: true, text: { zh, en } },
})
const bad = (state: ScanState, zh: string, en: string): ScanState => ({
  ...state,
  last: { ok: false, text: { zh, en } },
})

/** GTIN and batch of a GS1 symbol, `(01)…(10)…` or with the separator that scanners send; undefined for anything else. */
export function gs1(text: string): { gtin: string; batchNo: string | undefined } | undefined {
  const plain = text.replaceAll(SEPARATOR, '|').replace(/^\][A-Za-z]\d/, '')
  const gtin = /^\(?01\)?(\d{14})/.exec(plain)?.[1]
  if (!gtin || plain.length <= 16) return undefined
  const rest = plain.slice(plain.indexOf(gtin) + 14)
  const batch = /(?:^|\(|\|)10\)?([^|(]+)/.exec(rest.replace(/^(\(?17\)?\d{6})/, ''))?.[1]
  return { gtin: gtin.replace(/^0+/, ''), batchNo: batch }
}

const ofPackage = (wanted: Wanted[], code: string): Wanted[] =>
  wanted.filter((w) =>
    [w.barcode, w.number, w.packageId].some((c) => c && c.replace(/^0+/, '') === code.replace(/^0+/, '')),
  )

const sum = (state: ScanState, line: string): string => state.scanned[line]?.qty ?? '0'

function takeLine(state: ScanState, w: Wanted): ScanState {
  return good(
    { ...state, packageId: w.packageId, line: w.line },
    `${w.name}，批号 ${w.batchNo}，请扫追溯码或输入数量（应 ${w.qty}）`,
    `${w.name}, batch ${w.batchNo}: scan trace codes or type the quantity (${w.qty} wanted)`,
  )
}

function takePackage(state: ScanState, lines: Wanted[]): ScanState {
  const [only] = lines
  if (lines.length === 1 && only) {
    const next = { ...state, packageId: only.packageId, line: null }
    return good(next, `${only.name}，请扫批号 ${only.batchNo}`, `${only.name}: now scan batch ${only.batchNo}`)
  }
  const nos = lines.map((l) => l.batchNo).join('、')
  return good(
    { ...state, packageId: only?.packageId ?? null, line: null },
    `${only?.name}，请扫批号（${nos}）`,
    `${only?.name}: now scan a batch (${nos})`,
  )
}

function takeTrace(state: ScanState, w: Wanted, code: string): ScanState {
  if (w.tracePrefix && !code.startsWith(w.tracePrefix))
    return bad(state, `追溯码 ${code} 不是「${w.name}」的`, `Trace code ${code} is not of ${w.name}`)
  if (Object.values(state.scanned).some((s) => s.traceCodes.includes(code)))
    return bad(state, `追溯码 ${code} 已扫过`, `Trace code ${code} was scanned already`)
  const held = state.scanned[w.line]
  const codes = held?.traceCodes.length ?? 0
  // a quantity typed by hand stands; else each code is one box
  const typed = compare(held?.qty ?? '0', String(codes)) > 0
  const qty = typed ? (held?.qty ?? '0') : plus(codes, '1')
  if (compare(typed ? String(codes + 1) : qty, w.qty) > 0)
    return bad(
      state,
      `「${w.name}」批号 ${w.batchNo} 只要 ${w.qty}，多了`,
      `Only ${w.qty} of ${w.name}, batch ${w.batchNo}: one too many`,
    )
  const traceCodes = [...(state.scanned[w.line]?.traceCodes ?? []), code]
  return good(
    { ...state, scanned: { ...state.scanned, [w.line]: { qty, traceCodes } } },
    `${w.name} ${qty} / ${w.qty}`,
    `${w.name} ${qty} / ${w.qty}`,
  )
}

function takeQty(state: ScanState, w: Wanted, qty: string): ScanState {
  if (compare(qty, w.qty) > 0)
    return bad(
      state,
      `「${w.name}」批号 ${w.batchNo} 应为 ${w.qty}，您输入 ${qty}`,
      `${w.qty} of ${w.name}, batch ${w.batchNo} are wanted, you typed ${qty}`,
    )
  const traceCodes = state.scanned[w.line]?.traceCodes ?? []
  const next = { ...state, scanned: { ...state.scanned, [w.line]: { qty, traceCodes } } }
  const [zh, en] = lacksCode(next, w) ? ['，还要扫至少一个追溯码', '; scan at least one trace code too'] : ['', '']
  return good(next, `${w.name} ${qty} / ${w.qty}${zh}`, `${w.name} ${qty} / ${w.qty}${en}`)
}

/**
 * One entry of the scanner (or of the keyboard): a package's code, a batch, a trace code of the line in hand, or its
 * quantity. What belongs to none of the lines changes nothing and is said plainly.
 */
export function scan(state: ScanState, wanted: Wanted[], entry: string): ScanState {
  const code = entry.trim()
  if (!code) return state
  const symbol = gs1(code)
  const lines = ofPackage(wanted, symbol?.gtin ?? code)
  if (symbol?.batchNo && lines.length > 0) {
    const line = lines.find((l) => l.batchNo === symbol.batchNo)
    return line ? takeLine(state, line) : wrongBatch(state, lines, symbol.batchNo)
  }
  if (lines.length > 0) return takePackage(state, lines)
  const batches = wanted.filter((w) => w.batchNo === code)
  const here =
    batches.find((w) => w.packageId === state.packageId) ??
    (batches.length === 1 && !state.packageId ? batches[0] : undefined)
  if (here) return takeLine(state, here)
  const hand = wanted.find((w) => w.line === state.line)
  if (hand && QTY.test(code)) return takeQty(state, hand, code)
  if (hand && TRACE.test(code)) return takeTrace(state, hand, code)
  const expected = wanted.filter((w) => w.packageId === state.packageId)
  if (expected.length > 0 && !hand) return wrongBatch(state, expected, code)
  return bad(state, `${code} 不在本发货单中，请放回并核对`, `${code} is not on this shipment; put it back and check`)
}

function wrongBatch(state: ScanState, expected: Wanted[], code: string): ScanState {
  const nos = expected.map((w) => w.batchNo).join('、')
  return bad(
    state,
    `批号 ${code} 不对：「${expected[0]?.name}」应为批号 ${nos}`,
    `Batch ${code} is wrong: ${expected[0]?.name} should be batch ${nos}`,
  )
}

/** Packages that carry trace codes need at least one of each batch. */
export const lacksCode = (state: ScanState, w: Wanted): boolean =>
  Boolean(w.tracePrefix) && !state.scanned[w.line]?.traceCodes.length

export const isComplete = (state: ScanState, wanted: Wanted[]): boolean =>
  wanted.length > 0 && wanted.every((w) => compare(sum(state, w.line), w.qty) === 0 && !lacksCode(state, w))
