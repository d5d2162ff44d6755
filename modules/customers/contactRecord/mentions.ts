import { afterWrite } from '#kernel/records/hooks.ts'
import { contactRecord } from './contactRecord.object.ts'

/** Tells those who are mentioned, when the record is first written. */
export const mentions = afterWrite(contactRecord, async (unit, rows, how) => {
  if (how !== 'create' || unit.caller.actor.system) return
  for (const row of rows) {
    const to = ((row.mentions as string[] | null) ?? []).filter((id) => id !== unit.caller.actor.id)
    if (!to.length) continue
    unit.emit(
      'contactRecord.mentioned',
      { to, account: row.account, by: unit.caller.actor.id, text: String(row.description).slice(0, 200) },
      { object: contactRecord.name, id: row.id as string },
    )
  }
})
