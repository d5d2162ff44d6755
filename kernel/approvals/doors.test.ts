import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { merge } from '#kernel/merging/index.ts'
import { update } from '#kernel/records/change.ts'
import { create, createMany } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Cast, cast, code, type Office, office, people, settled, stamp } from '#testing/approvalWorld.ts'
import { csv, importFile, tempFile } from '#testing/transferWorld.ts'
import type { Person } from '#testing/world.ts'
import { validateImport } from '../transfer/dryRun.ts'
import { importStatus, undoImport } from '../transfer/jobs.ts'
import { runImports } from '../transfer/run.ts'
import { addSign, approve, reject, retry, transfer } from './decide.ts'
import { orSubmit } from './start.ts'
import { resubmit, withdraw } from './submitter.ts'
import { showRequest } from './view.ts'

/** Bar #35 for create, change, delete and commands without a row: ways round the approval. None may succeed. */

let o: Office
let P: Cast
before(async () => {
  o = await office()
  P = await cast(o)
})
after(() => o.w.close())

type Kind = 'create' | 'update' | 'delete' | 'stamp'
const KINDS: Kind[] = ['create', 'update', 'delete', 'stamp']
let n = 0

/** Asks for something of each kind; `done` says whether it has happened, and how often. */
async function ask(kind: Kind, by: Person = P.sub): Promise<{ request: string; id: string; done(): Promise<number> }> {
  const title = `攻${++n}`
  if (kind === 'stamp') {
    const { approval } = await by.run(stamp, null, { title })
    return { request: approval!.id, id: '', done: async () => (await o.titled(title)).length }
  }
  const id = kind === 'create' ? '' : await o.paper(by, { title: `${title}旧` })
  const request = await o.asked(by, kind, id, kind === 'delete' ? {} : { title })
  const gone = async () => ((await o.one('paper', id)).deleted_at ? 1 : 0)
  return { request, id, done: kind === 'delete' ? gone : async () => (await o.titled(title)).length }
}

test('bar #35 self-approval of every kind: directly, as stand-in, by transfer, by added approver, by retrying', async () => {
  const { sub, ann, bob } = P
  const standIn = { to: sub.id, startsOn: '2026-01-01', endsOn: '2026-12-31' }
  const made = await ann.create('approvalDelegation', standIn)
  for (const command of KINDS) {
    await o.flow([{ approvers: people(sub, ann) }], { command })
    const { request, done } = await ask(command)
    const task = await o.taskOf(request, ann)
    for (const attempt of [
      () => sub.write((u) => approve(u, task, {})),
      () => sub.write((u) => transfer(u, task, { to: bob.id })),
      () => ann.write((u) => transfer(u, task, { to: sub.id })),
      () => ann.write((u) => addSign(u, task, { employees: [sub.id], position: 'before' })),
    ])
      await assert.rejects(attempt(), code('approval.self'))
    await assert.rejects(
      sub.write((u) => retry(u, request)),
      code('record.notFound'),
    )
    await assert.rejects(
      sub.write((u) => resubmit(u, request)),
      code('approval.notRunning'),
    )
    assert.equal(await done(), 0, command)
  }
  await ann.remove('approvalDelegation', made.id as string)
  await o.flow([{ approvers: people(o.admin) }], { command: 'create' })
  await assert.rejects(o.door(o.admin, 'create', '', { title: '自批' }), code('approval.nobody'))
  assert.deepEqual(await o.titled('自批'), [])
})

test('bar #35 two approvers race, and approval against withdrawal, of every kind: it happens once or not at all', async () => {
  const { sub, ann, bob } = P
  for (const command of KINDS) {
    await o.flow([{ approvers: people(ann, bob), mode: 'any' }], { command })
    for (let i = 0; i < 4; i++) {
      const { request, done } = await ask(command)
      const [a, b] = [await o.taskOf(request, ann), await o.taskOf(request, bob)]
      const other = [
        () => bob.write((u) => approve(u, b, {})),
        () => bob.write((u) => reject(u, b, { comment: '不' })),
        () => sub.write((u) => withdraw(u, request, {})),
        () => ann.write((u) => approve(u, a, {})),
      ][i]!
      const both = await Promise.allSettled([ann.write((u) => approve(u, a, {})), other()])
      assert.equal(settled(both).won, 1, `${command} ${i}`)
      const { state } = await o.request(request)
      assert.equal(await done(), state === 'executed' ? 1 : 0, `${command} ${i}`)
    }
  }
})

