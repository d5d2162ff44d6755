import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openHouse } from '#apps/server/open.ts'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { create } from '#kernel/records/create.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, silentLog } from '#kernel/tenant.ts'
import { measure } from '../lib/measure.ts'
import { examine, importWithKills } from './killed.ts'
import { writeTable } from './table.ts'

// node bench/import/run.ts --rows 1000000 --kills 3 : the import that may be killed at any time (SECURITY.md #40).
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    kills: { type: 'string', default: '3' },
    quiet: { type: 'boolean' },
  },
})
const [rows, kills] = [Number(values.rows), Number(values.kills)]
process.env.XINGLIN_DEMO = '0'
const dataDir = mkdtempSync(join(tmpdir(), 'xinglin-import-'))
// PostgreSQL runs as another user when this is root.
chmodSync(dataDir, 0o755)
const house = await openHouse({ dataDir, log: silentLog })
try {
  const tenant = house.tenants[0]!
  const [role] = await tenant.db.query<{ id: string }>(
    sql`select id from ${at(tenant, 'role')} where name = 'director'`,
  )
  const director = await withCaller(
    () => systemCaller(tenant),
    (c) =>
      write(c, { command: 'bench', body: null }, (unit) =>
        create(unit, 'employee', { name: '总监', roles: [role!.id] }),
      ),
  )
  const path = join(dataDir, 'table.csv')
  await writeTable(path, rows)
  let said = 0
  const progress = (line: string) => {
    if (values.quiet || Date.now() - said < 10_000) return
    said = Date.now()
    console.error(line)
  }
  const plan = { tenant, employeeId: director.id as string, path, rows, kills, progress }
  const { status, seconds, peakMb, kills: killed } = await importWithKills(plan)
  const found = await examine(plan, status.id)
  if (status.error) console.error(status.error)
  const bad = Array.from({ length: rows }, (_, i) => i).filter((i) => i % 100 === 37).length
  const good = rows - bad
  const exactly = (name: string, value: number, wanted: number) =>
    measure({ name: `import: ${name}`, value, unit: 'rows', atLeast: wanted, atMost: wanted })
  exactly('in', found.accounts, good)
  exactly('reported with row and reason', found.reported, bad)
  exactly('reported wrongly', found.wrong, 0)
  exactly('in twice', found.twice, 0)
  exactly('rows on record', found.lines, rows)
  measure({ name: 'import: workers killed', value: killed, unit: 'kills', atLeast: kills })
  measure({
    name: `import: ${rows} rows`,
    value: seconds,
    unit: 's',
    better: 'lower',
    atMost: (rows / 1_000_000) * 900 + kills * 12,
  })
  measure({ name: 'import: rate', value: rows / seconds, unit: 'rows/s' })
  measure({ name: 'import: peak memory of the worker', value: peakMb, unit: 'MB', better: 'lower', atMost: 512 })
} finally {
  await house.close()
  rmSync(dataDir, { recursive: true, force: true })
}
