import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyAudit } from '#kernel/audit/verify.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { code, inbox, people, poke, send, staged } from '#testing/approvalWorld.ts'
import type { Person } from '#testing/world.ts'
import { addSign, approve, read, reject, sendBack, transfer } from './decide.ts'
import { chaseApprovals } from './due.ts'
import { copy, resubmit, urge, withdraw } from './submitter.ts'
import { showRequest } from './view.ts'

const { o, P } = await staged()

test('P2 a flow stands before the command: nothing runs, the document is held; the last approval runs it as the submitter', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }])
  const { paper, request } = await o.sent(sub, {}, { note: '请批' })
  assert.equal(await o.state(paper), 'draft')
  await o.approve(request, ann, '同意')
  assert.equal(await o.state(paper), 'draft')
  const done = await o.approve(request, bob)
  assert.equal(done.state, 'executed')
  const row = await o.one('paper', paper)
  assert.deepEqual([row.state, row.mark], ['sent', `${sub.id} 请批`])
  const [entry] = await o.w.tenant.db.query<Values>(
    sql`select actor_id from ${at(o.w.tenant, 'audit')} where record_id = ${paper} and verb = 'send' limit 1`,
  )
  assert.equal(entry!.actor_id, sub.id)
})

test('P2 会签 needs all, 或签 one, 依次 each in turn', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann, bob), mode: 'all' }])
  const all = await o.sent(sub)
  assert.equal((await o.pending(all.request)).length, 2)
  assert.equal((await o.approve(all.request, bob)).state, 'running')
  assert.equal((await o.approve(all.request, ann)).state, 'executed')
  await o.flow([{ approvers: people(ann, bob), mode: 'any' }])
  const any = await o.sent(sub)
  assert.equal((await o.approve(any.request, bob)).state, 'executed')
  await o.flow([{ approvers: people(cyd, ann, bob), mode: 'sequence' }])
  const turn = await o.sent(sub)
  for (const who of [cyd, ann, bob]) {
    assert.deepEqual(
      (await o.pending(turn.request)).map((t) => t.assignee),
      [who.id],
    )
    await o.approve(turn.request, who)
  }
  assert.equal(await o.state(turn.paper), 'sent')
})

test('P2 驳回 ends it, wants a reason, frees the document and tells the submitter', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann, bob), mode: 'all' }])
  const { paper, request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  await assert.rejects(
    ann.write((u) => reject(u, task, {})),
    code('input.invalid'),
  )
  assert.equal((await ann.write((u) => reject(u, task, { comment: '金额不对' }))).state, 'rejected')
  assert.deepEqual(await o.pending(request), [])
  await sub.update('paper', paper, { amount: '90' })
  const told = await sub.list<{ title: string; body: string }>('notification', {
    where: { kind: { eq: 'approval.rejected' } },
  })
  assert.match(told[0]!.title, /驳回/)
  assert.equal(told[0]!.body, '金额不对')
})

test('P2 转审 and 加签 before and after', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann) }])
  const moved = await o.sent(sub)
  const task = await o.taskOf(moved.request, ann)
  await ann.write((u) => transfer(u, task, { to: bob.id }))
  assert.deepEqual(
    (await o.pending(moved.request)).map((t) => t.assignee),
    [bob.id],
  )
  assert.equal((await o.approve(moved.request, bob)).state, 'executed')

  const before = await o.sent(sub)
  const mine = await o.taskOf(before.request, ann)
  await ann.write((u) => addSign(u, mine, { employees: [bob.id, cyd.id], position: 'before' }))
  await assert.rejects(
    ann.write((u) => approve(u, mine, {})),
    code('approval.notPending'),
  )
  await o.approve(before.request, bob)
  assert.equal((await o.pending(before.request)).length, 1)
  await o.approve(before.request, cyd)
  assert.equal((await o.approve(before.request, ann)).state, 'executed')

  const later = await o.sent(sub)
  await ann.write(async (u) =>
    addSign(u, await o.taskOf(later.request, ann), { employees: [bob.id], position: 'after' }),
  )
  assert.equal((await o.approve(later.request, ann)).state, 'running')
  assert.equal((await o.approve(later.request, bob)).state, 'executed')
})

test('P2 转审 or 加签 where the step does not allow them', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann), allowTransfer: false, allowAddSign: false }])
  const { request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  await assert.rejects(
    ann.write((u) => transfer(u, task, { to: bob.id })),
    code('access.denied'),
  )
  await assert.rejects(
    ann.write((u) => addSign(u, task, { employees: [bob.id], position: 'after' })),
    code('access.denied'),
  )
})

