import { loadActor } from '../access/load.ts'
import { visibleSql } from '../access/predicate.ts'
import type { Label } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { insertRows } from '../records/storage.ts'
import type { Unit } from '../records/unit.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import type { Tenant } from '../tenant.ts'

/** Name of the personal object whose rows are messages; declared by the workspace module. */
export const NOTIFICATION = 'notification'

export interface Message {
  /** What it is about, e.g. `contactRecord.commented`: readers filter by it. */
  kind: string
  title: Label
  body?: string
  /** Path in the web app. */
  link?: string
  /** The record that the words tell of: only those who may see it are told. */
  about?: { object: string; id: string }
}

const cut = (text: string | undefined, max: number): string | null =>
  text ? [...text].slice(0, max).join('').toWellFormed() : null

/** The tenant as this transaction sees it: who may see what is judged after what the unit itself has changed. */
export function inside(unit: Unit): Tenant {
  const { tenant } = unit.caller
  const db: Database = Object.create(tenant.db, { query: { value: unit.tx.query }, fresh: { value: unit.tx.fresh } })
  return { ...tenant, db }
}

/** May this person see the record that the message tells of? Nobody learns from a message what he may not read. */
async function maySee(unit: Unit, employeeId: string, about: { object: string; id: string }): Promise<boolean> {
  const def = unit.caller.model.objects.get(about.object)?.def
  if (!def) return false
  try {
    const actor = await loadActor(inside(unit), { employeeId })
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

/**
 * Sends a message to people inside the product, in the unit's transaction: each gets a row of his own and, if he looks,
 * sees it at once. Those who have left, and those who may not see what it is about, get none. Returns who got one.
 */
export async function notify(unit: Unit, employeeIds: string[], message: Message): Promise<string[]> {
  const live = unit.caller.model.objects.get(NOTIFICATION)
  if (!live || !employeeIds.length) return []
  let owners = await present(unit, employeeIds)
  if (message.about) {
    const told: string[] = []
    for (const owner of owners) if (await maySee(unit, owner, message.about)) told.push(owner)
    owners = told
  }
  const said = {
    kind: message.kind,
    title: cut(message.title.zh, 200),
    titleEn: cut(message.title.en, 200),
    body: cut(message.body, 1000),
    link: cut(message.link, 300),
  }
  const { id: author } = unit.caller.actor
  const rows = owners.map((owner): Values => {
    const id = newId()
    const stamp = { createdAt: unit.stamp, createdBy: author, updatedAt: unit.stamp, updatedBy: author }
    const auditHash = unit.audit(NOTIFICATION, id, 'create', { ...said, owner })
    unit.emit('notification.created', { owner }, { object: NOTIFICATION, id })
    return { id, version: 1, ...stamp, owner, dept: null, auditHash, ...said, readAt: null }
  })
  if (rows.length) await insertRows(unit, live, rows)
  return owners
}

/** Marks all of the caller's own unread messages as read; returns how many. One entry in the audit log names them. */
export async function markAllRead(unit: Unit): Promise<number> {
  const rows = await unit.tx.query<{ id: string }>(sql`update ${unit.table(NOTIFICATION)} set read_at = ${unit.stamp},
    version = version + 1, updated_at = ${unit.stamp}, updated_by = ${unit.caller.actor.id}
    where owner_id = ${unit.caller.actor.id} and read_at is null and deleted_at is null returning id`)
  if (rows.length) unit.audit(NOTIFICATION, null, 'markAllRead', { ids: rows.map((r) => r.id) })
  return rows.length
}
