import { systemCaller, withCaller } from '../../access/caller.ts'
import { write } from '../../commands/run.ts'
import type { Label, Locale } from '../../declare/index.ts'
import { changeRow, lockRow } from '../../records/change.ts'
import type { Values } from '../../records/input.ts'
import type { Unit } from '../../records/unit.ts'
import { newId } from '../../store/ids.ts'
import { sql } from '../../store/sql.ts'
import type { Tenant } from '../../tenant.ts'
import type { Task } from '../jobs.ts'
import { mayRead, maySee, type Seen } from '../notify.ts'
import { compose } from './compose.ts'
import { DELIVERY, type MailContent } from './enqueue.ts'
import { isMailAddress, mailServerOf } from './settings.ts'
import { type MailFailure, type Postman, postman } from './transport.ts'

/** Minutes until the attempt after the first, second … failed one; after the last the mail is dead. */
const WAITS = [1, 5, 15, 60, 240, 720]
/** So long a mail belongs to the process that took it; of one that was killed another takes it over then. */
const LEASE_MS = 5 * 60_000
const CLAIM = 100

interface Claimed {
  id: string
  to: string
  pace: 'immediate' | 'daily'
  messageId: string | null
  attempts: number
  content: MailContent
}

const asSystem = <T>(tenant: Tenant, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => systemCaller(tenant),
    (caller) => write(caller, { command: 'mail', body: null }, work),
  )

/**
 * Takes what is due for this process and says which rows make one mail: a message at once is one of its own, what one
 * reader gathers is one together. The grouping is stored with the Message-ID before anything is sent: whoever takes a
 * mail over after a crash sends the same mail under the same id. (Between the server's "accepted" and our noting it
 * lies a gap that no protocol closes: a mail may arrive twice, never not at all; readers' programs fold it by the id.)
 */
async function claim(unit: Unit): Promise<Claimed[]> {
  const table = unit.table('mail_delivery')
  const now = unit.stamp
  const open = sql`deleted_at is null and state in ('queued', 'failed') and due_at <= ${now}
    and (lease_until is null or lease_until < ${now})`
  const rows = await unit.tx.query<Claimed>(sql`
    with due as (select id, message_id from ${table} where ${open} order by due_at, to_id, id limit ${CLAIM} for update skip locked)
    update ${table} set lease_until = ${new Date(unit.now.getTime() + LEASE_MS).toISOString()}
    where id in (select id from due) or (message_id in (select message_id from due) and ${open})
    returning id, to_id as "to", pace, message_id as "messageId", attempts, content`)
  const gathered = new Map<string, string>()
  for (const row of rows) {
    if (row.messageId) continue
    if (row.pace === 'daily') gathered.set(row.to, gathered.get(row.to) ?? newId())
    row.messageId = row.pace === 'daily' ? gathered.get(row.to)! : row.id
  }
  await unit.tx.query(sql`update ${table} d set message_id = r.message from
    jsonb_to_recordset(${JSON.stringify(rows.map((r) => ({ id: r.id, message: r.messageId })))}::jsonb) as r(id uuid, message text)
    where d.id = r.id`)
  return rows
}

interface Reader {
  address: string | null
  active: boolean
  userId: string | null
}

async function readerOf(unit: Unit, id: string): Promise<Reader | undefined> {
  const [row] = await unit.tx.query<Reader>(sql`select email as address, user_id as "userId",
    state = 'active' and deleted_at is null as active from ${unit.table('employee')} where id = ${id}`)
  return row
}

const NO_ADDRESS: Label = { zh: '收件人没有可用的邮箱', en: 'The reader has no usable mail address' }
const GONE: Label = { zh: '收件人已离职', en: 'The reader has left' }
const UNSEEN: Label = { zh: '收件人已无权查看该记录', en: 'The reader may no longer see the record' }

interface Judged {
  address: string
  locale: Locale
  rows: Claimed[]
}

