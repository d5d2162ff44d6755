import type { Label } from '../../declare/index.ts'
import type { Values } from '../../records/input.ts'
import { insertRows } from '../../records/storage.ts'
import type { Unit } from '../../records/unit.ts'
import { newId } from '../../store/ids.ts'
import { leavesAt, type Preference } from './channels.ts'

/** Name of the object whose rows are mails to be sent and what became of them; declared by the collaboration module. */
export const DELIVERY = 'mailDelivery'

/** What a mail will say, kept until it is written in its reader's language. */
export interface MailContent {
  title: Label
  body?: Label
  link?: string | null
  about?: { object: string; id: string }
  /** Fields that it tells of: asked again when it leaves. */
  tells?: string
}

export interface Letter {
  to: string
  kind: string
  pace: 'immediate' | 'daily'
  preference: Preference
}

/**
 * Puts mails into the queue in the unit's transaction: they are sent exactly if it commits. Nothing is sent here, so a
 * mail server that is slow or away holds up no business.
 */
export async function enqueueMail(unit: Unit, letters: Letter[], content: MailContent): Promise<void> {
  const live = unit.caller.model.objects.get(DELIVERY)
  if (!live || !letters.length) return
  const { id: author } = unit.caller.actor
  const rows = letters.map((letter): Values => {
    const id = newId()
    const said = { to: letter.to, kind: letter.kind, subject: content.title.zh, pace: letter.pace }
    return {
      id,
      version: 1,
      createdAt: unit.stamp,
      createdBy: author,
      updatedAt: unit.stamp,
      updatedBy: author,
      auditHash: unit.audit(DELIVERY, id, 'create', said),
      state: 'queued',
      ...said,
      content,
      attempts: 0,
      dueAt: leavesAt(unit.now, letter.pace, letter.preference).toISOString(),
    }
  })
  await insertRows(unit, live, rows)
}
