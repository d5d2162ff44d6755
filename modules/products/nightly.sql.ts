import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import type { Task } from '#kernel/events/jobs.ts'
import { changeRow } from '#kernel/records/change.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { type Sql, sql } from '#kernel/store/sql.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { add, compare, sub } from '#kernel/values/decimal.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { moveStock } from './batch/ledger.sql.ts'
import { flagNearExpiry } from './batch/nearExpiry.sql.ts'
import { addDays } from './days.ts'
import { holdRow } from './holdRow.sql.ts'
import { supersedeOlder } from './license/supersede.sql.ts'

/** Rows moved in one transaction: a failure undoes few, and nobody waits long for a lock. */
const PAGE = 200

interface Turn {
  object: string
  /** Rows whose day has come; each is moved so that it is not found again. */
  due: (unit: Unit) => Promise<Sql>
  move: (unit: Unit, row: Values) => Promise<unknown>
}

const to =
  (object: string, state: string, verb: string) =>
  (unit: Unit, row: Values): Promise<unknown> =>
    changeRow(unit, object, row, { state }, verb)

/** 过期自动锁定: the state says it, and what is free is locked. */
async function expireBatch(unit: Unit, row: Values): Promise<void> {
  const why = `已于 ${row.lastUsableDate} 过期`
  const free = sub(sub(row.onHand as string, row.reserved as string), row.locked as string)
  if (compare(free, '0') > 0) {
    const id = row.id as string
    const sums = await moveStock(unit, [
      { batchId: id, kind: 'lock', locked: add(free, '0'), source: 'batch', sourceId: id, note: why },
    ])
    Object.assign(row, sums.get(id))
  }
  await changeRow(unit, 'batch', row, { state: 'expired', lockReason: why, nearExpiry: false }, 'expire')
}

const TURNS: Turn[] = [
  {
    object: 'license',
    due: async (unit) => sql`state in ('valid', 'expiring') and long_term is not true and valid_to < ${unit.today}`,
    move: to('license', 'expired', 'expire'),
  },
  {
    object: 'license',
    due: async (unit) => {
      const soon = addDays(unit.today, await ruleOn(unit.caller, 'license.expiringDays', unit.today))
      return sql`state = 'valid' and long_term is not true and valid_to between ${unit.today} and ${soon}`
    },
    move: to('license', 'expiring', 'nearEnd'),
  },
  {
    object: 'batch',
    due: async (unit) => sql`state in ('released', 'quarantine') and last_usable_date < ${unit.today}`,
    move: expireBatch,
  },
  {
    object: 'priceListItem',
    due: async (unit) => sql`state = 'approved' and valid_from <= ${unit.today}`,
    move: to('priceListItem', 'effective', 'takeEffect'),
  },
  {
    object: 'priceListItem',
    due: async (unit) => sql`state = 'effective' and valid_to < ${unit.today}`,
    move: to('priceListItem', 'superseded', 'end'),
  },
]

async function page(unit: Unit, turn: Turn): Promise<number> {
  const { def } = unit.caller.model.objects.get(turn.object)!
  const rows = await unit.tx.query<{ id: string }>(sql`select id from ${unit.table(def.table)}
    where ${await turn.due(unit)} and deleted_at is null order by id limit ${PAGE} for update skip locked`)
  for (const { id } of rows) await turn.move(unit, await holdRow(unit, turn.object, id))
  return rows.length
}

/** Papers renewed ahead of time take the old one's place on the day they begin. */
async function renewals(unit: Unit): Promise<void> {
  const begun = await unit.tx.query<Values>(sql`select id, license_type as "licenseType", account_id as account,
      product_id as product, contact_id as contact, valid_from as "validFrom"
    from ${unit.table('license')} where valid_from = ${unit.today} and state in ('valid', 'expiring') and deleted_at is null`)
  await supersedeOlder(unit, begun)
}

/**
 * What the calendar moves: licences expiring and expired, batches expired (and locked) or near expiry, prices that take
 * effect or end. Rules never wait for it: they look at the dates. Running it again finds nothing more to do.
 * Returns how many rows were moved.
 */
export async function turnDay(tenant: Tenant): Promise<number> {
  const asSystem = <T>(work: (unit: Unit) => Promise<T>): Promise<T> =>
    withCaller(
      () => systemCaller(tenant),
      (caller) => write(caller, { command: 'products.turnDay', body: null }, work),
    )
  let moved = 0
  for (const turn of TURNS) {
    while (true) {
      const found = await asSystem((unit) => page(unit, turn))
      moved += found
      if (found < PAGE) break
    }
  }
  await asSystem(renewals)
  await asSystem((unit) => flagNearExpiry(unit))
  return moved
}

/** Five past midnight in China. */
export const productTasks: Task[] = [
  { name: 'products.turnDay', every: '5 16 * * *', run: async ({ tenant }) => void (await turnDay(tenant)) },
]
