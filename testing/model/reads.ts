import { get, requireVisible, visibleIds } from '#kernel/records/get.ts'
import { count, type ListQuery, list } from '#kernel/records/list.ts'
import { related } from '#kernel/records/related.ts'
import { searchAll } from '#kernel/records/searchAll.ts'
import { suggest } from '#kernel/records/suggest.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { ModelRow } from './chart.ts'
import { checkRow } from './fields.ts'
import { type Look, Mismatch, outcome } from './look.ts'
import { SHAPES } from './objects.ts'
import { clear, findsBy, may, mayAtAll, rightOn } from './oracle.ts'

type Json = Record<string, unknown>

/** All pages of a list put together; every page must say the same total of its own accord. */
export async function pages(
  look: Look,
  tenant: Tenant,
  object: string,
  query: ListQuery,
): Promise<{ rows: Json[]; total: number }> {
  const rows: Json[] = []
  let total = -1
  let cursor: string | undefined
  do {
    const page = await look.as((c) => list(c, object, { count: 'exact', ...query, cursor }), tenant)
    rows.push(...(JSON.parse(page.data) as Json[]))
    if (page.total && total >= 0 && page.total.value !== total) throw new Mismatch('wrong', 'total changes', page.total)
    if (page.total) total = page.total.value
    cursor = page.nextCursor ?? undefined
    if (rows.length > 5000) throw new Mismatch('wrong', `${object}: pages never end`, query)
  } while (cursor)
  return { rows, total }
}

const SORTS: Record<string, string[]> = {
  mRoot: ['name', 'amount', 'kind', 'day', 'flag', 'secret', 'friend', 'updatedAt', 'owner', 'state'],
  mChild: ['name', 'amount', 'secret', 'createdAt', 'dept'],
  mGrand: ['name', 'code'],
  mTopic: ['name'],
  mDiary: ['name'],
}

/** Lists: wide and narrow plan, living and deleted rows, page after page, with the exact and the capped total. */
export async function checkLists(look: Look, object: string, choice: number): Promise<void> {
  const { chart, me, m } = look
  const where = `list ${object}`
  if (!mayAtAll(chart, me, object, 'read')) {
    look.same(where, await outcome(() => look.as((c) => list(c, object))), '403 access.denied', 'leak')
    look.same(where, await outcome(() => look.as((c) => count(c, object))), '403 access.denied', 'leak')
    return
  }
  const seen = look.rows(object).filter((r) => may(chart, me, 'read', r))
  const ids = (rows: ModelRow[]) => rows.map((r) => r.id)
  const system = (name: string) => !SHAPES[object]!.fields.includes(name)
  const sorts = SORTS[object]!.filter((s) => system(s) || clear(rightOn(chart, me, object, s)))
  const sort = `${choice % 2 ? '-' : ''}${sorts.length ? sorts[choice % sorts.length] : 'updatedAt'}`
  for (const [plan, tenant] of Object.entries({ wide: m.world.tenant, narrow: m.narrow })) {
    const alive = await pages(look, tenant, object, { sort, limit: 9 + (choice % 29) })
    look.sameIds(
      `${where} ${plan} ${sort}`,
      alive.rows.map((r) => String(r.id)),
      ids(seen.filter((r) => !r.deleted)),
    )
    look.same(`${where} ${plan} exact total`, alive.total, seen.filter((r) => !r.deleted).length)
    for (const row of alive.rows) checkRow(look, object, row, `${where} ${plan}`)
    const gone = await pages(look, tenant, object, { deleted: true, limit: 50 })
    look.sameIds(
      `${where} ${plan} recycle bin`,
      gone.rows.map((r) => String(r.id)),
      ids(seen.filter((r) => r.deleted)),
    )
    const capped = await look.as((c) => list(c, object, { limit: 1 }), tenant)
    look.same(`${where} ${plan} capped total`, capped.total!.value, seen.filter((r) => !r.deleted).length)
  }
}

/** One row: there if and only if visible, in the same words as the list, with the right buttons. */
export async function checkGet(look: Look, row: ModelRow): Promise<void> {
  const { chart, me } = look
  const expected = may(chart, me, 'read', row)
  const where = `get ${row.object} ${row.id}`
  let text = ''
  const got = await outcome(async () => {
    text = await look.as((c) => get(c, row.object, row.id))
  })
  look.same(where, got, expected ? 'ok' : '404 record.notFound', expected ? 'hidden' : 'leak')
  if (!expected) return
  const shown = JSON.parse(text) as Json & { _can: Json }
  checkRow(look, row.object, shown, where, true)
  const can = (verb: string) => may(chart, me, verb, row)
  const commands = row.object === 'mRoot' && row.state === 'open' && can('close') ? ['close'] : []
  const buttons = { ...shown._can, commands: (shown._can.commands as string[]).filter((c) => c === 'close') }
  look.same(`${where} _can`, buttons, { update: can('update'), delete: can('delete'), assign: can('assign'), commands })
}

