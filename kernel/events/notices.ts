import type { Label, NoticeDef } from '../declare/index.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import type { Tenant } from '../tenant.ts'
import { Dispatcher, type DispatcherOptions, topicMatcher } from './dispatcher.ts'
import { notify } from './notify.ts'
import type { OutboxEvent } from './outbox.ts'

/** What to tell of an event. */
export interface Telling {
  /** Employees; who did it himself, has left, or may not see the record is passed over. */
  to: (string | null | undefined)[]
  /** `{by}` becomes the name of who did it. */
  title: Label
  body?: Label | string
  /** Page of the product; default the record's own. */
  link?: string
  /** The record the words tell of; default the event's. */
  about?: { object: string; id: string }
  /** Tell also him who did it. */
  evenToActor?: boolean
}

interface NoticeSpec {
  /** Topic of the outbox (`account.assigned`), or a pattern (`*.approved`); also the kind of its messages. */
  topic: string
  label: Label
  /** Fields that its words tell of, `contactRecord.text`, blank-separated; who may not read them gets plain words. */
  tells?: string
  /** How it ships by mail; default in the product only. */
  mail?: 'immediate' | 'daily'
}

/** Declares that an event is told to people: `of` reads the event (and what else it needs) and says to whom and how. */
export function notice(
  spec: NoticeSpec,
  of: (unit: Unit, event: OutboxEvent) => Promise<Telling | undefined> | Telling | undefined,
): NoticeDef {
  return { ...spec, of: of as unknown as NoticeDef['of'] }
}

async function nameOf(unit: Unit, employeeId: string): Promise<string | undefined> {
  const [row] = await unit.tx.query<{ name: string }>(
    sql`select name from ${unit.table('employee')} where id = ${employeeId}`,
  )
  return row?.name
}

/** Tells one event as one notice words it, in the unit's transaction. Returns who was told. */
export async function tellNotice(unit: Unit, def: NoticeDef, event: OutboxEvent): Promise<string[]> {
  const of = def.of as unknown as (unit: Unit, event: OutboxEvent) => Promise<Telling | undefined>
  const telling = await of(unit, event)
  if (!telling) return []
  const to = telling.to.filter((id): id is string => Boolean(id) && (telling.evenToActor || id !== event.actorId))
  const by = `${telling.title.zh}${telling.title.en}`.includes('{by}') ? await nameOf(unit, event.actorId) : ''
  // A function as replacement: a name with `$&` in it is a name.
  const title = {
    zh: telling.title.zh.replaceAll('{by}', () => by ?? '系统'),
    en: telling.title.en.replaceAll('{by}', () => by ?? 'The system'),
  }
  const own = event.object && event.recordId ? { object: event.object, id: event.recordId } : undefined
  const about = telling.about ?? own
  const page = about && unit.caller.model.objects.get(about.object)?.def.path
  const link = telling.link ?? (page && `/o/${page}/${about.id}`)
  return notify(unit, to, { kind: def.topic, title, body: telling.body, link, about, tells: def.tells })
}

/**
 * The reader of the outbox that tells people: one consumer for all modules' notices, so that each event is read once
 * however many there are. An event that cannot be told is put aside alone and tried again.
 */
export function noticeDispatcher(tenant: Tenant, options?: DispatcherOptions): Dispatcher {
  const defs = tenant.registry.modules.flatMap((m) => m.notices ?? [])
  const known = defs.map((def) => ({ def, matches: topicMatcher(def.topic) }))
  return new Dispatcher(tenant, options).on('*', 'notices', async (unit, event) => {
    for (const { def, matches } of known) if (matches(event.topic)) await tellNotice(unit, def, event)
  })
}
