/** What the map reckons with: the projection, the datums of Chinese maps, distances. */

export interface Place {
  lng: number
  lat: number
}

/** Web Mercator on a square of this side. */
const WORLD = 256
const LAT_MOST = 85

export const toX = (lng: number): number => ((lng + 180) / 360) * WORLD
export function toY(lat: number): number {
  const s = Math.sin((Math.max(-LAT_MOST, Math.min(LAT_MOST, lat)) * Math.PI) / 180)
  return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * WORLD
}
export const toLng = (x: number): number => (x / WORLD) * 360 - 180
export const toLat = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI

/** The part of the world in sight: its centre on the square, and how many pixels a unit of it is. */
export interface View {
  x: number
  y: number
  k: number
}

export interface Size {
  width: number
  height: number
}

/** From all of China to single streets. */
const NEAREST = 200_000
const FARTHEST = 4

const clampK = (k: number): number => Math.max(FARTHEST, Math.min(NEAREST, k))

/** The view in which a box just fits. */
export function fit([west, south, east, north]: readonly number[], { width, height }: Size): View {
  const [left, right, top, bottom] = [toX(west!), toX(east!), toY(north!), toY(south!)]
  const k = Math.min(width / Math.max(right - left, 1e-9), height / Math.max(bottom - top, 1e-9))
  return { x: (left + right) / 2, y: (top + bottom) / 2, k: clampK(k) }
}

/** Nearer (or further off) around a place of the screen that stays where it is. */
export function zoomAt(view: View, size: Size, at: { x: number; y: number }, factor: number): View {
  const k = clampK(view.k * factor)
  const [dx, dy] = [at.x - size.width / 2, at.y - size.height / 2]
  return { x: view.x + dx / view.k - dx / k, y: view.y + dy / view.k - dy / k, k }
}

export const moveBy = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: Math.max(0, Math.min(WORLD, view.x - dx / view.k)),
  y: Math.max(0, Math.min(WORLD, view.y - dy / view.k)),
})

export const toScreen = (view: View, size: Size, { lng, lat }: Place): { x: number; y: number } => ({
  x: (toX(lng) - view.x) * view.k + size.width / 2,
  y: (toY(lat) - view.y) * view.k + size.height / 2,
})

/** West, south, east, north of what is in sight. */
export function boxOf(view: View, { width, height }: Size): [number, number, number, number] {
  const [w, h] = [width / 2 / view.k, height / 2 / view.k]
  const round = (n: number) => Math.round(n * 1e5) / 1e5
  return [toLng(view.x - w), toLat(view.y + h), toLng(view.x + w), toLat(view.y - h)].map(round) as [
    number,
    number,
    number,
    number,
  ]
}

/** The same a little wider, on a coarse grid: a small move asks for nothing new, and others ask for the same. */
export function snapped([west, south, east, north]: readonly number[]): number[] {
  const step = 2 ** Math.ceil(Math.log2(Math.max(east! - west!, north! - south!) / 16))
  const down = (n: number) => Math.floor(n / step) * step
  const up = (n: number) => Math.ceil(n / step) * step
  return [down(west!), Math.max(-90, down(south!)), up(east!), Math.min(90, up(north!))]
}

/** Rings of an outline: hundredths of a degree, each pair told from the one before. */
export function ringOf(text: string): Place[] {
  const numbers = text.split(' ').map(Number)
  const ring: Place[] = []
  let [lng, lat] = [0, 0]
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    lng += numbers[i]!
    lat += numbers[i + 1]!
    ring.push({ lng: lng / 100, lat: lat / 100 })
  }
  return ring
}

/** An SVG path of rings, on the square. */
export const pathOf = (rings: string[]): string =>
  rings
    .map(
      (text) =>
        `M${ringOf(text)
          .map((p) => `${toX(p.lng).toFixed(3)} ${toY(p.lat).toFixed(3)}`)
          .join('L')}Z`,
    )
    .join('')

/** The middle of a ring by its area: where its name stands. */
export function middleOfRing(ring: Place[]): Place {
  let [area, lng, lat] = [0, 0, 0]
  for (const [i, p] of ring.entries()) {
    const q = ring.at(i - 1)!
    const cross = q.lng * p.lat - p.lng * q.lat
    area += cross
    lng += (q.lng + p.lng) * cross
    lat += (q.lat + p.lat) * cross
  }
  return { lng: lng / (3 * area), lat: lat / (3 * area) }
}

export interface Bubble extends Place {
  count: number
}

/** How large a cluster is drawn. */
export const radiusOf = (count: number): number => Math.min(34, 13 + 4.2 * Math.log10(count) ** 1.4)

/** Clusters whose circles would lie over each other become one, in the middle of their accounts; the largest first. */
export function apart(clusters: Bubble[], view: View, size: Size): Bubble[] {
  const kept: (Bubble & { x: number; y: number })[] = []
  for (const c of [...clusters].sort((a, b) => b.count - a.count)) {
    const at = toScreen(view, size, c)
    const near = kept.find((k) => Math.hypot(k.x - at.x, k.y - at.y) < (radiusOf(k.count) + radiusOf(c.count)) * 0.85)
    if (!near) {
      kept.push({ ...c, ...at })
      continue
    }
    const count = near.count + c.count
    near.lng = (near.lng * near.count + c.lng * c.count) / count
    near.lat = (near.lat * near.count + c.lat * c.count) / count
    near.count = count
    Object.assign(near, toScreen(view, size, near))
  }
  return kept.map(({ lng, lat, count }) => ({ lng, lat, count }))
}

const EARTH = 6_378_245
const FLAT = 0.006_693_421_622_965_943

/** The shift that Chinese maps (GCJ-02) have against satellites (WGS-84), in degrees; none abroad. */
function shift({ lng, lat }: Place): Place {
  if (lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lng: 0, lat: 0 }
  const [x, y] = [lng - 105, lat - 35]
  const sin = (n: number) => Math.sin(n * Math.PI)
  const waves = (20 * sin(6 * x) + 20 * sin(2 * x)) * (2 / 3)
  const dLat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    waves +
    (20 * sin(y) + 40 * sin(y / 3)) * (2 / 3) +
    (160 * sin(y / 12) + 320 * sin(y / 30)) * (2 / 3)
  const dLng =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    waves +
    (20 * sin(x) + 40 * sin(x / 3)) * (2 / 3) +
    (150 * sin(x / 12) + 300 * sin(x / 30)) * (2 / 3)
  const rad = (lat / 180) * Math.PI
  const magic = 1 - FLAT * Math.sin(rad) ** 2
  return {
    lat: (dLat * 180) / (((EARTH * (1 - FLAT)) / (magic * Math.sqrt(magic))) * Math.PI),
    lng: (dLng * 180) / ((EARTH / Math.sqrt(magic)) * Math.cos(rad) * Math.PI),
  }
}

/** A position as the map draws it. */
export function toGcj02(place: Place, datum: unknown): Place {
  if (datum === 'wgs84') {
    const by = shift(place)
    return { lng: place.lng + by.lng, lat: place.lat + by.lat }
  }
  if (datum !== 'bd09') return place
  const [x, y] = [place.lng - 0.0065, place.lat - 0.006]
  const turn = (Math.PI * 3000) / 180
  const z = Math.hypot(x, y) - 0.00002 * Math.sin(y * turn)
  const theta = Math.atan2(y, x) - 0.000003 * Math.cos(x * turn)
  return { lng: z * Math.cos(theta), lat: z * Math.sin(theta) }
}
