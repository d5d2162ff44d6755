import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import type { FastifyReply } from 'fastify'
import pg from 'pg'
import type { FieldRight } from '#kernel/declare/index.ts'
import { Problem } from '#kernel/errors.ts'
import type { ApiRequest, ApiRoute } from '#kernel/http/api.ts'
import { auditRoute } from '#kernel/http/builtinRoutes.ts'
import { coreRoutes } from '#kernel/http/coreRoutes.ts'
import { sql } from '#kernel/store/sql.ts'
import type { Asked } from '#kernel/store/wire/asked.ts'
import { Batch } from '#kernel/store/wire/batch.ts'
import { at } from '#kernel/tenant.ts'
import { routes } from '../../apps/server/routes.ts'
import { ASKS, type Ask, DECLARED } from './asks.ts'
import { type Place, places, plant } from './plant.ts'
import { makeDue, type Stage, setStage, TITLE } from './stage.ts'

/** Everything beyond lists, rows, verbs, exports of declared objects, which testing/model judges. */
const ROUTES: ApiRoute[] = [...routes(), ...coreRoutes(), auditRoute]
const keyOf = (route: ApiRoute): string => `${route.method} ${route.path}`

let stage: Stage
before(async () => {
  stage = await setStage()
})
after(() => stage?.o.close())

const reply = new Proxy(
  {},
  { get: (_, name) => (name === 'then' ? undefined : () => reply) },
) as unknown as FastifyReply

/** What a route answers the reader, refusals included, as text. */
async function answerOf(route: ApiRoute, ask: Ask): Promise<string> {
  const { params = {}, query = {}, body = {} } = ask
  const request = { params, query, body, headers: {} } as unknown as ApiRequest
  try {
    const answer = await stage.reader.do((caller) => route.run(caller, request, reply))
    return typeof answer === 'string' ? answer : JSON.stringify(answer)
  } catch (error) {
    // A planted value may be none that the house could have stored: then it is the fault that must not tell.
    if (!(error instanceof Problem)) return `500 ${(error as Error).message}`
    return `${error.status} ${error.code} ${error.label.zh} ${JSON.stringify(error.extra)}`
  }
}

async function setRight(place: Place | undefined, right?: FieldRight): Promise<void> {
  const { tenant } = stage.o.w
  await tenant.db.fresh(sql`delete from ${at(tenant, 'role_field_right')}`)
  // Sensitive fields are masked where nothing is said: the clear reader is told all of them.
  const said = places()
    .filter((p) => p.field.sensitive && p !== place)
    .map((p) => ({ object: p.object.name, field: p.name, right: 'read' }))
  if (place && right) said.push({ object: place.object.name, field: place.name, right })
  await tenant.db.fresh(sql`insert into ${at(tenant, 'role_field_right')} (role_id, object, field, "right")
    select ${stage.readerRole}::uuid, r.object, r.field, r."right"
    from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as r(object text, field text, "right" text)`)
  await tenant.db.fresh(sql`update ${at(tenant, 'access_epoch')} set n = n + 1 where id = 1`)
}

interface Question {
  key: string
  route: ApiRoute
  ask: Ask
  /** Every statement that answering it sent. */
  statements: string
}

/** Keeps what is said to the database while something is done. */
async function heard(work: () => Promise<unknown>): Promise<string> {
  const texts = new Set<string>()
  const spies = [
    mock.method(pg.Client.prototype, 'query', function (this: pg.Client, ...said: unknown[]) {
      texts.add(String((said[0] as { text?: string } | undefined)?.text ?? said[0]))
      return Reflect.apply(original, this, said)
    }),
    mock.method(Batch.prototype, 'add', function (this: Batch, config: Asked) {
      texts.add(config.text)
      return Reflect.apply(add, this, [config])
    }),
  ]
  await work()
  for (const spy of spies) spy.mock.restore()
  return [...texts].join('\n')
}
const original = pg.Client.prototype.query
const { add } = Batch.prototype