test('P2 退回 to an earlier step: its people decide anew; to the submitter: he may change it and submit again', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob) }, { approvers: people(cyd) }])
  const { paper, request } = await o.sent(sub)
  await o.approve(request, ann)
  await o.approve(request, bob)
  const last = await o.taskOf(request, cyd)
  await cyd.write((u) => sendBack(u, last, { to: 'n1', comment: '再看看' }))
  assert.deepEqual(
    (await o.pending(request)).map((t) => t.assignee),
    [ann.id],
  )
  await o.approve(request, ann)
  assert.deepEqual(
    (await o.pending(request)).map((t) => t.assignee),
    [bob.id],
    'what was approved before counts no more',
  )
  const task = await o.taskOf(request, bob)
  await bob.write((u) => sendBack(u, task, { to: 'submitter', comment: '改金额' }))
  assert.equal((await o.request(request)).state, 'returned')
  await sub.update('paper', paper, { amount: '77' })
  const again = await sub.write((u) => resubmit(u, request))
  assert.deepEqual([again.id, again.state], [request, 'running'])
  const shown = await sub.do((c) => showRequest(c, request))
  assert.deepEqual(
    shown.changes?.map((c) => [c.field, c.old, c.new]),
    [['amount', '100.00', '77.00']],
  )
  for (const who of [ann, bob, cyd]) await o.approve(request, who)
  assert.equal(await o.state(paper), 'sent')
})

test('P2 the command itself, given again by the submitter, goes on with what was sent back to him', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }])
  const { paper, request } = await o.sent(sub)
  await ann.write(async (u) => sendBack(u, await o.taskOf(request, ann), { to: 'submitter', comment: '改' }))
  const { approval } = await sub.run(send, paper, { note: '改好了' })
  assert.equal(approval?.id, request)
  await o.approve(request, ann)
  assert.equal((await o.one('paper', paper)).mark, `${sub.id} 改好了`)
})

test('P2 撤回 by the submitter only; 催办 at most once in half an hour; 抄送 is read', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }, { kind: 'cc', approvers: [...people(bob), { by: 'submitter' }] }])
  const { paper, request } = await o.sent(sub)
  await assert.rejects(
    bob.write((u) => withdraw(u, request, {})),
    code('record.notFound'),
  )
  await sub.write((u) => urge(u, request))
  await assert.rejects(
    sub.write((u) => urge(u, request)),
    code('approval.urgedRecently'),
  )
  o.w.now = new Date(o.w.now.getTime() + 31 * 60_000)
  await sub.write((u) => urge(u, request))
  assert.equal((await ann.list('notification', { where: { kind: { eq: 'approval.urged' } } })).length, 2)
  await sub.write((u) => withdraw(u, request, { comment: '写错了' }))
  assert.equal((await o.request(request)).state, 'withdrawn')
  await sub.update('paper', paper, { title: '改名' })
  const next = await o.sent(sub)
  await o.approve(next.request, ann)
  const copies = async (who: Person) => (await who.do((c) => inbox(c, { tab: 'cc' }))).data
  const got = (await copies(bob)).find((d) => d.request.id === next.request)!
  assert.ok((await copies(sub)).some((d) => d.request.id === next.request))
  await bob.write((u) => read(u, got.task!.id))
  assert.equal((await bob.write((u) => read(u, got.task!.id))).state, 'read')
  assert.equal((await o.one('approval_task', got.task!.id)).state, 'read')
  await sub.write((u) => copy(u, next.request, [ann.id]))
  assert.ok((await copies(ann)).some((d) => d.request.id === next.request))
})

