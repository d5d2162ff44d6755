import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { namePlaces } from '#apps/server/places.ts'
import { tempFolder } from '#testing/folder.ts'
import { world } from '#testing/world.ts'
import { examine, importWithKills } from './killed.ts'
import { writeTable } from './table.ts'

test('P13 bar #40: an import whose workers are killed with -9 brings each row in once and reports each bad one', async () => {
  const [rows, kills] = [3000, 2]
  namePlaces()
  const w = await world({ now: new Date().toISOString() })
  try {
    const director = await w.hire('王总', { roles: ['director'] })
    const path = join(tempFolder('killed'), 'table.csv')
    await writeTable(path, rows)
    // Small batches, so that the kills find something half done.
    const plan = { tenant: w.tenant, employeeId: director.id, path, rows, kills, batch: 200 }
    const { status, kills: killed } = await importWithKills(plan)
    assert.deepEqual([status.state, status.created, status.failed, killed], ['done', 2970, 30, kills])
    assert.deepEqual(await examine(plan, status.id), { accounts: 2970, twice: 0, reported: 30, wrong: 0, lines: 3000 })
  } finally {
    await w.close()
  }
})
