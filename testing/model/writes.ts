import type { Caller } from '#kernel/access/actor.ts'
import { runCommand } from '#kernel/commands/context.ts'
import { write } from '#kernel/commands/run.ts'
import { Problem } from '#kernel/errors.ts'
import { remove, restore, update } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Unit } from '#kernel/records/unit.ts'
import type { ModelRow } from './chart.ts'
import { type Look, outcome } from './look.ts'
import { close, SHAPES } from './objects.ts'
import { clear, may, mayAtAll, rightOn } from './oracle.ts'

class Undo extends Error {}

/** Tries a write, then takes it back: what counts is whether it was let through. */
function tried(look: Look, work: (unit: Unit) => Promise<unknown>): Promise<string> {
  const attempt = (caller: Caller) =>
    write(caller, { command: 'model', body: null }, async (unit) => {
      await work(unit)
      throw new Undo()
    })
  return outcome(() =>
    look.as(attempt).catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    }),
  )
}

/** What a verb on a row must answer: done, refused to who sees it, not there for everybody else. */
function verdict(look: Look, verb: string, row: ModelRow, deleted: 'living' | 'gone' = 'living'): string {
  const { chart, me } = look
  const there = deleted === 'gone' ? row.deleted : !row.deleted
  const seen = may(chart, me, 'read', row)
  const mine = may(chart, me, verb, row)
  if (!there || (!seen && !mine)) return '404 record.notFound'
  return mine ? 'ok' : '403 access.denied'
}

/** Change, delete, restore and a business verb on one row. */
export async function checkVerbs(look: Look, row: ModelRow): Promise<void> {
  const { chart, me } = look
  const { object, id } = row
  const at = `${object} ${id}`
  const expected = verdict(look, 'update', row)
  const got = await tried(look, (u) => update(u, object, id, {}))
  look.same(`update ${at}`, got, expected, expected === 'ok' ? 'hidden' : 'leak')
  const removed = verdict(look, 'delete', row)
  look.same(
    `delete ${at}`,
    await tried(look, (u) => remove(u, object, id, undefined)),
    removed,
    removed === 'ok' ? 'hidden' : 'leak',
  )
  const back = mayAtAll(chart, me, object, 'delete') ? verdict(look, 'delete', row, 'gone') : '403 access.denied'
  look.same(`restore ${at}`, await tried(look, (u) => restore(u, object, id)), back, back === 'ok' ? 'hidden' : 'leak')
  if (object !== 'mRoot') return
  let done = verdict(look, 'close', row)
  if (!mayAtAll(chart, me, object, 'close')) done = '403 access.denied'
  if (done === 'ok' && row.state !== 'open') done = '422 state.notAllowed'
  look.same(
    `close ${at}`,
    await tried(look, (u) => runCommand(u, close, id, {})),
    done,
    done === 'ok' ? 'hidden' : 'leak',
  )
}

/** Creating under a parent: only where the verb of the child reaches the parent, and the parent is seen. */
export async function checkCreate(look: Look, object: string): Promise<void> {
  const { chart, me } = look
  const shape = SHAPES[object]!
  const values = rightOn(chart, me, object, 'name')
  if (!shape.parent) {
    const allowed = mayAtAll(chart, me, object, 'create')
    const writable = values === 'edit' || values === 'masked'
    const expected = allowed ? (writable ? 'ok' : '422 input.invalid') : '403 access.denied'
    look.same(`create ${object}`, await tried(look, (u) => create(u, object, { name: '新' })), expected, 'leak')
    return
  }
  const [field, parent] = shape.parent
  const right = rightOn(chart, me, object, field)
  const writable = [right, values].every((r) => r === 'edit' || r === 'masked')
  for (const row of look.rows(parent)) {
    const under = !row.deleted && may(chart, me, 'read', row) && may(chart, me, 'create', row, object)
    const expected = !mayAtAll(chart, me, object, 'create')
      ? '403 access.denied'
      : under && writable
        ? 'ok'
        : '422 input.invalid'
    const got = await tried(look, (u) => create(u, object, { name: '新', [field]: row.id }))
    look.same(`create ${object} under ${row.id}`, got, expected, expected === 'ok' ? 'hidden' : 'leak')
  }
}

const MISSING = '01900000-0000-7000-8000-000000000000'

/** Field rights on writing, and references: to a hidden row as to one that does not exist. */
export async function checkFieldWrites(look: Look, row: ModelRow, choice: number): Promise<void> {
  const { chart, me } = look
  if (verdict(look, 'update', row) !== 'ok') return
  const { object, id } = row
  const shape = SHAPES[object]!
  for (const [i, field] of shape.fields.entries()) {
    if ((i + choice) % 2) continue
    if (Array.isArray(row.values[field]) || field === shape.parent?.[0]) continue
    const right = rightOn(chart, me, object, field)
    const writable = right === 'edit' || right === 'masked'
    if (shape.refs[field]) {
      for (const target of [
        ...look
          .rows(shape.refs[field]!)
          .slice(0, 8)
          .map((r) => r.id),
        MISSING,
      ]) {
        const there = look.row(target)
        const unchanged = row.values[field] === target
        const fine = unchanged || (there && !there.deleted && may(chart, me, 'read', there))
        const expected = writable && fine ? 'ok' : '422 input.invalid'
        const got = await tried(look, (u) => update(u, object, id, { [field]: target }))
        look.same(`refer ${object}.${field}`, got, expected, expected === 'ok' ? 'hidden' : 'leak')
      }
      continue
    }
    const got = await tried(look, (u) => update(u, object, id, { [field]: row.values[field] }))
    const required = field === 'name' && row.values[field] === null
    look.same(
      `write ${object}.${field}`,
      got,
      writable && !required ? 'ok' : '422 input.invalid',
      writable ? 'hidden' : 'leak',
    )
  }
  await checkStale(look, row)
}

/** The answer to a stale version shows both values: never one that the reader may not see. */
async function checkStale(look: Look, row: ModelRow): Promise<void> {
  const { chart, me } = look
  const masked = SHAPES[row.object]!.fields.filter(
    (f) =>
      rightOn(chart, me, row.object, f) === 'masked' &&
      typeof row.values[f] === 'string' &&
      String(row.values[f]).length > 3,
  )
  const patch = Object.fromEntries(masked.map((f) => [f, row.values[f]]))
  const tryStale = () =>
    look.as((c) =>
      write(c, { command: 'm', body: null }, (u) => update(u, row.object, row.id, { ...patch }, { version: 99 })),
    )
  try {
    await tryStale()
    look.same('stale version goes through', true, false)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    look.same(`stale ${row.object}`, error.code, 'version.stale')
    const current = JSON.stringify(error.extra.current)
    const visible = may(chart, me, 'read', row)
    for (const f of SHAPES[row.object]!.fields)
      if ((!visible || !clear(rightOn(chart, me, row.object, f))) && f in patch)
        look.same(`stale answer ${row.object}.${f}`, current.includes(String(row.values[f])), false, 'leak')
  }
}