test('P2 委托: the stand-in decides on behalf of, in his days and objects; nobody passes it on', async () => {
  const { sub, ann, bob, cyd } = P
  const day = '2026-06-15'
  await o.flow([{ approvers: people(ann) }])
  const given = await ann.create('approvalDelegation', {
    to: bob.id,
    startsOn: day,
    endsOn: '2026-06-16',
    objects: ['paper'],
  })
  await bob.create('approvalDelegation', { to: cyd.id, startsOn: day, endsOn: day })
  const { request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  await assert.rejects(
    cyd.write((u) => approve(u, task, {})),
    code('record.notFound'),
  )
  const lying = (await bob.do((c) => inbox(c, {}))).data.find((d) => d.request.id === request)!
  assert.equal((lying.task!.onBehalfOf as { id: string }).id, ann.id)
  await bob.write((u) => approve(u, task, {}))
  const stored = await o.one('approval_task', task)
  assert.deepEqual([stored.decided_by_id, stored.on_behalf_of_id], [bob.id, ann.id])
  const [entry] = await o.w.tenant.db.query<Values>(
    sql`select actor_id, on_behalf_of from ${at(o.w.tenant, 'audit')} where record_id = ${task} and verb = 'approve'`,
  )
  assert.deepEqual([entry!.actor_id, entry!.on_behalf_of], [bob.id, ann.id])
  await ann.update('approvalDelegation', given.id as string, { objects: ['account'] })
  const other = await o.sent(sub)
  const second = await o.taskOf(other.request, ann)
  await assert.rejects(
    bob.write((u) => approve(u, second, {})),
    code('record.notFound'),
  )
  await ann.update('approvalDelegation', given.id as string, { objects: [], endsOn: day })
  o.w.now = new Date('2026-06-16T02:00:00Z')
  await assert.rejects(
    bob.write((u) => approve(u, second, {})),
    code('record.notFound'),
  )
  await assert.rejects(
    ann.create('approvalDelegation', { to: ann.id, startsOn: day, endsOn: day }),
    code('input.invalid'),
  )
})

test('P2 time-outs remind, escalate, approve, reject; a leaver’s task goes to his superior', async () => {
  const { sub, ann, boss } = P
  const after = (hours: number) => {
    o.w.now = new Date(o.w.now.getTime() + hours * 3_600_000)
  }
  const late = async (onTimeout: 'remind' | 'escalate' | 'approve' | 'reject') => {
    await o.flow([{ approvers: people(ann), timeoutHours: 2, onTimeout }])
    const sent = await o.sent(sub)
    after(1)
    await chaseApprovals(o.w.tenant)
    assert.deepEqual(
      (await o.pending(sent.request)).map((t) => t.assignee),
      [ann.id],
      `${onTimeout} too early`,
    )
    after(1.1)
    await chaseApprovals(o.w.tenant)
    return sent
  }
  const reminded = await late('remind')
  assert.deepEqual(
    (await o.pending(reminded.request)).map((t) => t.assignee),
    [ann.id],
  )
  assert.equal((await ann.list('notification', { where: { kind: { eq: 'approval.overdue' } } })).length, 1)
  await chaseApprovals(o.w.tenant)
  assert.equal((await ann.list('notification', { where: { kind: { eq: 'approval.overdue' } } })).length, 1)
  const escalated = await late('escalate')
  assert.deepEqual(
    (await o.pending(escalated.request)).map((t) => t.assignee),
    [boss.id],
  )
  assert.equal(await o.state((await late('approve')).paper), 'sent')
  assert.equal((await o.request((await late('reject')).request)).state, 'rejected')
  const leaver = await o.w.hire('离', { manager: boss.id })
  await o.flow([{ approvers: people(leaver) }])
  const { request } = await o.sent(sub)
  await o.admin.run(o.w.tenant.registry.commands.get('employee.deactivate')!, leaver.id)
  await chaseApprovals(o.w.tenant)
  assert.deepEqual(
    (await o.pending(request)).map((t) => t.assignee),
    [boss.id],
  )
})

test('P2 an approved command that fails leaves nothing half done; the approval stands and the submitter is told why', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }])
  const { paper, request } = await o.sent(sub, {}, { fail: true })
  assert.equal((await o.approve(request, ann)).state, 'executionFailed')
  const row = await o.one('paper', paper)
  assert.deepEqual([row.state, row.mark], ['draft', null])
  const shown = await sub.do((c) => showRequest(c, request))
  assert.equal(shown.failure?.code, 'paper.fails')
  assert.equal((await sub.list('notification', { where: { kind: { eq: 'approval.failed' } } })).length, 1)
  await sub.update('paper', paper, { title: '可以再改' })
})

test('P2 a step that is signed wants the password and keeps name, time and meaning', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann), sign: true }])
  const { request } = await o.sent(sub)
  const task = await o.taskOf(request, ann)
  await assert.rejects(
    ann.write((u) => approve(u, task, {})),
    code('approval.passwordRequired'),
  )
  await ann.write((u) => approve(u, task, { signed: true }))
  const { signature } = (await o.one('approval_task', task)) as { signature: Values }
  assert.deepEqual(signature, { name: '安', by: ann.id, at: o.w.now.toISOString(), meaning: 'approved' })
})

test('P2 every decision is in the audit, and its chain of hashes holds', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }])
  const { paper, request } = await o.sent(sub)
  await sub.write((u) => withdraw(u, request, {}))
  await sub.run(poke, paper)
  const verbs = await o.w.tenant.db.query<{ verb: string }>(
    sql`select verb from ${at(o.w.tenant, 'audit')} where record_id = ${paper} order by id`,
  )
  assert.deepEqual(
    verbs.map((v) => v.verb),
    ['create', 'approvalStarted', 'approvalWithdrawn', 'poke'],
  )
  const report = await verifyAudit(o.w.tenant)
  assert.deepEqual(report.broken, [])
})
