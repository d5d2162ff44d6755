import { callerFor } from '#kernel/access/caller.ts'
import { checkAround, checkExport, checkFiles, checkLive } from './channels.ts'
import { type Chart, type Employee, makeChart, together } from './chart.ts'
import { checkFilters } from './fields.ts'
import { load, type ModelWorld } from './load.ts'
import { Look, outcome } from './look.ts'
import { SHAPES } from './objects.ts'
import { isHere } from './oracle.ts'
import { checkGet, checkLists, checkOneBox, checkRelated, checkSearch, checkVisibleIds } from './reads.ts'
import { checkScopes } from './scopes.ts'
import { checkCreate, checkFieldWrites, checkVerbs } from './writes.ts'

/** Companies that share the schema at one time. */
const TOGETHER = 8
/** People of each company who look, unless said otherwise; the others are there to be looked at. */
const READERS = 2
/** Readers at work at once: one waits for the database while another compares. */
const AT_ONCE = 4

/** Everything one reader is asked. Each reader looks at his own company's rows one by one, and at all rows in lists. */
async function lookEverywhere(look: Look, own: Chart, choice: number): Promise<void> {
  for (const object of Object.keys(SHAPES)) {
    await checkLists(look, object, choice)
    await checkScopes(look, object, choice)
    await checkSearch(look, object, choice)
    await checkFilters(look, object, choice)
    await checkVisibleIds(look, object)
    await checkExport(look, object, own.rows)
  }
  await checkOneBox(look)
  await checkFiles(new Look(look.m, { ...look.chart, files: own.files }, look.me))
  await checkLive(look, own.rows)
  for (const row of own.rows) {
    await checkGet(look, row)
  }
  const some = (every: number) => own.rows.filter((_, i) => (i + choice) % every === 0)
  for (const row of some(3)) await checkVerbs(look, row)
  for (const row of some(5)) {
    await checkRelated(look, row)
    await checkAround(look, row, own.rows)
    await checkFieldWrites(look, row, choice)
  }
  // Parents of his own company are enough: those of others answer as in the lists.
  const narrow = new Look(look.m, { ...look.chart, rows: own.rows }, look.me)
  for (const object of Object.keys(SHAPES)) await checkCreate(narrow, object)
  look.compared += narrow.compared
}

export interface Measured {
  charts: number
  readers: number
  compared: number
}

async function checkTogether(m: ModelWorld, charts: Chart[], readers: number): Promise<Measured> {
  const chart = together(charts)
  await load(m, chart)
  const jobs: { own: Chart; me: Employee; choice: number }[] = []
  for (const own of charts) {
    const here = own.employees.filter(isHere)
    here.slice(-readers).forEach((me, i) => {
      jobs.push({ own, me, choice: own.seed * 7 + i })
    })
    for (const gone of own.employees.filter((e) => !isHere(e))) {
      const look = new Look(m, chart, gone)
      look.same(
        'a leaver',
        await outcome(() => callerFor(m.world.tenant, { employeeId: gone.id })),
        '401 auth.required',
        'leak',
      )
    }
  }
  let compared = 0
  let failed = false
  const next = jobs[Symbol.iterator]()
  const worker = async () => {
    for (const job of { [Symbol.iterator]: () => next }) {
      if (failed) return
      const look = new Look(m, chart, job.me)
      try {
        await lookEverywhere(look, job.own, job.choice)
      } catch (error) {
        failed = true
        throw new Error(`chart seed ${job.own.seed}, reader ${job.me.id}: ${(error as Error).message}`, {
          cause: error,
        })
      }
      compared += look.compared
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return { charts: charts.length, readers: jobs.length, compared }
}

/** Checks the companies of these seeds; throws at the first difference, naming the seed. */
export async function checkCharts(m: ModelWorld, seeds: number[], readers = READERS): Promise<Measured> {
  const sum: Measured = { charts: 0, readers: 0, compared: 0 }
  for (let i = 0; i < seeds.length; i += TOGETHER) {
    const done = await checkTogether(m, seeds.slice(i, i + TOGETHER).map(makeChart), readers)
    for (const key of ['charts', 'readers', 'compared'] as const) sum[key] += done[key]
  }
  return sum
}