/** The door that everything hanging on a row goes through. */
export async function checkVisibleIds(look: Look, object: string): Promise<void> {
  const { chart, me } = look
  const rows = look.rows(object)
  for (const verb of ['read', 'update', 'reveal']) {
    const got = await look.as((c) =>
      visibleIds(
        c,
        object,
        rows.map((r) => r.id),
        verb,
      ),
    )
    look.sameIds(
      `visibleIds ${object} ${verb}`,
      [...got],
      rows.filter((r) => may(chart, me, verb, r)).map((r) => r.id),
    )
  }
  const one = rows[0]
  if (one)
    look.same(
      `requireVisible ${object}`,
      await outcome(() => look.as((c) => requireVisible(c, object, one.id))),
      may(chart, me, 'read', one) ? 'ok' : '404 record.notFound',
    )
}

const WORDS = ['医院', '长江药房']

/** Search, autocomplete and the one box, by the words of open and of sensitive fields. */
export async function checkSearch(look: Look, object: string, choice: number): Promise<void> {
  const { chart, me, m } = look
  if (!mayAtAll(chart, me, object, 'read')) {
    look.same(
      `suggest ${object}`,
      await outcome(() => look.as((c) => suggest(c, object, 'n', {}))),
      '403 access.denied',
      'leak',
    )
    return
  }
  const shape = SHAPES[object]!
  const rows = look.rows(object)
  const sample = rows.filter((_, i) => (i + choice) % 5 === 0).slice(0, 3)
  const words = [WORDS[choice % WORDS.length]!]
  for (const row of sample) for (const f of shape.search) if (row.values[f]) words.push(tokenOf(String(row.values[f])))
  for (const word of words) {
    const expected = findsBy(chart, me, object, word)
    for (const [plan, tenant] of Object.entries({ wide: m.world.tenant, narrow: m.narrow })) {
      const found = await pages(look, tenant, object, { q: word, limit: 100 })
      look.sameIds(
        `search ${object} ${plan} ${word}`,
        found.rows.map((r) => String(r.id)),
        expected,
      )
      look.same(`search ${object} total ${word}`, found.total, expected.length)
    }
    const offered = await look.as((c) => suggest(c, object, word, { limit: 50 }))
    look.sameIds(
      `suggest ${object} ${word}`,
      offered.map((s) => s.id),
      expected.slice(0, 10_000),
    )
    for (const s of offered) checkLabel(look, object, s)
  }
}

/** The part of a made-up value that no other row has. */
const tokenOf = (value: string): string => value.replace(/^[^\x21-\x7e]+/, '')

function checkLabel(look: Look, object: string, s: { id: string; label: string | null; sub: string | null }): void {
  const row = look.row(s.id)!
  const right = rightOn(look.chart, look.me, object, 'name')
  const name = String(row.values.name)
  if (right === 'hidden') look.same(`suggest label ${object}`, s.label, null, 'leak')
  else if (right === 'masked') look.same(`suggest label ${object}`, s.label?.includes(name) ?? false, false, 'leak')
  else look.same(`suggest label ${object}`, s.label, name)
  for (const [field, value] of Object.entries(row.values))
    if (typeof value === 'string' && value.length > 2 && !clear(rightOn(look.chart, look.me, object, field)))
      look.same(`suggest second line ${object}.${field}`, s.sub?.includes(value) ?? false, false, 'leak')
}

export async function checkOneBox(look: Look): Promise<void> {
  const { chart, me } = look
  const row = chart.rows.find((r) => r.object !== 'mDiary')
  if (!row) return
  const word = tokenOf(String(row.values.name))
  const hits = await look.as((c) => searchAll(c, word))
  const expected = Object.keys(SHAPES)
    .filter((o) => o !== 'mDiary' && mayAtAll(chart, me, o, 'read'))
    .flatMap((o) => findsBy(chart, me, o, word))
  look.sameIds(
    `one box ${word}`,
    hits.map((h) => h.id),
    expected,
  )
}

/** Counts of what refers to a row: none of what the reader may not see, nor by a field he may not read. */
export async function checkRelated(look: Look, row: ModelRow): Promise<void> {
  const { chart, me } = look
  if (!may(chart, me, 'read', row)) {
    look.same(
      `related ${row.object}`,
      await outcome(() => look.as((c) => related(c, row.object, row.id))),
      '404 record.notFound',
      'leak',
    )
    return
  }
  const got = (await look.as((c) => related(c, row.object, row.id))).filter((r) => r.object in SHAPES)
  const expected: Json = {}
  for (const shape of Object.values(SHAPES)) {
    if (shape.kind === 'personal' || !mayAtAll(chart, me, shape.name, 'read')) continue
    for (const [field, to] of Object.entries(shape.refs))
      if (to === row.object && field !== 'mates' && clear(rightOn(chart, me, shape.name, field)))
        expected[`${shape.name}.${field}`] = look
          .rows(shape.name)
          .filter((r) => !r.deleted && r.values[field] === row.id && may(chart, me, 'read', r)).length
  }
  const counts = Object.fromEntries(got.map((r) => [`${r.object}.${r.field}`, (r.count as { value: number }).value]))
  const sorted = (o: Json) => Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1))
  look.same(`related ${row.object} ${row.id}`, sorted(counts), sorted(expected))
}
