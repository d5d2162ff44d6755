import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StaleActor } from '#kernel/access/caller.ts'
import { assign } from '#kernel/commands/builtin/index.ts'
import { write } from '#kernel/commands/run.ts'
import { Problem } from '#kernel/errors.ts'
import { merge } from '#kernel/merging/index.ts'
import { update } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { code, people, poke, send, staged } from '#testing/approvalWorld.ts'
import { addSign, approve, type Decided, sendBack, transfer } from './decide.ts'
import { chaseApprovals } from './due.ts'
import { showRequest } from './view.ts'

/** Bar #35: ways to get a command through without its approval. None may succeed. */

const { o, P, notSent } = await staged()

test('bar #35 skip: no task of a later step exists; sending forward, forged and foreign task ids decide nothing', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }])
  const { paper, request } = await o.sent(sub)
  const first = await o.taskOf(request, ann)
  await assert.rejects(o.taskOf(request, bob))
  await assert.rejects(
    ann.write((u) => sendBack(u, first, { to: 'n2', comment: '跳过' })),
    code('approval.returnTo'),
  )
  for (const id of [newId(), 'x', "' or 1=1 --", request, paper])
    await assert.rejects(
      bob.write((u) => approve(u, id, {})),
      code('record.notFound'),
    )
  for (const who of [bob, cyd, o.admin])
    await assert.rejects(
      who.write((u) => approve(u, first, {})),
      code('record.notFound'),
    )
  await assert.rejects(sub.run(send, paper, {}), code('approval.running'))
  await notSent(paper)
  // A task of another request is no key to this one.
  const other = await o.sent(sub)
  await o.approve(other.request, ann)
  await o.approve(other.request, bob)
  await notSent(paper)
})

test('bar #35 skip: after a return, approvals of the earlier pass open nothing', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }])
  const { paper, request } = await o.sent(sub)
  const old = await o.taskOf(request, ann)
  await o.approve(request, ann)
  const oldSecond = await o.taskOf(request, bob)
  await bob.write((u) => sendBack(u, oldSecond, { to: 'n1', comment: '重来' }))
  await assert.rejects(
    bob.write((u) => approve(u, oldSecond, {})),
    code('approval.notPending'),
  )
  await assert.rejects(
    ann.write((u) => approve(u, old, {})),
    code('approval.notPending'),
  )
  assert.deepEqual(
    (await o.pending(request)).map((t) => t.assignee),
    [ann.id],
  )
  await notSent(paper)
})

test('bar #35 self-approval: directly, as stand-in, by transfer, by added approver, as only member of the role, as administrator', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(sub, ann), mode: 'any' }])
  const { paper, request } = await o.sent(sub)
  assert.deepEqual(
    (await o.pending(request)).map((t) => t.assignee),
    [ann.id],
    'he is not even asked',
  )
  const task = await o.taskOf(request, ann)
  await assert.rejects(
    sub.write((u) => approve(u, task, {})),
    code('record.notFound'),
  )
  const standIn = { to: sub.id, startsOn: '2026-01-01', endsOn: '2026-12-31' }
  const made = await ann.create('approvalDelegation', standIn)
  await assert.rejects(
    sub.write((u) => approve(u, task, {})),
    code('approval.self'),
  )
  await assert.rejects(
    sub.write((u) => transfer(u, task, { to: bob.id })),
    code('approval.self'),
  )
  await assert.rejects(
    ann.write((u) => transfer(u, task, { to: sub.id })),
    code('approval.self'),
  )
  for (const position of ['before', 'after'] as const)
    await assert.rejects(
      ann.write((u) => addSign(u, task, { employees: [bob.id, sub.id], position })),
      code('approval.self'),
    )
  const shown = await sub.do((c) => showRequest(c, request))
  assert.deepEqual([shown.mine, shown._can.approve], [null, false])
  await ann.remove('approvalDelegation', made.id as string)
  await notSent(paper)
  // Sole holder of the role, the step may be passed over when empty: an administrator decides instead.
  const lone = await o.w.hire('独', { roles: ['legal'] })
  await o.flow([{ approvers: [{ by: 'role', role: 'legal' }], emptyApprovers: 'skip' }])
  const own = await o.sent(lone)
  assert.deepEqual(
    (await o.pending(own.request)).map((t) => t.assignee),
    [o.admin.id],
  )
  // The administrator's own request: there is nobody else, so it cannot even be opened.
  await o.flow([{ approvers: people(o.admin) }])
  await assert.rejects(o.sent(o.admin), code('approval.nobody'))
})