/** Who still may get what: people leave, and rights end, between the message and its mail. */
async function judge(unit: Unit, rows: Claimed[]): Promise<Judged | undefined> {
  const to = rows[0]!.to
  const reader = await readerOf(unit, to)
  const suppress = (row: Claimed, why: Label) => settle(unit, row, { state: 'suppressed', lastError: why.zh })
  const stop = !reader?.active
    ? GONE
    : !reader.address || !isMailAddress(reader.address.trim())
      ? NO_ADDRESS
      : undefined
  if (stop || !reader) {
    for (const row of rows) await suppress(row, stop ?? GONE)
    return undefined
  }
  const seen: Seen = new Map()
  const left: Claimed[] = []
  for (const row of rows) {
    const { about, tells } = row.content
    const may = (!about || (await maySee(unit, to, about, seen))) && (await mayRead(unit, to, tells, seen))
    if (may) left.push(row)
    else await suppress(row, UNSEEN)
  }
  const locales = reader.userId ? await unit.caller.tenant.logins?.locales([reader.userId]) : undefined
  const locale = locales?.get(reader.userId!) ?? 'zh'
  return left.length ? { address: reader.address!.trim(), locale, rows: left } : undefined
}

async function settle(unit: Unit, { id }: Claimed, patch: Values): Promise<void> {
  const row = await lockRow(unit, DELIVERY, id, 'update')
  const verb = String(patch.state)
  await changeRow(unit, DELIVERY, row, { ...patch, leaseUntil: null }, verb)
}

function outcome(unit: Unit, row: Claimed, judged: Judged, failure: MailFailure | undefined): Values {
  const attempts = row.attempts + 1
  const common = { attempts, address: judged.address }
  if (!failure) return { ...common, state: 'sent', sentAt: unit.stamp, lastError: null }
  const wait = failure.permanent ? undefined : WAITS[row.attempts]
  if (wait === undefined) return { ...common, state: 'dead', lastError: failure.reason }
  const dueAt = new Date(unit.now.getTime() + wait * 60_000).toISOString()
  return { ...common, state: 'failed', lastError: failure.reason, dueAt }
}

async function deliver(tenant: Tenant, post: Postman, group: Claimed[]): Promise<boolean> {
  const judged = await asSystem(tenant, (unit) => judge(unit, group))
  if (!judged) return false
  const items = judged.rows.map((r) => r.content)
  const mail = compose(items, judged.locale, tenant.label, tenant.url)
  const failure = await post.send({ ...mail, to: judged.address, messageId: group[0]!.messageId! })
  if (failure) tenant.log.warn('mail not sent', { mail: group[0]!.messageId, ...failure })
  await asSystem(tenant, async (unit) => {
    for (const row of judged.rows) await settle(unit, row, outcome(unit, row, judged, failure))
  })
  return !failure
}

/**
 * Sends every mail that is due; returns how many the server took. Several processes may do so at once: each takes its
 * own. Without a mail server nothing is touched, and what waits goes out once there is one.
 */
export async function sendDueMail(tenant: Tenant, signal?: AbortSignal): Promise<number> {
  if (!tenant.registry.objects.has(DELIVERY)) return 0
  const server = await mailServerOf(tenant)
  if (!server) return 0
  const post = postman(server)
  let sent = 0
  try {
    while (!signal?.aborted) {
      const rows = await asSystem(tenant, claim)
      if (!rows.length) break
      const groups = [...Map.groupBy(rows, (r) => r.messageId).values()]
      for (let i = 0; i < groups.length; i += 3) {
        const done = await Promise.all(groups.slice(i, i + 3).map((group) => deliver(tenant, post, group)))
        sent += done.filter(Boolean).length
      }
    }
    return sent
  } finally {
    post.close()
  }
}

/** Looks for mail every minute. */
export const mailTask: Task = {
  name: 'mail.send',
  every: '* * * * *',
  run: async ({ tenant, signal }) => void (await sendDueMail(tenant, signal)),
}
