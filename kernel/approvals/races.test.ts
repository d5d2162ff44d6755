import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import type { Problem } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { code, office, people, send, settled, staged } from '#testing/approvalWorld.ts'
import type { Person } from '#testing/world.ts'
import { approve, reject } from './decide.ts'
import { resubmit, withdraw } from './submitter.ts'

/** Bar #35: ways to get a command through without its approval. None may succeed. */

const { o, P, notSent } = await staged()

test('bar #35 two approvers race: one decision counts, the command runs once', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann, bob), mode: 'any' }])
  for (let i = 0; i < 10; i++) {
    const { paper, request } = await o.sent(sub)
    const [a, b] = [await o.taskOf(request, ann), await o.taskOf(request, bob)]
    const second = i % 2 ? (u: Unit) => reject(u, b, { comment: '不' }) : (u: Unit) => approve(u, b, {})
    const { won, codes } = settled(await Promise.allSettled([ann.write((u) => approve(u, a, {})), bob.write(second)]))
    assert.deepEqual([won, codes], [1, ['approval.notPending']], `round ${i}`)
    const { state } = await o.request(request)
    assert.equal(await o.state(paper), state === 'executed' ? 'sent' : 'draft')
    const ran = await o.w.tenant.db.query(
      sql`select 1 from ${at(o.w.tenant, 'audit')} where record_id = ${paper} and verb = 'send' and changes::jsonb ? 'state'`,
    )
    assert.equal(ran.length, state === 'executed' ? 1 : 0)
  }
  // The same approver twice at once.
  const { request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  const twice = await Promise.allSettled([1, 2, 3].map(() => ann.write((u) => approve(u, task, {}))))
  assert.equal(settled(twice).won, 1)
})

test('bar #35 approve against withdraw, and submit against submit: one of them', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }])
  for (let i = 0; i < 6; i++) {
    const { paper, request } = await o.sent(sub)
    const task = await o.taskOf(request, ann)
    const both = [ann.write((u) => approve(u, task, {})), sub.write((u) => withdraw(u, request, {}))]
    assert.equal(settled(await Promise.allSettled(both)).won, 1)
    const { state } = await o.request(request)
    assert.equal(await o.state(paper), state === 'executed' ? 'sent' : 'draft')
  }
  const id = await o.paper(sub)
  const { won, codes } = settled(await Promise.allSettled([1, 2, 3].map(() => sub.run(send, id, {}))))
  assert.deepEqual([won, codes], [1, ['approval.running', 'approval.running']])
})

test('bar #35 edit against submit: an update that waited for the lock finds the approval or comes before it', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }])
  for (let i = 0; i < 10; i++) {
    const paper = await o.paper(sub)
    const [sent, edited] = await Promise.allSettled([
      sub.run(send, paper, {}),
      bob.update('paper', paper, { amount: '7' }),
    ])
    assert.equal(sent.status, 'fulfilled')
    if (edited.status === 'rejected') assert.equal((edited.reason as Problem).code, 'approval.running')
    const { approval } = (sent as PromiseFulfilledResult<Awaited<ReturnType<Person['run']>>>).value
    // Whichever came first, what is carried out is what was submitted.
    assert.equal((await o.approve(approval!.id, ann)).state, 'executed')
  }
})

test('bar #35 replay: the same key answers as before, another key finds nothing to decide, a key with other words is refused', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann, bob), mode: 'all' }])
  const { paper, request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  const key = `replay-${newId()}`
  const once = () => ann.write((u) => approve(u, task, {}), key)
  const first = await once()
  assert.deepEqual(await once(), first)
  const approvals = await o.w.tenant.db.query(
    sql`select 1 from ${at(o.w.tenant, 'audit')} where record_id = ${task} and verb = 'approve'`,
  )
  assert.equal(approvals.length, 1)
  await assert.rejects(
    ann.write((u) => approve(u, task, {}), `other-${newId()}`),
    code('approval.notPending'),
  )
  await assert.rejects(
    bob.write((u) => approve(u, task, {}), key),
    code('record.notFound'),
  )
  await notSent(paper)
  await o.approve(request, bob)
  const again = await Promise.allSettled([ann, bob].map((who) => who.write((u) => approve(u, task, {}))))
  assert.equal(settled(again).won, 0)
  await assert.rejects(
    sub.write((u) => resubmit(u, request)),
    code('approval.notRunning'),
  )
})

test('P2 a command on an object without a flow asks the database nothing about approvals', async () => {
  const { w } = await office()
  const rep = await w.hire('新', {})
  const id = (await rep.create('paper', { title: '无流程' })).id as string
  await rep.caller()
  const said: string[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    said.push(String((args[0] as { text?: string }).text ?? args[0]))
    return (query as (...a: unknown[]) => unknown).apply(this, args)
  } as typeof query
  try {
    await rep.run(send, id)
    await rep.update('paper', id, { amount: '1' })
  } finally {
    pg.Client.prototype.query = query
  }
  await w.close()
  assert.ok(
    said.some((text) => /update .*"?paper/.test(text)),
    'the statements were heard',
  )
  assert.deepEqual(
    said.filter((text) => /approval/.test(text)),
    [],
  )
})