test('bar #35 self-approval: changing the owner of a request or of its document makes nobody an approver', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }])
  const { paper, request } = await o.sent(sub)
  await assert.rejects(
    sub.write((u) => assign(u, 'paper', paper, { owner: bob.id })),
    code('approval.running'),
  )
  await assert.rejects(
    o.admin.write((u) => assign(u, 'approvalRequest', request, { owner: bob.id })),
    code('approval.engineOnly'),
  )
  const other = await o.sent(sub)
  await assert.rejects(
    o.admin.write((u) => merge(u, 'approvalRequest', request, { loser: other.request })),
    code('approval.engineOnly'),
  )
  await assert.rejects(o.admin.update('approvalRequest', request, { title: 'x' }), code('approval.engineOnly'))
  await assert.rejects(o.admin.remove('approvalTask', await o.taskOf(request, ann)), code('approval.engineOnly'))
  await assert.rejects(sub.create('approvalTask', { request, assignee: sub.id }), code('access.denied'))
  await notSent(paper)
})

test('bar #35 edit after approval: update, line change, another command, delete, batch and import doors are shut while it runs', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }])
  const { paper, request } = await o.sent(sub, { items: [{ what: '甲', price: '1' }] })
  await o.approve(request, ann)
  const tries: [string, () => Promise<unknown>][] = [
    ['update', () => sub.update('paper', paper, { amount: '999999' })],
    ['lines', () => sub.update('paper', paper, { items: [{ what: '甲', price: '999999' }] })],
    ['command', () => sub.run(poke, paper)],
    ['same command, other input', () => sub.run(send, paper, { note: '别的' })],
    ['delete', () => sub.remove('paper', paper)],
    ['the administrator', () => o.admin.update('paper', paper, { amount: '999999' })],
    ['the system', () => o.w.asSystem((u) => update(u, 'paper', paper, { amount: '9' }))],
    ['merge', async () => sub.write(async (u) => merge(u, 'paper', paper, { loser: await o.paper(sub) }))],
  ]
  for (const [name, attempt] of tries)
    await assert.rejects(attempt(), (error: unknown) => {
      assert.ok(error instanceof Problem, `${name}: ${error}`)
      assert.equal(error.code, 'approval.running', name)
      assert.match(error.label.zh, /波/, 'it says who holds it')
      return true
    })
  await o.approve(request, bob)
  assert.equal((await o.one('paper', paper)).amount, '100.00')
})

test('bar #35 edit after approval: what changed behind the doors voids it, whoever decides next and whatever he decides', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }])
  const { db } = o.w.tenant
  const changes: ((paper: string) => Promise<unknown>)[] = [
    (id) => o.behind(id, 'title', '换了'),
    (id) => o.behind(id, 'seen', 7),
    (id) => db.query(sql`update ${at(o.w.tenant, 'paper_items')} set price = 9999 where parent_id = ${id}`),
    (id) => db.query(sql`delete from ${at(o.w.tenant, 'paper_items')} where parent_id = ${id}`),
    (id) => db.query(sql`update ${at(o.w.tenant, 'paper')} set state = 'sent' where id = ${id}`),
    (id) => db.query(sql`update ${at(o.w.tenant, 'paper')} set deleted_at = now() where id = ${id}`),
  ]
  for (const [i, change] of changes.entries()) {
    const { paper, request } = await o.sent(sub, { items: [{ what: '甲', price: '1' }] })
    await o.approve(request, ann)
    await change(paper)
    const done = await o.approve(request, bob)
    assert.deepEqual([done.state, done.voided], ['voided', true], `change ${i}`)
    assert.notEqual((await o.one('paper', paper)).mark, `${sub.id}`)
    assert.deepEqual(await o.pending(request), [])
  }
  // The input that was approved is the input that runs.
  const { request } = await o.sent(sub, {}, { note: '原来的' })
  await db.query(
    sql`update ${at(o.w.tenant, 'approval_request')} set input = '{"note":"换过的"}' where id = ${request}`,
  )
  assert.equal((await o.approve(request, ann)).state, 'voided')
  assert.equal((await sub.list('notification', { where: { kind: { eq: 'approval.voided' } } })).length >= 7, true)
})

