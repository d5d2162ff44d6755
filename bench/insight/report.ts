/** One JSON line per measure, with its threshold where it has one. */
export interface Measure {
  measure: string
  value: number
  unit?: string
  /** Passed when the value is at most (or at least) this. */
  atMost?: number
  atLeast?: number
  note?: string
}

export type Report = (m: Measure) => void

/** Print a measure; `ok` is null where there is no threshold. */
export function report(m: Measure): void {
  const tests = [m.atMost === undefined || m.value <= m.atMost, m.atLeast === undefined || m.value >= m.atLeast]
  const judged = m.atMost !== undefined || m.atLeast !== undefined
  const value = Number(m.value.toPrecision(6))
  console.log(JSON.stringify({ ...m, value, ok: judged ? tests.every(Boolean) : null }))
}

/** Milliseconds a piece of work takes, and what it returns. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now()
  const result = await work()
  return { ms: performance.now() - start, result }
}
