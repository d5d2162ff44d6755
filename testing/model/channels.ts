import { Writable } from 'node:stream'
import { callerFor } from '#kernel/access/caller.ts'
import { LiveHub } from '#kernel/events/live.ts'
import type { SseMessage } from '#kernel/events/sse.ts'
import { openFile } from '#kernel/files/open.ts'
import { history } from '#kernel/records/history.ts'
import { timeline } from '#kernel/records/timeline.ts'
import { exportRows } from '#kernel/transfer/index.ts'
import type { ModelRow } from './chart.ts'
import { type Look, outcome } from './look.ts'
import { SHAPES } from './objects.ts'
import { clear, may, mayAtAll, rightOn } from './oracle.ts'

/** A value that no other row can have by chance, so that finding it in an answer proves where it came from. */
const isTelling = (value: unknown): value is string => typeof value === 'string' && /[a-z][0-9a-f]{8}/.test(value)

/** Values of a row that this reader must never meet: all of an invisible row's, the hidden and masked of a visible one's. */
function secretsOf(look: Look, row: ModelRow): string[] {
  const { chart, me } = look
  const seen = may(chart, me, 'read', row)
  const values = Object.entries(row.values).filter(
    ([f, v]) => isTelling(v) && !SHAPES[row.object]!.refs[f] && (!seen || !clear(rightOn(chart, me, row.object, f))),
  )
  const parts = seen && clear(rightOn(chart, me, row.object, 'parts'))
  const lines = row.lines.flatMap((l) => (parts ? [l.cost] : [l.cost, l.what]))
  const files = chart.files.filter((f) => f.record === row.id)
  const papers = seen && clear(rightOn(chart, me, row.object, 'papers'))
  return [...values.map(([, v]) => v as string), ...lines, ...(papers ? [] : files.map((f) => f.name))]
}

/** No text may hold anything that is hidden from this reader, whatever row it is about. */
function noSecrets(look: Look, where: string, text: string, rows: ModelRow[]): void {
  for (const row of rows)
    for (const secret of secretsOf(look, row))
      look.same(`${where} tells ${row.object} ${row.id}`, text.includes(secret) ? secret : null, null, 'leak')
}

/** The log of one record and the stream around it. */
export async function checkAround(look: Look, row: ModelRow, own: ModelRow[]): Promise<void> {
  const { chart, me } = look
  const at = `${row.object} ${row.id}`
  const expected = may(chart, me, 'read', row) ? 'ok' : '404 record.notFound'
  let log = ''
  const gotLog = await outcome(async () => {
    log = JSON.stringify(await look.as((c) => history(c, row.object, row.id)))
  })
  look.same(`history ${at}`, gotLog, expected, 'leak')
  noSecrets(look, `history ${at}`, log, own)
  const items: { kind: string; id: string }[] = []
  let stream = ''
  const gotStream = await outcome(async () => {
    for (let cursor: string | undefined, first = true; first || cursor; first = false) {
      const page = await look.as((c) => timeline(c, row.object, row.id, { cursor, limit: 5 }))
      items.push(...page.data)
      stream += JSON.stringify(page)
      cursor = page.nextCursor ?? undefined
    }
  })
  look.same(`timeline ${at}`, gotStream, expected, 'leak')
  noSecrets(look, `timeline ${at}`, stream, own)
  if (expected !== 'ok') return
  for (const [f, v] of Object.entries(row.values))
    if (isTelling(v) && clear(rightOn(chart, me, row.object, f)) && !SHAPES[row.object]!.refs[f])
      look.same(`history ${at}.${f}`, log.includes(v), true, 'hidden')
  const inside = (r: ModelRow): boolean =>
    (r.object === 'mChild' && r.values.top === row.id) ||
    (r.object === 'mGrand' && (row.object === 'mRoot' ? r.root === row.id : r.values.child === row.id))
  look.sameIds(
    `timeline ${at}`,
    items.filter((i) => i.kind !== 'history').map((i) => i.id),
    look.chart.rows.filter((r) => !r.deleted && inside(r) && may(chart, me, 'read', r)).map((r) => r.id),
  )
}