test('bar #35 edit after approval: fields that the flow ignores may move', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], {})
  const [flow] = await o.admin.list<{ definition: Values; id: string }>('approvalFlow', {
    where: { state: { eq: 'active' } },
  })
  await o.clear()
  const values = {
    name: '忽略',
    object: 'paper',
    command: 'send',
    definition: { ...flow!.definition, ignore: ['seen'] },
  }
  await o.verb('publish', (await o.admin.create('approvalFlow', values)).id as string)
  const { paper, request } = await o.sent(sub)
  await o.behind(paper, 'seen', 7)
  assert.equal((await o.approve(request, ann)).state, 'executed')
})

test('bar #35 who has left decides nothing, nor does his stand-in; a submitter who left has nothing carried out', async () => {
  const { sub, bob, boss } = P
  const leaver = await o.w.hire('走', { manager: boss.id })
  const deactivate = o.w.tenant.registry.commands.get('employee.deactivate')!
  await leaver.create('approvalDelegation', { to: bob.id, startsOn: '2026-01-01', endsOn: '2026-12-31' })
  await o.flow([{ approvers: people(leaver) }])
  const { paper, request } = await o.sent(sub)
  const task = await o.taskOf(request, leaver)
  const held = await leaver.caller()
  await o.admin.run(deactivate, leaver.id)
  await assert.rejects(
    leaver.write((u) => approve(u, task, {})),
    code('auth.required'),
  )
  const late = write(held, { command: 'test', body: null }, (u: Unit): Promise<Decided> => approve(u, task, {}))
  await assert.rejects(late, (error: unknown) => error instanceof StaleActor)
  await assert.rejects(
    bob.write((u) => approve(u, task, {})),
    code('record.notFound'),
  )
  await notSent(paper)
  await chaseApprovals(o.w.tenant)
  await assert.rejects(o.taskOf(request, leaver))
  const gone = await o.w.hire('辞', { manager: boss.id })
  await o.flow([{ approvers: people(bob) }])
  const id = await o.paper(sub)
  const { approval } = await gone.run(send, id, {})
  await o.w.tenant.db.query(sql`update ${at(o.w.tenant, 'employee')} set state = 'left' where id = ${gone.id}`)
  assert.equal((await o.approve(approval!.id, bob)).state, 'executionFailed')
  await notSent(id)
})

test('bar #35 a right taken away meanwhile: the approved command is not carried out', async () => {
  const { ann } = P
  const role = await o.w.asSystem(async (unit) => {
    const made = await create(unit, 'role', { name: 'typist', labelZh: '录入', labelEn: 'Typist' })
    return made.id as string
  })
  const everyone = await o.w.role('everyone')
  const { db } = o.w.tenant
  const grant = (who: string, on: boolean) =>
    on
      ? sql`insert into ${at(o.w.tenant, 'role_grant')} (role_id, object, verb, scope) values (${who}, 'paper', 'send', 'all')`
      : sql`delete from ${at(o.w.tenant, 'role_grant')} where role_id = ${who} and object = 'paper' and verb = 'send'`
  const bump = sql`update ${at(o.w.tenant, 'access_epoch')} set n = n + 1`
  const typist = await o.w.hire('录', { roles: ['typist'] })
  await db.query(grant(everyone, false))
  await db.query(grant(role, true))
  await db.query(bump)
  await o.flow([{ approvers: people(ann) }])
  const { paper, request } = await o.sent(typist)
  await db.query(grant(role, false))
  await db.query(bump)
  assert.equal((await o.approve(request, ann)).state, 'executionFailed')
  await notSent(paper)
  await db.query(grant(everyone, true))
  await db.query(bump)
})

test('bar #35 bringing in: nobody twice at a step, nobody who has left, nobody who does not exist', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann, bob), mode: 'all' }])
  const { request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  await o.approve(request, bob)
  // Bob has approved already: a second task would let him approve for two.
  await assert.rejects(
    ann.write((u) => transfer(u, task, { to: bob.id })),
    code('approval.alreadyIn'),
  )
  await assert.rejects(
    ann.write((u) => transfer(u, task, { to: ann.id })),
    code('approval.alreadyIn'),
  )
  await assert.rejects(
    ann.write((u) => transfer(u, task, { to: newId() })),
    code('approval.left'),
  )
  await assert.rejects(
    ann.write((u) => transfer(u, task, { to: '' })),
    code('approval.left'),
  )
  await assert.rejects(
    ann.write((u) => addSign(u, task, { employees: [cyd.id, newId()], position: 'after' })),
    code('approval.left'),
  )
  assert.equal((await o.request(request)).state, 'running')
})
