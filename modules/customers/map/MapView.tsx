import { useEffect, useMemo, useRef } from 'react'
import { formatCount } from '#ui/core/format.ts'
import { useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import {
  apart,
  middleOfRing,
  moveBy,
  type Place,
  pathOf,
  radiusOf,
  ringOf,
  type Size,
  toGcj02,
  toScreen,
  type View,
  zoomAt,
} from './geo.ui.ts'
import { type MapPoint, type MapReply, shadeOf, type Tone } from './mapTypes.ui.ts'
import { OUTLINES } from './outlines.ui.ts'

export interface MapViewProps {
  view: View
  size: Size
  onView: (view: View) => void
  map: MapReply | undefined
  tone: Tone
  chosen: string | undefined
  onChoose: (point: MapPoint | null) => void
  /** Where the reader stands. */
  here: Place | null
}

const STEP = 3
/** From here on outlines are too coarse to be filled, and names stand too far apart. */
export const CLOSE = 90
const WHEEL = 1.0015
/** A finger that moved less than so many pixels has tapped. */
const TAP = 5

export const placeOf = (point: MapPoint): Place =>
  toGcj02({ lng: Number(point.lng), lat: Number(point.lat) }, point.datum)

/** Outlines never change: drawn once, moved and scaled as one group. */
function Provinces() {
  const paths = useMemo(() => Object.entries(OUTLINES).map(([code, rings]) => [code, pathOf(rings)] as const), [])
  return paths.map(([code, d]) => (
    <path
      key={code}
      d={d}
      className={code === 'nanhai' ? 'xl-map-inset' : 'xl-map-land'}
      vectorEffect="non-scaling-stroke"
    />
  ))
}

const SHORT = /(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/

/** The names of the provinces, in the middle of their largest ring. */
function useNames(): { code: string; name: string; at: Place }[] {
  const regions = useRegions()
  const { locale } = useText()
  return useMemo(
    () =>
      regions.flatMap((r) => {
        const rings = (OUTLINES[r.code] ?? []).map(ringOf)
        const ring = rings.sort((a, b) => b.length - a.length)[0]
        if (!ring) return []
        const name = locale === 'en' && r.en ? r.en : r.zh.replace(SHORT, '')
        return [{ code: r.code, name, at: middleOfRing(ring) }]
      }),
    [regions, locale],
  )
}

/** The wheel comes nearer to what it is over. */
function useWheel(svg: React.RefObject<SVGSVGElement | null>, now: Now): void {
  useEffect(() => {
    const element = svg.current
    if (!element) return
    // React listens passively: the page would scroll along.
    const wheel = (e: WheelEvent) => {
      e.preventDefault()
      const box = element.getBoundingClientRect()
      const at = { x: e.clientX - box.left, y: e.clientY - box.top }
      now.current.onView(zoomAt(now.current.view, now.current.size, at, WHEEL ** -e.deltaY))
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [svg, now])
}

/** Where a place is on the screen; null where it is out of sight. */
type Seen = (place: Place) => { x: number; y: number } | null

/** The drawing: land, names, clusters or accounts, and where one stands; dragged, pinched, scrolled. */
export function MapView({ view, size, onView, map, tone, chosen, onChoose, here }: MapViewProps) {
  const { say } = useText()
  const names = useNames()
  const svg = useRef<SVGSVGElement>(null)
  const now = useRef({ view, size, onView })
  now.current = { view, size, onView }
  useWheel(svg, now)
  const bubbles = useMemo(() => apart(map?.clusters ?? [], view, size), [map?.clusters, view, size])
  const drag = useDrag(svg, now, () => onChoose(null))
  const nearer = (place: Place) => onView(zoomAt({ ...view, ...centreOn(place) }, size, middleOf(size), STEP))
  const seen: Seen = (place) => {
    const p = toScreen(view, size, place)
    return p.x > -40 && p.y > -40 && p.x < size.width + 40 && p.y < size.height + 40 ? p : null
  }
  return (
    <svg
      ref={svg}
      className="xl-map-svg"
      width={size.width}
      height={size.height}
      role="application"
      aria-label={say('客户地图', 'Account map')}
      {...drag}
    >
      <g
        transform={`translate(${size.width / 2} ${size.height / 2}) scale(${view.k}) translate(${-view.x} ${-view.y})`}
      >
        <Provinces />
      </g>
      {view.k < CLOSE && <Names names={names} seen={seen} />}
      <Clusters clusters={bubbles} seen={seen} onNearer={nearer} />
      <Points points={map?.points ?? []} seen={seen} tone={tone} chosen={chosen} onChoose={onChoose} />
      {here && <Here at={toScreen(view, size, here)} />}
    </svg>
  )
}

function Names({ names, seen }: { names: ReturnType<typeof useNames>; seen: Seen }) {
  return names.map(({ code, name, at }) => {
    const p = seen(at)
    return (
      p && (
        <text key={code} x={p.x} y={p.y} className="xl-map-name">
          {name}
        </text>
      )
    )
  })
}

interface ClustersProps {
  clusters: MapReply['clusters']
  seen: Seen
  onNearer: (place: Place) => void
}

function Clusters({ clusters, seen, onNearer }: ClustersProps) {
  const { say } = useText()
  return clusters.map((c) => {
    const p = seen(c)
    return (
      p && (
        <g
          key={`${c.lng},${c.lat}`}
          className="xl-map-cluster"
          role="button"
          tabIndex={0}
          aria-label={say(`${c.count} 家客户，放大`, `${c.count} accounts, zoom in`)}
          transform={`translate(${p.x} ${p.y})`}
          onClick={() => onNearer(c)}
          onKeyDown={(e) => e.key === 'Enter' && onNearer(c)}
        >
          <circle r={radiusOf(c.count)} />
          <text>{formatCount(c.count)}</text>
        </g>
      )
    )
  })
}

interface PointsProps extends Pick<MapViewProps, 'tone' | 'chosen' | 'onChoose'> {
  points: MapPoint[]
  seen: Seen
}

function Points({ points, seen, tone, chosen, onChoose }: PointsProps) {
  return points.map((point) => {
    const p = seen(placeOf(point))
    return (
      p && (
        <g
          key={point.id}
          className={`xl-map-point ${point.id === chosen ? 'is-chosen' : ''}`}
          role="button"
          tabIndex={0}
          aria-label={point.name ?? ''}
          transform={`translate(${p.x} ${p.y})`}
          onClick={() => onChoose(point)}
          onKeyDown={(e) => e.key === 'Enter' && onChoose(point)}
        >
          <circle r={14} className="xl-map-touch" />
          <circle r={point.id === chosen ? 10 : 7} fill={shadeOf(point, tone).color} />
        </g>
      )
    )
  })
}

function Here({ at }: { at: { x: number; y: number } }) {
  return (
    <g className="xl-map-here" transform={`translate(${at.x} ${at.y})`}>
      <circle r={16} />
      <circle r={6} />
    </g>
  )
}

const middleOf = (size: Size) => ({ x: size.width / 2, y: size.height / 2 })

export function centreOn(place: Place): { x: number; y: number } {
  const one = { x: 0, y: 0, k: 1 }
  return toScreen(one, { width: 0, height: 0 }, place)
}

type Now = React.RefObject<{ view: View; size: Size; onView: (view: View) => void }>

/** One finger moves, two come nearer or go further; a tap on nothing lets go. */
function useDrag(svg: React.RefObject<SVGSVGElement | null>, now: Now, onNothing: () => void) {
  const fingers = useRef(new Map<number, { x: number; y: number }>())
  const moved = useRef(0)
  const spread = () => {
    const [a, b] = [...fingers.current.values()]
    return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) } : null
  }
  const placeOn = (e: React.PointerEvent) => {
    const box = svg.current!.getBoundingClientRect()
    return { x: e.clientX - box.left, y: e.clientY - box.top }
  }
  const end = (e: React.PointerEvent) => {
    fingers.current.delete(e.pointerId)
  }
  return {
    onPointerDown: (e: React.PointerEvent) => {
      if (fingers.current.size === 0) moved.current = 0
      fingers.current.set(e.pointerId, placeOn(e))
    },
    onPointerMove: (e: React.PointerEvent) => {
      const before = fingers.current.get(e.pointerId)
      if (!before) return
      const at = placeOn(e)
      const two = spread()
      moved.current += Math.hypot(at.x - before.x, at.y - before.y)
      // Only once it is a drag: a captured pointer would take the click from what stands under it.
      if (moved.current > TAP && !svg.current!.hasPointerCapture(e.pointerId))
        svg.current!.setPointerCapture(e.pointerId)
      fingers.current.set(e.pointerId, at)
      const { view, size, onView } = now.current
      if (!two) return onView(moveBy(view, at.x - before.x, at.y - before.y))
      const after = spread()!
      const zoomed = zoomAt(view, size, two, after.apart / Math.max(1, two.apart))
      onView(moveBy(zoomed, after.x - two.x, after.y - two.y))
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: end,
    onClick: (e: React.MouseEvent) => {
      if (e.target === svg.current && moved.current <= TAP) onNothing()
    },
  }
}
