import { AimOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select, Spin } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatCount } from '#ui/core/format.ts'
import { fieldOf, optionsOf, useMeta, useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import type { Where } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { allOf } from '#ui/fields/where.ts'
import { boxOf, fit, type Place, type Size, snapped, toGcj02, type View, zoomAt } from './geo.ui.ts'
import { CLOSE, centreOn, MapView, placeOf } from './MapView.tsx'
import './map.css'
import { legendOf, type MapPoint, type MapReply, type Tone } from './mapTypes.ui.ts'
import { Nearest } from './Nearest.tsx'
import { PointCard } from './PointCard.tsx'

const CHINA = [73.4, 16, 135.2, 53.7]
const SETTLE_MS = 250
/** Near enough to tell single accounts of a town apart. */
const TOWN = 7_000

/** The room that the map has. */
function useSize(): [React.RefObject<HTMLDivElement | null>, Size | null] {
  const ref = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size | null>(null)
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const observer = new ResizeObserver(() => setSize({ width: box.clientWidth, height: box.clientHeight }))
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  return [ref, size]
}

/** What is said last, once nothing newer has been said for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** Where the reader stands, asked of the browser when he wants to know. */
function useHere(): { here: Place | null; asking: boolean; ask: () => Promise<Place | null> } {
  const { say } = useText()
  const { failed } = useFeedback()
  const [here, setHere] = useState<Place | null>(null)
  const [asking, setAsking] = useState(false)
  const ask = () =>
    new Promise<Place | null>((resolve) => {
      const refuse = (text: string) => {
        setAsking(false)
        failed(new Error(text))
        resolve(null)
      }
      if (!navigator.geolocation) return refuse(say('此浏览器不提供定位', 'This browser has no location'))
      setAsking(true)
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const place = toGcj02({ lng: coords.longitude, lat: coords.latitude }, 'wgs84')
          setAsking(false)
          setHere(place)
          resolve(place)
        },
        (error) =>
          refuse(
            error.code === error.PERMISSION_DENIED
              ? say(
                  '请在浏览器中允许本站获取位置（须通过 https 访问）',
                  'Allow this site to know your location (needs https)',
                )
              : say('暂时无法定位，请稍后再试', 'The location is not known just now; try again'),
          ),
        { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
      )
    })
  return { here, asking, ask }
}

interface Asked {
  scope: string
  /** Classes, separated by commas. */
  classes: string | null
  tone: Tone
  where: Where | undefined
}

/** What the address asks to see. */
function useAsked(): [Asked, (change: Record<string, string | null>) => void] {
  const [query, setQuery] = useQueryState()
  const scope = query.get('scope') ?? ''
  const classes = query.get('class')
  const where = useMemo<Where | undefined>(
    () =>
      allOf(scope ? { scope: { eq: scope } } : undefined, classes ? { class: { in: classes.split(',') } } : undefined),
    [scope, classes],
  )
  return [{ scope, classes, tone: (query.get('tone') ?? 'class') as Tone, where }, setQuery]
}

