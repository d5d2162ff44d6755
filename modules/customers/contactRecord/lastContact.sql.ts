import { afterWrite } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { contactRecord } from './contactRecord.object.ts'

/**
 * Keeps each account's last and next contact what its newest contact record says: having spoken with a customer
 * settles the appointment, and what was agreed then is the next one. Not a change that anybody made to the account, so
 * neither its version nor its audit moves: whoever is editing it is not interrupted.
 */
async function keepLastContact(unit: Unit, rows: Values[]): Promise<void> {
  const accounts = [...new Set(rows.map((r) => r.account as string))].sort()
  if (!accounts.length) return
  await unit.tx.query(sql`
    with held as (
      select id from ${unit.table('account')} where id = any(${accounts}::uuid[]) order by id for update
    ), newest as (
      select h.id, r.followed_at, r.next_contact_at from held h left join lateral (
        select followed_at, next_contact_at from ${unit.table('contact_record')} r
        where r.account_id = h.id and r.deleted_at is null order by r.followed_at desc, r.id desc limit 1) r on true)
    update ${unit.table('account')} a set last_contact_at = n.followed_at, next_contact_at = n.next_contact_at
    from newest n where a.id = n.id
      and (a.last_contact_at, a.next_contact_at) is distinct from (n.followed_at, n.next_contact_at)`)
}

export const lastContact = afterWrite(contactRecord, keepLastContact)