test('bar #35 replay of every kind: the same key gives the same request, what is done is done once', async () => {
  const { sub, ann } = P
  for (const command of ['create', 'update'] as const) {
    await o.flow([{ approvers: people(ann) }], { command })
    const id = command === 'update' ? await o.paper(sub, { title: '旧' }) : ''
    const key = `replay-${newId()}`
    const title = `重放${command}`
    const first = await o.door(sub, command, id, { title }, key)
    assert.deepEqual(await o.door(sub, command, id, { title }, key), first)
    const task = await o.taskOf(first.request!, ann)
    await ann.write((u) => approve(u, task, {}), `once-${newId()}`)
    for (const again of [
      () => ann.write((u) => approve(u, task, {})),
      () => ann.write((u) => retry(u, first.request!)),
      () => o.admin.write((u) => retry(u, first.request!)),
      () => sub.write((u) => resubmit(u, first.request!)),
    ])
      await assert.rejects(again(), (e: { code?: string }) => /approval\.not(Pending|Running)/.test(e.code ?? ''))
    assert.equal((await o.titled(title)).length, 1)
  }
})

test('bar #35 an edit behind the doors voids a change and a deletion, says by whom, and they may be submitted again', async () => {
  const { sub, ann, bob } = P
  for (const command of ['update', 'delete'] as const) {
    await o.flow([{ approvers: people(ann) }], { command })
    const { request, id, done } = await ask(command)
    await o.w.tenant.db.query(
      sql`update ${at(o.w.tenant, 'paper')} set amount = 777, version = version + 1, updated_by = ${bob.id} where id = ${id}`,
    )
    const task = await o.taskOf(request, ann)
    assert.equal((await ann.write((u) => approve(u, task, {}))).voided, true)
    assert.equal(await done(), 0)
    const shown = await sub.do((c) => showRequest(c, request))
    assert.equal(shown.state, 'voided')
    assert.match(shown.failure!.message.zh, /被波修改/)
    assert.equal(shown._can.resubmit, true)
    const stale = { ...shown.input, version: 1 }
    if (command === 'update')
      await assert.rejects(
        sub.write((u) => resubmit(u, request, stale)),
        code('version.stale'),
      )
    assert.equal((await sub.write((u) => resubmit(u, request, { ...stale, version: 2 }))).state, 'running')
    assert.equal((await o.approve(request, ann)).state, 'executed')
    assert.equal(await done(), 1)
    assert.equal((await o.one('paper', id)).amount, '777.00', 'only what was to change was changed')
  }
})

test('bar #35 a field that the flow ignores is not ignored where it is the very thing to change', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], { command: 'update' })
  const [flow] = await o.admin.list<Values>('approvalFlow', { where: { state: { eq: 'active' } } })
  const { id: next } = (await o.verb('copy', flow!.id as string)).result as { id: string }
  const { definition } = flow as { definition: Values }
  await o.admin.update('approvalFlow', next, { definition: { ...definition, ignore: ['title', 'amount'] } })
  await o.verb('publish', next)
  for (const [field, expected] of [
    ['title', 'voided'],
    ['amount', 'executed'],
  ]) {
    const id = await o.paper(sub)
    const request = await o.asked(sub, 'update', id, field === 'title' ? { title: '目标' } : { amount: '9' })
    await o.behind(id, 'title', '有人先改了')
    assert.equal((await o.approve(request, ann)).state, expected, field)
  }
})

