import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  apart,
  boxOf,
  fit,
  moveBy,
  pathOf,
  ringOf,
  snapped,
  toGcj02,
  toLat,
  toLng,
  toScreen,
  toX,
  toY,
  zoomAt,
} from './geo.ui.ts'
import { OUTLINES } from './outlines.ui.ts'

const SIZE = { width: 800, height: 600 }
const near = (a: number, b: number, by = 1e-6) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`)

test('C4 the projection and its way back agree, and so do the view and its box', () => {
  for (const [lng, lat] of [
    [116.4, 39.9],
    [73.5, 3.2],
    [135.1, 53.6],
    [0, 0],
  ] as const) {
    near(toLng(toX(lng)), lng)
    near(toLat(toY(lat)), lat)
  }
  near(toX(180), 256)
  near(toY(0), 128)
  const box = [73, 3, 136, 54]
  const view = fit(box, SIZE)
  const seen = boxOf(view, SIZE)
  assert.ok(seen[0] <= 73 && seen[1] <= 3.00001 && seen[2] >= 136 && seen[3] >= 53.99999)
})

test('C4 the box asked for holds what is in sight and stays the same under a small move', () => {
  for (const box of [
    [73.4, 16, 135.2, 53.7],
    [120.101, 30.2, 120.4, 30.45],
    [-170, -80, 170, 84],
  ] as const) {
    const wide = snapped(box)
    assert.ok(wide[0]! <= box[0] && wide[1]! <= box[1] && wide[2]! >= box[2] && wide[3]! >= box[3])
    assert.ok(wide[2]! - wide[0]! <= (box[2] - box[0]) * 1.5 + 1e-9, 'not much wider')
  }
  assert.deepEqual(snapped([100.3, 20.3, 116.2, 30.2]), snapped([100.4, 20.4, 116.3, 30.3]))
})

test('C4 zooming keeps the place under the finger, dragging moves with it', () => {
  const view = fit([73, 3, 136, 54], SIZE)
  const finger = { x: 640, y: 130 }
  const [west, , , north] = boxOf(view, SIZE)
  const place = { lng: west + 40, lat: north - 8 }
  const at = toScreen(view, SIZE, place)
  const zoomed = zoomAt(view, SIZE, at, 3)
  near(toScreen(zoomed, SIZE, place).x, at.x, 1e-6)
  near(toScreen(zoomed, SIZE, place).y, at.y, 1e-6)
  const moved = moveBy(zoomed, 25, -10)
  near(toScreen(moved, SIZE, place).x, at.x + 25, 1e-6)
  near(toScreen(moved, SIZE, place).y, at.y - 10, 1e-6)
  assert.ok(zoomAt(view, SIZE, finger, 1e-9).k > 0)
})

test('C4 clusters that would lie over each other become one; nobody is lost, distant ones stay', () => {
  const view = fit([73, 3, 136, 54], SIZE)
  const close = [
    { lng: 120, lat: 30, count: 30 },
    { lng: 120.5, lat: 30.2, count: 10 },
    { lng: 87, lat: 43, count: 5 },
  ]
  const merged = apart(close, view, SIZE)
  assert.deepEqual(
    merged.map((c) => c.count).sort((a, b) => a - b),
    [5, 40],
  )
  near(merged.find((c) => c.count === 40)!.lng, (120 * 30 + 120.5 * 10) / 40)
  assert.equal(apart(close, { ...view, k: view.k * 500 }, SIZE).length, 3)
})

test('C4 datums: known pairs of WGS-84, GCJ-02 and BD-09', () => {
  // Tiananmen: WGS-84 116.3912, 39.9073 is 116.39744, 39.90870 on Chinese maps (published pair, to some 20 m).
  const gcj = toGcj02({ lng: 116.3912, lat: 39.9073 }, 'wgs84')
  near(gcj.lng, 116.39744, 2e-4)
  near(gcj.lat, 39.9087, 2e-4)
  // Baidu's own example: GCJ-02 116.404, 39.915 is BD-09 116.41036949371, 39.92133699351.
  const back = toGcj02({ lng: 116.41036949371029, lat: 39.92133699351022 }, 'bd09')
  near(back.lng, 116.404, 2e-5)
  near(back.lat, 39.915, 2e-5)
  assert.deepEqual(toGcj02({ lng: 116.4, lat: 39.9 }, 'gcj02'), { lng: 116.4, lat: 39.9 })
  assert.deepEqual(toGcj02({ lng: 2.35, lat: 48.85 }, 'wgs84'), { lng: 2.35, lat: 48.85 }, 'none abroad')
})

test('C4 outlines: every province, each ring closed on itself within China', () => {
  const provinces = Object.keys(OUTLINES).filter((code) => code !== 'nanhai')
  assert.equal(provinces.length, 34)
  for (const rings of Object.values(OUTLINES))
    for (const ring of rings.map(ringOf)) {
      assert.ok(ring.length >= 3)
      for (const { lng, lat } of ring) assert.ok(lng > 73 && lng < 136 && lat > 3 && lat < 54, `${lng},${lat}`)
    }
  const inside = (code: number, lng: number, lat: number) =>
    OUTLINES[code]!.map(ringOf).some((ring) =>
      ring.reduce((odd, p, i) => {
        const q = ring.at(i - 1)!
        const crosses = p.lat > lat !== q.lat > lat && lng < ((q.lng - p.lng) * (lat - p.lat)) / (q.lat - p.lat) + p.lng
        return crosses ? !odd : odd
      }, false),
    )
  assert.ok(inside(110000, 116.4, 39.9), 'Beijing')
  assert.ok(inside(330000, 120.16, 30.27), 'Hangzhou lies in Zhejiang')
  assert.ok(inside(650000, 87.6, 43.8), 'Ürümqi lies in Xinjiang')
  assert.ok(!inside(330000, 121.47, 31.23), 'Shanghai does not')
  assert.match(pathOf(OUTLINES[110000]!), /^M[\d.]+ [\d.]+L.*Z$/)
})
