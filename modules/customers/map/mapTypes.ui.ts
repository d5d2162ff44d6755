import type { Ref, Row } from '#ui/core/types.ts'

export interface MapCluster {
  lng: number
  lat: number
  count: number
}

export interface MapPoint extends Row {
  name?: string
  lng?: string | null
  lat?: string | null
  datum?: string | null
  class?: string | null
  lastContactAt?: string | null
  address?: string | null
  regionCode?: string | null
  owner?: Ref | null
  km?: number
}

export interface MapReply {
  total: number
  clusters: MapCluster[]
  points: MapPoint[]
}

/** What the colour of an account says. */
export type Tone = 'class' | 'contact'

export interface Shade {
  key: string
  color: string
  label: { zh: string; en: string }
}

const shade = (key: string, color: string, zh: string, en: string): Shade => ({ key, color, label: { zh, en } })

const CLASSES = [
  shade('A', '#c2312d', 'A 类', 'Class A'),
  shade('B', '#e08a4f', 'B 类', 'Class B'),
  shade('C', '#2f6690', 'C 类', 'Class C'),
  shade('D', '#6f7b76', 'D 类或未分级', 'Class D or none'),
]
const CONTACTS = [
  shade('30', '#1d6a55', '30 天内联系', 'Within 30 days'),
  shade('90', '#e08a4f', '31–90 天', '31–90 days'),
  shade('more', '#c2312d', '超过 90 天', 'Longer ago'),
  shade('never', '#6f7b76', '从未联系', 'Never'),
]

export const legendOf = (tone: Tone): Shade[] => (tone === 'class' ? CLASSES : CONTACTS)

const DAY = 86_400_000

/** Which shade an account has; `now` stands still in tests. */
export function shadeOf(point: MapPoint, tone: Tone, now = Date.now()): Shade {
  if (tone === 'class') return CLASSES.find((s) => s.key === point.class) ?? CLASSES[3]!
  if (!point.lastContactAt) return CONTACTS[3]!
  const days = (now - Date.parse(point.lastContactAt)) / DAY
  return CONTACTS[days <= 30 ? 0 : days <= 90 ? 1 : 2]!
}