class Text extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}

/** The table that leaves the house: only rows that may be both read and exported. */
export async function checkExport(look: Look, object: string, own: ModelRow[]): Promise<void> {
  const { chart, me } = look
  const where = `export ${object}`
  if (!mayAtAll(chart, me, object, 'export') || !mayAtAll(chart, me, object, 'read')) {
    const got = await outcome(() => look.as((c) => exportRows(c, object, { format: 'csv' })))
    look.same(where, got, '403 access.denied', 'leak')
    return
  }
  const rows = look.rows(object).filter((r) => !r.deleted && may(chart, me, 'export', r) && may(chart, me, 'read', r))
  const out = new Text()
  const made = await look.as((c) => exportRows(c, object, { format: 'csv' }))
  look.same(`${where} count`, made.count, rows.length)
  await made.writeTo(out)
  noSecrets(look, where, out.text, own)
  if (clear(rightOn(chart, me, object, 'name')))
    for (const row of rows) look.same(`${where} ${row.id}`, out.text.includes(String(row.values.name)), true, 'hidden')
  for (const [f, value] of Object.entries(own.find((r) => r.object === object)?.values ?? {}))
    if (rightOn(chart, me, object, f) === 'hidden' && value !== undefined) {
      const got = await outcome(() => look.as((c) => exportRows(c, object, { format: 'csv', fields: [f] })))
      look.same(`${where} field ${f}`, got, '400 query.unknownField', 'leak')
    }
}

/** Papers: with the field they are in, on the record they are on; those on nothing, with whoever brought them. */
export async function checkFiles(look: Look): Promise<void> {
  const { chart, me } = look
  for (const file of chart.files) {
    const row = file.record ? look.row(file.record)! : undefined
    const fine = row ? may(chart, me, 'read', row) && clear(rightOn(chart, me, 'mRoot', 'papers')) : file.by === me.id
    const got = await outcome(async () => {
      const { stream } = await look.as((c) => openFile(c, file.id))
      stream.on('error', () => {}).destroy()
    })
    look.same(`file ${file.id} on ${file.record}`, got, fine ? 'ok' : '404 record.notFound', fine ? 'hidden' : 'leak')
  }
}

const BEFORE_ALL = '0-00000000-0000-7000-8000-000000000000'

/** What the open page is told: changes of visible rows only. Read from the beginning, so that the end is known. */
export async function checkLive(look: Look, own: ModelRow[]): Promise<void> {
  const { chart, me, m } = look
  const hub = new LiveHub(m.world.tenant)
  const told: { object: string; id: string }[] = []
  await new Promise<void>((resolve, reject) => {
    const send = (message: SseMessage | 'beat') => {
      if (message === 'beat') return true
      if (message.event === 'changed') told.push(message.data as { object: string; id: string })
      if (message.event === 'reset') reject(new Error('too many events in one chart'))
      if (message.event === 'hello') resolve()
      return true
    }
    void hub.subscribe({
      caller: () => callerFor(m.world.tenant, { employeeId: me.id }),
      watch: own
        .filter((r) => r.object !== 'mDiary')
        .map((r) => ({ object: r.object, id: r.id }))
        .slice(0, 50),
      lastEventId: BEFORE_ALL,
      send,
      close: (reason) => reject(new Error(`live stream closed: ${reason}`)),
    })
  })
  await hub.stop()
  const ids = new Set(own.map((r) => r.id))
  look.sameIds(
    'live events',
    told.map((t) => t.id).filter((id) => ids.has(id)),
    own.filter((r) => r.object !== 'mDiary' && may(chart, me, 'read', r)).map((r) => r.id),
  )
  look.sameIds(
    'live events of others',
    told.map((t) => t.id).filter((id) => !ids.has(id)),
    [],
  )
}
