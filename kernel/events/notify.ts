import type { Actor } from '../access/actor.ts'
import { loadActor } from '../access/load.ts'
import { visibleSql } from '../access/predicate.ts'
import { allClear } from '../access/rights.ts'
import type { Label } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { insertRows } from '../records/storage.ts'
import type { Unit } from '../records/unit.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import type { Tenant } from '../tenant.ts'
import {
  channelsOf,
  DEFAULT_PREFERENCE,
  type MailPace,
  messageKinds,
  type Preference,
  preferencesOf,
  ruleOf,
  withRoles,
} from './mail/channels.ts'
import { enqueueMail, type Letter, type MailContent } from './mail/enqueue.ts'

/** Name of the personal object whose rows are messages; declared by the workspace module. */
export const NOTIFICATION = 'notification'

export interface Message {
  /** What it is about, e.g. `contactRecord.commented`: readers filter by it. */
  kind: string
  title: Label
  /** One text for both languages (somebody's own words), or one for each. */
  body?: Label | string
  /** Path in the web app. */
  link?: string
  /** The record that the words tell of: only those who may see it are told. */
  about?: { object: string; id: string }
  /** Fields that there being a message tells of (`contract.validTo`, blank-separated): who may not read one gets none. */
  rests?: string
  /** Fields that its words tell of: who may not read one of them in the open gets the plain words instead. */
  tells?: string
  /** Default: what the kind is called, if `tells` names anything. */
  plain?: Label
}

const cut = (text: string | undefined, max: number): string | null =>
  text ? [...text].slice(0, max).join('').toWellFormed() : null

/** The tenant as this transaction sees it: who may see what is judged after what the unit itself has changed. */
export function inside(unit: Unit): Tenant {
  const { tenant } = unit.caller
  const db: Database = Object.create(tenant.db, {
    query: { value: unit.tx.query },
    fresh: { value: unit.tx.fresh },
    table: { value: unit.tx.table },
  })
  return { ...tenant, db }
}

/** People as they were loaded in this transaction: for many messages in a row while nothing changes who people are. */
export type Seen = Map<string, Promise<Actor>>

function actorOf(unit: Unit, employeeId: string, known: Seen): Promise<Actor> {
  const loading = known.get(employeeId) ?? loadActor(inside(unit), { employeeId })
  known.set(employeeId, loading)
  return loading
}

/** May this person see the record that the message tells of? Nobody learns from a message what he may not read. */
export async function maySee(
  unit: Unit,
  employeeId: string,
  about: { object: string; id: string },
  known: Seen,
): Promise<boolean> {
  const def = unit.caller.model.objects.get(about.object)?.def
  if (!def) return false
  try {
    const actor = await actorOf(unit, employeeId, known)
    const seen = visibleSql({ ...unit.caller, actor }, def, 'read', 't')
    const rows = await unit.tx.query(sql`select 1 from ${unit.table(def.table)} t where t.id = ${about.id} and ${seen}`)
    return rows.length > 0
  } catch (error) {
    // Somebody who is no longer here.
    if (error instanceof Problem && error.status === 401) return false
    throw error
  }
}

async function present(unit: Unit, employeeIds: string[]): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`select id from ${unit.table('employee')}
    where id = any(${[...new Set(employeeIds)]}::uuid[]) and state = 'active' and deleted_at is null order by id`)
  return rows.map((r) => r.id)
}

/** Those whom a message may reach: at work, and allowed to see what it tells of. */
async function readers(unit: Unit, employeeIds: string[], message: Message, seen: Seen): Promise<string[]> {
  const told: string[] = []
  for (const id of await present(unit, employeeIds)) {
    const may = !message.about || (await maySee(unit, id, message.about, seen))
    if (may && (await mayRead(unit, id, message.rests, seen))) told.push(id)
  }
  return told
}

/** May this person read all of these fields (`object.field`, `object.lines.field`) in the open? */
export async function mayRead(
  unit: Unit,
  employeeId: string,
  names: string | undefined,
  known: Seen,
): Promise<boolean> {
  if (!names) return true
  const actor = await actorOf(unit, employeeId, known)
  return names.split(' ').every((path) => {
    const object = path.slice(0, path.indexOf('.'))
    const live = unit.caller.model.objects.get(object)!
    return allClear(actor, live.def, live.fields, path.slice(object.length + 1))
  })
}

/**
 * Sends a message to people, in the unit's transaction: each gets a row of his own and, if he looks, sees it at once; by
 * mail too where the rule of its kind and he himself want it so. Those who have left, and those who may not see what it
 * is about, get none. Returns whom it went to.
 */
