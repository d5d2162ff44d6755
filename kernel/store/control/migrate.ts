import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { CONTROL_STEPS, type ControlStep } from './schema.ts'

/** Any number will do as long as nothing else in the product takes the same advisory lock. */
const LOCK = 7_300_001

const digest = (sql: string) => createHash('sha256').update(sql).digest('hex')

/**
 * Brings schema `control` up to date, all or nothing. Safe to run at every start and from several processes at once.
 *
 * @returns how many statements were applied now.
 * @throws when a statement that was applied earlier reads differently today: history is not edited.
 */
export async function migrateControl(pool: Pool, steps: readonly ControlStep[] = CONTROL_STEPS): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    await client.query(`set local lock_timeout = '1s'`)
    const applied = await applyPending(client, steps)
    await client.query('commit')
    return applied
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

async function applyPending(client: PoolClient, steps: readonly ControlStep[]): Promise<number> {
  await client.query('create schema if not exists control')
  await client.query(`create table if not exists control.migration (
    version integer primary key, name text not null, digest text not null,
    applied_at timestamptz not null default now())`)
  const { rows } = await client.query<{ version: number; digest: string }>(
    'select version, digest from control.migration order by version',
  )
  if (rows.length > steps.length) {
    throw new Error(`control schema is at version ${rows.length}, this release knows ${steps.length}: use a newer one`)
  }
  for (const [index, row] of rows.entries()) {
    const step = steps[index]
    if (row.version !== index + 1 || !step || row.digest !== digest(step.sql)) {
      throw new Error(`control migration ${row.version} differs from the one applied earlier`)
    }
  }
  for (const [index, step] of steps.entries()) {
    if (index < rows.length) continue
    await client.query(step.sql)
    await client.query('insert into control.migration (version, name, digest) values ($1, $2, $3)', [
      index + 1,
      step.name,
      digest(step.sql),
    ])
  }
  return steps.length - rows.length
}
