import type { Queryable } from './db.ts'

/** Removes what has expired (sessions, challenges, tried codes, guess counters, links). Run hourly or so. */
export async function sweepControl(db: Queryable): Promise<void> {
  await db.query(`delete from control.session where expires_at < now()`)
  await db.query(`delete from control.verification where expires_at < now()`)
  await db.query(`delete from control.totp_use where used_at < now() - interval '10 minutes'`)
  await db.query(`delete from control.login_attempt where updated_at < now() - interval '1 day'`)
  await db.query(`delete from control.one_time_link where expires_at < now() - interval '30 days'`)
}
