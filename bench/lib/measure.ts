/** One figure of a benchmark. */
export interface Measure {
  name: string
  value: number
  unit: string
  /** The same work without what is being measured, in the same run and unit. */
  floor?: number
  /** Smallest and largest value that is good enough. */
  atLeast?: number
  atMost?: number
  /** Smallest good ratio to the floor. 1 is as good as the floor, 0.5 half as good, whichever direction is better. */
  ratioAtLeast?: number
  /** Throughput is better when higher (default), times and sizes when lower. */
  better?: 'higher' | 'lower'
}

/** What is printed: one JSON object per line; `floor`, `ratio` and `target` are null where there are none. */
export interface Line {
  name: string
  value: number
  unit: string
  floor: number | null
  ratio: number | null
  target: string | null
  ok: boolean
}

const round = (value: number) => Number(value.toPrecision(4))

/** Judges a figure against its floor and targets. */
export function judge(measure: Measure): Line {
  const { name, value, unit, floor, atLeast, atMost, ratioAtLeast } = measure
  const ratio = floor === undefined ? null : measure.better === 'lower' ? floor / value : value / floor
  const targets: [text: string, met: boolean][] = []
  if (atLeast !== undefined) targets.push([`≥ ${atLeast} ${unit}`, value >= atLeast])
  if (atMost !== undefined) targets.push([`≤ ${atMost} ${unit}`, value <= atMost])
  if (ratioAtLeast !== undefined) targets.push([`ratio ≥ ${ratioAtLeast}`, ratio !== null && ratio >= ratioAtLeast])
  return {
    name,
    value: round(value),
    unit,
    floor: floor === undefined ? null : round(floor),
    ratio: ratio === null ? null : round(ratio),
    target: targets.map(([text]) => text).join(', ') || null,
    ok: targets.every(([, met]) => met),
  }
}

/** Prints the figure as one JSON line; a missed target makes the process end with 1. */
export function measure(figure: Measure): Line {
  const line = judge(figure)
  console.log(JSON.stringify(line))
  if (!line.ok) process.exitCode = 1
  return line
}

/** Runs `work` and returns its result with the milliseconds it took. */
export async function timed<T>(work: () => Promise<T> | T): Promise<{ result: T; ms: number }> {
  const started = performance.now()
  const result = await work()
  return { result, ms: performance.now() - started }
}

/** The value below which a share `p` (0…1) of `sorted` (ascending) lies, by nearest rank; 0 of nothing. */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0
}
