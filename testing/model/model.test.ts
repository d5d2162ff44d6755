import { randomInt } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type ModelWorld, modelWorld } from './load.ts'
import { checkCharts } from './run.ts'

/** Seeds that once found something; they are looked at again first. */
const FIXED: number[] = []
const CHARTS = Number(process.env.XINGLIN_CHARTS ?? 300)
const SEED = Number(process.env.XINGLIN_SEED ?? randomInt(1, 1_000_000_000))

let m: ModelWorld
before(async () => {
  m = await modelWorld()
})
after(() => m.close())

test('P1 permission model: seeds that once failed', async () => {
  await checkCharts(m, FIXED)
})

test(`P1 permission model: ${CHARTS} random companies against the oracle, seed ${SEED}`, async () => {
  const seeds = Array.from({ length: CHARTS }, (_, i) => SEED + i)
  const started = performance.now()
  const done = await checkCharts(m, seeds)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${done.charts} charts, ${done.readers} readers, ${done.compared} answers compared in ${seconds.toFixed(0)} s (${(done.charts / seconds).toFixed(1)} charts/s), 0 leaks, 0 wrongly hidden`,
  )
})
