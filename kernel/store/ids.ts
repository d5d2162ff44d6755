import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

// Randomness for some hundred ids at a time: asking for it costs more than all the rest.
const pool = new Uint8Array(16 * 256)
let used = pool.length
let msecs = 0
let seq = 0

/** A new record id: UUIDv7, rising within a process, made here and never by the database (a row may live on any node). */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + 16)
  used += 16
  const now = Date.now()
  if (now > msecs) {
    msecs = now
    seq = ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!
  } else {
    seq = (seq + 1) | 0
    if (seq === 0) msecs++
  }
  return v7({ random, msecs, seq })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** The actor of jobs, migrations and the demo generator: named in the audit like everybody else. */
export const SYSTEM_ID = '00000000-0000-7000-8000-000000000001'