test('bar #35 no other way in: batches of rows, imports, other commands, merging: refused by name, nothing half done', async () => {
  const { sub, ann } = P
  const spawn = o.w.tenant.registry.commands.get('paper.spawn')!
  await o.flow([{ approvers: people(ann) }], { command: 'create', condition: 'row.amount < 10.00' })
  const rows = [
    { title: '批1', amount: '5' },
    { title: '批2', amount: '50' },
  ]
  const made = await sub.write((u) => createMany(u, 'paper', rows, { quiet: true }))
  assert.deepEqual(
    made.map((r) => ('problem' in r ? r.problem.code : 'made')),
    ['approval.needed', 'made'],
  )
  const id = await o.paper(sub, { amount: '20' })
  await assert.rejects(sub.run(spawn, id), code('approval.needed'))
  assert.equal((await o.one('paper', id)).mark, null)
  // Even through a door that may open requests: not for what comes along with something else.
  for (const first of ['amount', 'title'] as const)
    await assert.rejects(
      sub.write((u) =>
        orSubmit(u, first === 'amount' ? 'paper.create' : 'paper.update', async () => {
          await update(u, 'paper', id, { [first]: '21' })
          return create(u, 'paper', { title: '夹带', amount: '5' })
        }),
      ),
      code('approval.needed'),
    )
  const row = await o.one('paper', id)
  assert.deepEqual([row.amount, row.title, (await o.titled('夹带')).length], ['20.00', '一张单', 0])
  await o.flow([{ approvers: people(ann) }], { command: 'delete' })
  const [winner, loser] = [await o.paper(sub), await o.paper(sub)]
  await assert.rejects(
    sub.write((u) => merge(u, 'paper', winner, { loser })),
    code('approval.needed'),
  )
  await o.flow([{ approvers: people(ann) }], { command: 'update', condition: "'keeper' in changed" })
  const kept = await o.paper(sub, { keeper: ann.id })
  await assert.rejects(
    sub.write((u) => merge(u, 'paper', winner, { loser: kept })),
    code('approval.needed'),
  )
  await sub.write((u) => merge(u, 'paper', winner, { loser }))
})

test('bar #35 imports: rows that need an approval stay out and say why, before and after; undo opens no requests', async () => {
  const { sub, ann } = P
  const table = (rows: [string, string, number][]) => csv([['批文', '标题', '金额'], ...rows])
  const take = (text: string, mode: 'skip' | 'update') =>
    importFile(o.w, sub, tempFile('试单.csv', text), { mode }, 'paper')
  await o.clear()
  const first = await take(table([['P1', '入一', 5]]), 'skip')
  assert.deepEqual([first.created, first.failed], [1, 0])
  const [one] = await o.titled('入一')
  await o.flow([{ approvers: people(ann) }], { command: 'create', condition: 'row.amount < 10.00' })
  const second = await take(
    table([
      ['P2', '入二', 5],
      ['P3', '入三', 50],
    ]),
    'skip',
  )
  assert.deepEqual([second.created, second.failed], [1, 1])
  const dry = await sub.do((c) => validateImport(c, second.id))
  assert.match(JSON.stringify(dry.errors), /approval\.needed/)
  await o.flow([{ approvers: people(ann) }], { command: 'update' })
  const third = await take(table([['P1', '改名', 6]]), 'update')
  assert.deepEqual([third.updated, third.failed], [0, 1])
  const held = await o.asked(sub, 'update', one!.id as string, { title: '送审' })
  const undo = async (job: string) => {
    await sub.do((c) => undoImport(c, job))
    await runImports(o.w.tenant, { once: true })
    return sub.do((c) => importStatus(c, job))
  }
  assert.deepEqual([(await undo(first.id)).kept, (await o.titled('入一')).length], [1, 1], 'it is under approval')
  await o.flow([{ approvers: people(ann) }], { command: 'delete' })
  assert.deepEqual([(await undo(second.id)).kept, (await o.titled('入三')).length], [1, 1])
  assert.equal((await o.approve(held, ann)).state, 'executed')
})