/** May the answer rest on it on purpose? */
function isDeclared({ key }: Question, { object, name }: Place): boolean {
  const said = DECLARED[key] ?? {}
  return `${object.name}.${name}` in said || `${object.name}.*` in said
}

/** Might this field have to do with the answer? Its table and its column, or all columns, are in the statements. */
function mayTell({ statements }: Question, { table, column }: Place): boolean {
  const word = (name: string) => new RegExp(`\\b${name}\\b`).test(statements)
  return word(table) && (word(column) || statements.includes('.*'))
}

/** Every question of every route, and what it is answered now. */
async function answers(questions: Question[]): Promise<string[]> {
  const said: string[] = []
  for (const { route, ask } of questions) said.push(await answerOf(route, ask))
  return said
}

/** What some questions are answered under each right on one field. */
async function underEach(place: Place, rights: readonly FieldRight[], questions: Question[]): Promise<string[][]> {
  const said: string[][] = []
  for (const right of rights) {
    await setRight(place, right)
    said.push(await answers(questions))
  }
  return said
}

test('P1 raw routes: each is asked, or says why it shows no field', () => {
  const known = new Set(ROUTES.map(keyOf))
  assert.deepEqual(
    ROUTES.map(keyOf).filter((key) => !(key in ASKS)),
    [],
    'a raw route without an entry in testing/rights/asks.ts: say how to ask it',
  )
  assert.deepEqual(
    Object.keys(ASKS).filter((key) => !known.has(key)),
    [],
    'an entry in testing/rights/asks.ts for a route that is not there',
  )
})

/**
 * The strictest way to say that nothing leaks: whatever stands in a field that is hidden or masked, the answer is the
 * same to the letter. So no value, sum, count, order, filter nor refusal of it can tell.
 */
test('P1 raw routes: no answer follows from a field that is hidden or masked', async (t) => {
  const questions = ROUTES.flatMap((route): Question[] => {
    const entry = ASKS[keyOf(route)]!
    if (typeof entry === 'string') return []
    return entry(stage.ids).map((ask) => ({ key: keyOf(route), route, ask, statements: '' }))
  })
  await setRight(undefined)
  for (const q of questions) q.statements = await heard(() => answerOf(q.route, q.ask))
  const open = new Map<Question, string>()
  for (const q of questions) open.set(q, await answerOf(q.route, q.ask))
  for (const [q, said] of open)
    assert.doesNotMatch(said, /^[45]\d\d /, `${q.key} shows the clear reader nothing: ${said}`)
  assert.deepEqual(await answers(questions), [...open.values()], 'asked twice, answered alike')

  const leaks: string[] = []
  const told = new Set<string>()
  let [fields, compared] = [0, 0]
  for (const place of places()) {
    const near = questions.filter((q) => mayTell(q, place) && !isDeclared(q, place))
    const undo = near.length ? await plant(stage.o.w.tenant, place) : undefined
    if (!undo) continue
    const planted = await answers(near)
    const depend = near.filter((q, i) => planted[i] !== open.get(q))
    for (const q of depend) told.add(q.key)
    if (depend.length) fields++
    const rights = depend.length ? (['hidden', 'masked'] as const) : []
    const underOther = await underEach(place, rights, depend)
    await undo()
    const underOwn = await underEach(place, rights, depend)
    for (const [n, right] of rights.entries())
      for (const [i, q] of depend.entries()) {
        compared++
        const [own, other] = [underOwn[n]![i]!, underOther[n]![i]!]
        if (own === other) continue
        leaks.push(`${q.key} ${JSON.stringify(q.ask.query ?? '')} tells ${right} ${place.object.name}.${place.name}`)
        if (process.env.XINGLIN_SHOW) console.log(`${leaks.at(-1)}\n  ${own}\n  ${other}`)
      }
    if (depend.length) await setRight(undefined)
  }
  t.diagnostic(`${questions.length} questions, ${fields} fields that an answer rests on, ${compared} answers compared`)
  assert.deepEqual(leaks, [])
  const silent = [...new Set(questions.map((q) => q.key))].filter((key) => !told.has(key) && !(key in DECLARED))
  assert.deepEqual(silent, [], 'routes whose answers rest on no field at all: they are asked too little')
})

