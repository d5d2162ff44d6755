import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

// Randomness for some hundred ids at a time: asking for it costs more than all the rest.
const pool = new Uint8Array(16 * 256)
let used = pool.length
let msecs = 0
let seq = 0

/** A UUIDv7, rising within a process: as `uuid` makes them, at a tenth of the cost. */
export function uuid7(): string {
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