/** The accounts within the view, asked when it rests. */
function usePoints(view: View | null, size: Size | null, where: Where | undefined) {
  const asked = useSettled(view && size ? snapped(boxOf(view, size)).join(',') : '')
  return useQuery({
    queryKey: [...keys.object('account'), 'map', asked, where],
    queryFn: ({ signal }) => api.get<MapReply>('/accounts/map', { box: asked, where }, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
}

/** 客户地图: the accounts one may see where they are, by class or last contact; click one for its card. */
export default function MapPage() {
  const phone = usePhone()
  const [asked, setAsked] = useAsked()
  const { tone, where } = asked
  const [box, size] = useSize()
  const [view, setView] = useState<View | null>(null)
  const [chosen, setChosen] = useState<MapPoint | null>(null)
  const [near, setNear] = useState(false)
  const { here, asking, ask } = useHere()
  const current = view ?? (size ? fit(CHINA, size) : null)
  const map = usePoints(current, size, where)
  const onView = useCallback((next: View) => setView(next), [])
  const nearest = async () => {
    const place = here ?? (await ask())
    if (!place) return
    // On a phone the list covers the lower half.
    const { x, y } = centreOn(place)
    setView({ x, y: y + (phone && size ? size.height * 0.22 : 0) / TOWN, k: TOWN })
    setChosen(null)
    setNear(true)
  }
  const show = (point: MapPoint) => {
    setChosen(point)
    setView({ ...centreOn(placeOf(point)), k: Math.max(current?.k ?? 0, TOWN) })
  }
  const zoom = (by: number) =>
    current && size && setView(zoomAt(current, size, { x: size.width / 2, y: size.height / 2 }, by))
  const drawn = current && size && { view: current, size, onView, tone, here, chosen: chosen?.id, onChoose: setChosen }
  return (
    <Page fill className="xl-map-page">
      <MapBar asked={asked} onAsked={setAsked} total={map.data?.total} locating={asking} onNearest={nearest} />
      <div className={`xl-map ${current && current.k > CLOSE ? 'is-close' : ''}`} ref={box}>
        {map.isError && !map.data ? (
          <Failure error={map.error} onRetry={() => map.refetch()} />
        ) : (
          drawn && <MapView {...drawn} map={map.data} />
        )}
        <Zoom onZoom={zoom} onAll={() => setView(null)} />
        {map.isFetching && <Spin className="xl-map-busy" />}
        <Legend tone={tone} clustered={(map.data?.clusters.length ?? 0) > 0} />
        {near && here && <Nearest here={here} where={where} onShow={show} onClose={() => setNear(false)} />}
        {chosen && <PointCard point={chosen} onClose={() => setChosen(null)} />}
      </div>
    </Page>
  )
}

interface MapBarProps {
  asked: Asked
  onAsked: (change: Record<string, string | null>) => void
  total: MapReply['total'] | undefined
  locating: boolean
  onNearest: () => void
}

/** Whose accounts are shown, of which class and in which colours. */
function MapBar({ asked, onAsked, total, locating, onNearest }: MapBarProps) {
  const { t, say } = useText()
  const meta = useMeta()
  const object = useObject('account')
  const field = object && fieldOf(object, 'class')
  return (
    <div className="xl-map-bar">
      <h1>{say('客户地图', 'Account map')}</h1>
      <Scope value={asked.scope} onChange={(scope) => onAsked({ scope: scope || null })} />
      {field && (
        <Select
          mode="multiple"
          className="xl-map-class"
          allowClear
          maxTagCount="responsive"
          placeholder={t(field.label)}
          value={asked.classes ? asked.classes.split(',') : []}
          options={optionsOf(field, meta, true).map((o) => ({ value: o.value, label: t(o.label) }))}
          onChange={(next: string[]) => onAsked({ class: next.length ? next.join(',') : null })}
        />
      )}
      <Segmented
        value={asked.tone}
        onChange={(next) => onAsked({ tone: next === 'class' ? null : String(next) })}
        options={[
          { value: 'class', label: say('按分级', 'By class') },
          { value: 'contact', label: say('按联系', 'By contact') },
        ]}
      />
      <span className="xl-hint xl-number xl-map-total">
        {total !== undefined && say(`视野内 ${formatCount(total)} 家`, `${formatCount(total)} in sight`)}
      </span>
      <Button icon={<AimOutlined />} loading={locating} onClick={onNearest}>
        {say('离我最近', 'Nearest to me')}
      </Button>
    </div>
  )
}

function Scope({ value, onChange }: { value: string; onChange: (scope: string) => void }) {
  const { say } = useText()
  const leads = useMe().subordinates > 0
  return (
    <Select
      className="xl-map-scope"
      aria-label={say('范围', 'Scope')}
      value={value}
      options={[
        { value: '', label: say('全部', 'All') },
        { value: 'mine', label: say('我负责的', 'Mine') },
        ...(leads ? [{ value: 'subordinates', label: say('我下属的', "My people's") }] : []),
        { value: 'team', label: say('我参与的', 'In my teams') },
        { value: 'starred', label: say('我的星标', 'Starred') },
      ]}
      onChange={onChange}
    />
  )
}

function Zoom({ onZoom, onAll }: { onZoom: (by: number) => void; onAll: () => void }) {
  const { say } = useText()
  return (
    <div className="xl-map-zoom">
      <Button icon={<PlusOutlined />} aria-label={say('放大', 'Zoom in')} onClick={() => onZoom(2)} />
      <Button icon={<MinusOutlined />} aria-label={say('缩小', 'Zoom out')} onClick={() => onZoom(0.5)} />
      <Button onClick={onAll}>{say('全国', 'China')}</Button>
    </div>
  )
}

function Legend({ tone, clustered }: { tone: Tone; clustered: boolean }) {
  const { t, say } = useText()
  return (
    <div className="xl-map-legend">
      {clustered ? (
        <span>{say('数字为该处客户数，点击放大', 'Numbers are accounts there; click to zoom in')}</span>
      ) : (
        legendOf(tone).map((s) => (
          <span key={s.key}>
            <i style={{ background: s.color }} /> {t(s.label)}
          </span>
        ))
      )}
      <span className="xl-map-source">
        {say('示意图，底图数据 Apache ECharts', 'Sketch; outlines from Apache ECharts')}
      </span>
    </div>
  )
}
