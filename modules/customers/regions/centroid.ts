/**
 * A point to show a division on a map where an address has no position of its own yet. Source: the label points of
 * Apache ECharts 4.9 map data (Apache License 2.0, © The Apache Software Foundation), rounded to 4 decimals; datum
 * GCJ-02. Prefectures everywhere; districts of the municipalities and directly administered counties too.
 */
import points from './centroids.json' with { type: 'json' }
import { parentCode } from './divisions.ts'

export type Point = { lng: number; lat: number }

const table = points as unknown as Record<string, [number, number]>

/** The seat of the government stands for the province, as the map data has no points for provinces. */
const CAPITAL: Readonly<Record<string, string>> = {
  110000: '110101',
  120000: '120101',
  310000: '310101',
  500000: '500103',
  410000: '410100',
  420000: '420100',
  460000: '460100',
  650000: '650100',
}

/** The point of the division, or of the nearest larger one that has a point; null for an unknown code. */
export function centroid(code: string): Point | null {
  for (let c: string | null = code; c !== null; c = parentCode(c)) {
    const p = table[c] ?? table[CAPITAL[c] ?? `${c.slice(0, 2)}0100`]
    if (table[c] || c.endsWith('0000')) return p ? { lng: p[0], lat: p[1] } : null
  }
  return null
}