export async function notify(
  unit: Unit,
  employeeIds: string[],
  message: Message,
  seen: Seen = new Map(),
): Promise<string[]> {
  const live = unit.caller.model.objects.get(NOTIFICATION)
  if (!live) return []
  const { rule, mailing } = await ruleOf(unit, message.kind)
  const addressed = rule.enabled ? [...employeeIds, ...(await withRoles(unit, rule.extraRoles))] : []
  if (!addressed.length) return []
  const to = await readers(unit, addressed, message, seen)
  const preferences = await preferencesOf(unit, to)
  const ways = to.map((id) => {
    const preference = preferences.get(id) ?? DEFAULT_PREFERENCE
    return { id, preference, ...channelsOf(rule, message.kind, preference) }
  })
  for (const [said, some] of await worded(unit, ways, message, seen)) {
    const inside = some.filter((w) => w.inApp).map((w) => w.id)
    await insertRows(unit, live, letters(unit, inside, said))
    if (mailing) await enqueueMail(unit, mailsOf(some, message.kind), contentOf(said))
  }
  return ways.filter((w) => w.inApp || (mailing && w.mail !== 'off')).map((w) => w.id)
}

type Way = { id: string; preference: Preference; inApp: boolean; mail: MailPace }

/** The message as it stands for those who may read what it tells, and in plain words for the others. */
async function worded(unit: Unit, ways: Way[], message: Message, seen: Seen): Promise<[Message, Way[]][]> {
  const open = new Set<Way>()
  for (const way of ways) if (await mayRead(unit, way.id, message.tells, seen)) open.add(way)
  const { kind } = message
  const called = messageKinds(unit.caller.tenant.registry).find((k) => k.kind === kind)?.label ?? { zh: kind, en: kind }
  const plain = { ...message, title: message.plain ?? called, body: undefined, tells: undefined }
  const groups: [Message, Way[]][] = [
    [message, ways.filter((w) => open.has(w))],
    [plain, ways.filter((w) => !open.has(w))],
  ]
  return groups.filter(([, some]) => some.length)
}

const mailsOf = (ways: Way[], kind: string): Letter[] =>
  ways.flatMap(({ id, preference, mail }) => (mail === 'off' ? [] : [{ to: id, kind, pace: mail, preference }]))

const bodyOf = ({ body }: Message): Label | undefined => (typeof body === 'string' ? { zh: body, en: body } : body)

function contentOf(message: Message): MailContent {
  const body = bodyOf(message)
  return {
    title: { zh: cut(message.title.zh, 200) ?? '', en: cut(message.title.en, 200) ?? '' },
    ...(body ? { body: { zh: cut(body.zh, 1000) ?? '', en: cut(body.en, 1000) ?? '' } } : {}),
    link: cut(message.link, 300),
    about: message.about,
    tells: [message.rests, message.tells].filter(Boolean).join(' ') || undefined,
  }
}

/** The rows of a message, one for each reader. */
function letters(unit: Unit, owners: string[], message: Message): Values[] {
  const body = bodyOf(message)
  const said = {
    kind: message.kind,
    title: cut(message.title.zh, 200),
    titleEn: cut(message.title.en, 200),
    body: cut(body?.zh, 1000),
    bodyEn: body && body.en !== body.zh ? cut(body.en, 1000) : null,
    link: cut(message.link, 300),
  }
  const { id: author } = unit.caller.actor
  return owners.map((owner): Values => {
    const id = newId()
    const stamp = { createdAt: unit.stamp, createdBy: author, updatedAt: unit.stamp, updatedBy: author }
    const auditHash = unit.audit(NOTIFICATION, id, 'create', { ...said, owner })
    unit.emit('notification.created', { owner }, { object: NOTIFICATION, id })
    return { id, version: 1, ...stamp, owner, dept: null, auditHash, ...said, readAt: null }
  })
}

/** Marks all of the caller's own unread messages as read; returns how many. One entry in the audit log names them. */
export async function markAllRead(unit: Unit): Promise<number> {
  const rows = await unit.tx.query<{ id: string }>(sql`update ${unit.table(NOTIFICATION)} set read_at = ${unit.stamp},
    version = version + 1, updated_at = ${unit.stamp}, updated_by = ${unit.caller.actor.id}
    where owner_id = ${unit.caller.actor.id} and read_at is null and deleted_at is null returning id`)
  if (rows.length) unit.audit(NOTIFICATION, null, 'markAllRead', { ids: rows.map((r) => r.id) })
  return rows.length
}
