import { systemCaller, withCaller } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import type { AlertDef, Label } from '../declare/index.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import type { Tenant } from '../tenant.ts'
import type { Task } from './jobs.ts'
import { notify, type Seen } from './notify.ts'

/** Something that people should be told about a record. */
export interface Found {
  about: { object: string; id: string }
  /**
   * How far it has come: `30` days before the end, `overdue`. Told once for each stage of a record; where the same
   * record can come round again (a licence that was renewed), put the date into it: `2027-03-01:30`.
   */
  stage: string
  /** Employees; who has left or may not see the record is passed over. */
  to: (string | null | undefined)[]
  title: Label
  body?: Label | string
  /** Page of the product; default the record's own. */
  link?: string
}

interface AlertSpec {
  /** Stays the same over releases; also the kind of its messages: `license.expiring`. */
  name: string
  label: Label
  /** Fields that its being told at all tells of, `contract.validTo`, blank-separated; see `Message` of notify.ts. */
  rests: string
  /** Fields that its words tell of beside those. */
  tells: string
  /** How it ships by mail; default gathered into one mail a day, null in the product only. */
  mail?: 'immediate' | 'daily' | null
}

/**
 * Declares what is looked for every morning. `find` runs as the system actor, reads what is due in a statement or two
 * and names people and stage; it writes nothing. What was told already it may find again, that costs little.
 */
export function alert(spec: AlertSpec, find: (unit: Unit) => Promise<Found[]>): AlertDef {
  const mail = spec.mail === null ? undefined : (spec.mail ?? 'daily')
  return { ...spec, mail, find: find as unknown as AlertDef['find'] }
}

/** Messages in one transaction: a failure undoes few, a long morning holds nobody up. */
const BATCH = 100

const asSystem = <T>(tenant: Tenant, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => systemCaller(tenant),
    (caller) => write(caller, { command: 'alert', body: null }, work),
  )

/** Of what was found, what has not been told yet. */
async function fresh(unit: Unit, name: string, found: Found[]): Promise<Found[]> {
  if (!found.length) return []
  const told = await unit.tx.query<{ key: string }>(sql`select record_id || ' ' || stage as key
    from ${unit.table('alert_sent')} where alert = ${name} and record_id = any(${found.map((f) => f.about.id)}::uuid[])`)
  const known = new Set(told.map((t) => t.key))
  return found.filter((f) => {
    const key = `${f.about.id} ${f.stage}`
    return !known.has(key) && known.add(key)
  })
}

const pageOf = (unit: Unit, { about }: Found): string | undefined => {
  const def = unit.caller.model.objects.get(about.object)?.def
  return def && `/o/${def.path}/${about.id}`
}

/** Tells some findings. One that nobody could be told (all have left) is not noted and found again tomorrow. */
async function tell(unit: Unit, def: AlertDef, batch: Found[]): Promise<number> {
  const seen: Seen = new Map()
  let told = 0
  for (const found of batch) {
    const { about, stage } = found
    // The row is the claim: of two that run at once the second waits here and then has nothing to tell.
    const mine = await unit.tx.query(sql`insert into ${unit.table('alert_sent')} (alert, record_id, stage, object, at)
      values (${def.name}, ${about.id}, ${stage}, ${about.object}, ${unit.stamp}) on conflict do nothing returning 1`)
    if (!mine.length) continue
    const to = found.to.filter((id): id is string => Boolean(id))
    const link = found.link ?? pageOf(unit, found)
    const { name: kind, rests, tells } = def
    const message = { kind, title: found.title, body: found.body, link, about, rests, tells }
    const reached = await notify(unit, to, message, seen)
    if (reached.length) told++
    else
      await unit.tx.query(sql`delete from ${unit.table('alert_sent')}
        where alert = ${def.name} and record_id = ${about.id} and stage = ${stage}`)
  }
  return told
}

async function runAlert(tenant: Tenant, def: AlertDef, failed: Error[]): Promise<number> {
  const find = def.find as unknown as (unit: Unit) => Promise<Found[]>
  const due = await asSystem(tenant, async (unit) => fresh(unit, def.name, await find(unit)))
  let told = 0
  for (let i = 0; i < due.length; i += BATCH) {
    const batch = due.slice(i, i + BATCH)
    try {
      told += await asSystem(tenant, (unit) => tell(unit, def, batch))
    } catch {
      // One by one, so that a finding that cannot be told keeps none of its neighbours back.
      for (const one of batch)
        await asSystem(tenant, (unit) => tell(unit, def, [one])).then(
          (n) => (told += n),
          (error) => failed.push(error as Error),
        )
    }
  }
  return told
}

/**
 * Looks once for everything that modules' alerts look for and tells what is new; returns how much each told. An alert
 * that fails stops no other; what failed is thrown together at the end.
 */
export async function runAlerts(tenant: Tenant): Promise<Record<string, number>> {
  const told: Record<string, number> = {}
  const failed: Error[] = []
  for (const def of tenant.registry.modules.flatMap((m) => m.alerts ?? []))
    try {
      told[def.name] = await runAlert(tenant, def, failed)
    } catch (error) {
      failed.push(new Error(`alert ${def.name}: ${error instanceof Error ? error.message : error}`, { cause: error }))
    }
  if (failed.length) throw new AggregateError(failed, failed.map((e) => e.message).join('; '))
  return told
}

/** 08:00 in Shanghai, which has no summer time: midnight UTC. */
export const alertTask: Task = {
  name: 'alerts.run',
  every: '0 0 * * *',
  run: async ({ tenant }) => void (await runAlerts(tenant)),
}
