import { createHash } from 'node:crypto'
import { normalize } from '#kernel/values/decimal.ts'

const HEAD = [
  'soldTo',
  'shipTo',
  'shipToAddress',
  'billTo',
  'buyer',
  'orderType',
  'agent',
  'authorization',
  'tender',
  'quotation',
  'contract',
  'paymentTerm',
  'creditDays',
  'requestedDate',
  'customerPo',
  'discountAmount',
  'revision',
]
const LINE = [
  'package',
  'qty',
  'unitPrice',
  'priceSource',
  'discountAmount',
  'taxRate',
  'amount',
  'taxAmount',
  'terminalAccount',
  'minRemainingMonths',
  'nearExpiryConsent',
]

const NUMBER = /^-?\d+(\.\d+)?$/

/** One value in the one form it has wherever it comes from: typed, computed or read from the database. */
function plain(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return normalize(String(value))
  return typeof value === 'string' && NUMBER.test(value) ? normalize(value) : value
}

const pick = (row: Record<string, unknown>, names: string[]): unknown[] => names.map((name) => plain(row[name]))

/** The whole content of an order that is signed for: what changes any of it changes the hash. */
export function contentOf(
  row: Record<string, unknown>,
  lines: Record<string, unknown>[],
): { head: unknown[]; lines: unknown[] } {
  // What was added to lines later counts only where it is given: hashes signed before stay what they are.
  const later = (line: Record<string, unknown>) => (line.via ? [line.via] : [])
  return { head: pick(row, HEAD), lines: lines.map((line) => [...pick(line, LINE), ...later(line)]) }
}

/** SHA-256 over {@link contentOf}, hexadecimal. */
export function contentHash(row: Record<string, unknown>, lines: Record<string, unknown>[]): string {
  return createHash('sha256')
    .update(JSON.stringify(contentOf(row, lines)))
    .digest('hex')
}

/** The content under its names, as an earlier revision is kept. */
export function contentSnapshot(
  row: Record<string, unknown>,
  lines: Record<string, unknown>[],
): Record<string, unknown> {
  const named = (from: Record<string, unknown>, names: string[]) =>
    Object.fromEntries(names.map((name) => [name, plain(from[name])]))
  return {
    ...named(row, [...HEAD, 'amount', 'taxAmount', 'number']),
    lines: lines.map((line) => named(line, ['id', ...LINE, 'via', 'shippedQty'])),
  }
}