test('bar #35 carried out under the rights and rules of that moment; 重试 by the last approver or an administrator, audited', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }], { command: 'create' })
  const request = await o.asked(sub, 'create', '', { title: '同号', code: 'C-1' })
  await o.clear()
  const rival = await o.paper(cyd, { title: '先到', code: 'C-1' })
  await o.approve(request, ann)
  assert.equal((await o.approve(request, bob)).state, 'executionFailed')
  const failed = await sub.do((c) => showRequest(c, request))
  assert.deepEqual([failed.failure!.code, failed._can.retry, failed._can.resubmit], ['duplicate.blocked', false, true])
  const may = async (who: Person) => (await who.do((c) => showRequest(c, request)))._can.retry
  assert.deepEqual([await may(ann), await may(bob), await may(o.admin)], [false, true, true])
  for (const who of [ann, cyd])
    await assert.rejects(
      who.write((u) => retry(u, request)),
      code('record.notFound'),
    )
  assert.equal((await bob.write((u) => retry(u, request))).state, 'executionFailed')
  await cyd.update('paper', rival, { code: 'C-2' })
  const both = await Promise.allSettled([bob.write((u) => retry(u, request)), o.admin.write((u) => retry(u, request))])
  assert.equal(settled(both).won, 1)
  // An administrator retries what others submitted, never his own.
  await o.flow([{ approvers: people(bob) }], { command: 'create' })
  const own = await o.asked(o.admin, 'create', '', { title: '自荐', code: 'C-9' })
  await o.clear()
  await o.paper(cyd, { code: 'C-9' })
  assert.equal((await o.approve(own, bob)).state, 'executionFailed')
  assert.equal((await o.admin.do((c) => showRequest(c, own)))._can.retry, false)
  await assert.rejects(
    o.admin.write((u) => retry(u, own)),
    code('approval.self'),
  )
  const [made] = await o.titled('同号')
  assert.equal(made!.created_by, sub.id)
  const retries = await o.w.tenant.db.query(
    sql`select actor_id from ${at(o.w.tenant, 'audit')} where record_id = ${request} and verb = 'retry'`,
  )
  assert.equal(retries.length, 2)
})

test('bar #35 after a failure: an edited document voids the retry; submitted again it cannot be retried besides', async () => {
  const { sub, ann } = P
  const everyone = await o.w.role('everyone')
  const grant = (on: boolean) =>
    o.w.tenant.db.query(
      on
        ? sql`insert into ${at(o.w.tenant, 'role_grant')} (role_id, object, verb, scope) values (${everyone}, 'paper', 'update', 'all')`
        : sql`delete from ${at(o.w.tenant, 'role_grant')} where role_id = ${everyone} and object = 'paper' and verb = 'update'`,
    )
  const bump = () => o.w.tenant.db.query(sql`update ${at(o.w.tenant, 'access_epoch')} set n = n + 1`)
  const fail = async (title: string) => {
    const id = await o.paper(sub)
    const request = await o.asked(sub, 'update', id, { title })
    await grant(false)
    await bump()
    assert.equal((await o.approve(request, ann)).state, 'executionFailed')
    await grant(true)
    await bump()
    return { id, request }
  }
  await o.flow([{ approvers: people(ann) }], { command: 'update', condition: "'title' in changed" })
  const edited = await fail('甲')
  await sub.update('paper', edited.id, { amount: '3' })
  const late = await ann.write((u) => retry(u, edited.request))
  assert.deepEqual([late.voided, (await o.one('paper', edited.id)).title], [true, '一张单'])
  const mended = await fail('乙')
  assert.equal((await ann.write((u) => retry(u, mended.request))).state, 'executed')
  assert.equal((await o.one('paper', mended.id)).title, '乙')
  const anew = await fail('丙')
  assert.equal((await sub.write((u) => resubmit(u, anew.request, { values: { title: '丁' } }))).state, 'running')
  await assert.rejects(
    ann.write((u) => retry(u, anew.request)),
    (e: { code?: string }) => /record\.notFound|approval\.notRunning/.test(e.code ?? ''),
  )
  await o.approve(anew.request, ann)
  assert.equal((await o.one('paper', anew.id)).title, '丁')
})