test('P1 a request keeps a copy of its document: what is hidden there is in no answer of approvals', async () => {
  const ask = (path: string, more: Ask) => answerOf(ROUTES.find((r) => keyOf(r) === `GET ${path}`)!, more)
  const { request } = stage.ids
  await setRight(undefined)
  const { object, record, summary } = JSON.parse(await ask('/approvals/{id}', { params: { id: request } }))
  const everywhere = async (): Promise<string[]> => [
    await ask('/approvals/{id}', { params: { id: request } }),
    await ask('/approvals/of/{object}/{id}', { params: { object, id: record } }),
    await ask('/approvals/inbox', { query: { tab: 'started' } }),
    await ask('/approvals/inbox', { query: { tab: 'started', q: TITLE } }),
  ]
  // The reader takes part as who submitted it: he is the one whose rights change.
  const { tenant } = stage.o.w
  await tenant.db.fresh(sql`update ${at(tenant, 'approval_request')} set submitter_id = ${stage.reader.id}`)
  for (const text of await everywhere()) assert.match(text, new RegExp(TITLE), 'shown to who may read it')
  const contract = places().filter((p) => p.object.name === object)
  for (const right of ['hidden', 'masked'] as const) {
    await setRight(
      contract.find((p) => p.name === 'title'),
      right,
    )
    for (const text of await everywhere()) assert.doesNotMatch(text, new RegExp(TITLE))
    const shown = [...summary.items.map((i: { field: string }) => i.field), 'lines.qty', 'lines.unitPrice']
    for (const name of shown) {
      const place = contract.find((p) => p.name === name)
      if (!place) continue
      await setRight(place, right)
      const { items, lines } = JSON.parse((await everywhere())[0]!).summary
      const item = items.find((i: { field: string }) => i.field === name)
      const column = lines[0].columns.findIndex((c: { field: string }) => `lines.${c.field}` === name)
      const cell = column < 0 ? undefined : lines[0].rows[0][column]
      assert.equal(item?.value ?? cell, right === 'hidden' ? undefined : '***', `${right} ${name}`)
    }
  }
})

interface Word {
  about: { id: string }
  stage: string
  title: unknown
  body?: unknown
}

test('P1 alerts name the fields that they and their words rest on', async (t) => {
  const { tenant } = stage.o.w
  await setRight(undefined)
  const said = (find: (unit: never) => Promise<unknown[]>): Promise<Map<string, string>> =>
    stage.o.w.asSystem(async (unit) => {
      const found = (await find(unit as never)) as Word[]
      return new Map(found.map((f) => [f.about.id, JSON.stringify([f.title, f.body])]))
    })
  await makeDue(stage.o)
  const missing: string[] = []
  const quiet: string[] = []
  for (const alert of tenant.registry.modules.flatMap((m) => m.alerts ?? [])) {
    const statements = await heard(() => said(alert.find))
    const open = await said(alert.find)
    if (!open.size) quiet.push(alert.name)
    for (const place of open.size ? places() : []) {
      const name = `${place.object.name}.${place.name}`
      const rests = alert.rests.split(' ').includes(name)
      if (rests || !mayTell({ statements } as Question, place)) continue
      const undo = await plant(tenant, place)
      if (!undo) continue
      const now = await said(alert.find)
      await undo()
      const told = alert.tells.split(' ').includes(name)
      for (const [id, words] of open)
        if (now.has(id) && now.get(id) !== words && !told) missing.push(`${alert.name} tells ${name}`)
    }
  }
  t.diagnostic(`not due in this company: ${quiet.join(', ')}`)
  assert.deepEqual([...new Set(missing)], [])
})
