import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { code, people, send, staged } from '#testing/approvalWorld.ts'
import type { Person } from '#testing/world.ts'
import { simulate } from './simulate.ts'
import { showOfRecord } from './view.ts'

const { o, P } = await staged()

test('P2 commands without a flow, conditions that are false, and the system run at once', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], {
    condition: 'row.amount > 1000.00 || row.items.exists(i, i.price > 99.995)',
  })
  const small = await sub.run(send, await o.paper(sub, { amount: '1000' }), {})
  assert.equal(small.approval, undefined)
  const large = await sub.run(send, await o.paper(sub, { amount: '1000.01' }), {})
  assert.equal(large.approval?.state, 'running')
  const line = await sub.run(send, await o.paper(sub, { amount: '1', items: [{ what: '甲', price: '100.00' }] }), {})
  assert.equal(line.approval?.state, 'running')
  // A condition that cannot be decided asks for the approval.
  const empty = await sub.run(send, await o.paper(sub, { amount: null }), {})
  assert.equal(empty.approval?.state, 'running')
  await o.clear()
  assert.equal((await sub.run(send, await o.paper(sub), {})).approval, undefined)
})

test('P2 of several flows the lowest priority number whose condition holds is taken', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }], { priority: 20 })
  const definition = (await o.admin.list<Values>('approvalFlow', { where: { state: { eq: 'active' } } }))[0]!
    .definition as {
    nodes: Values[]
  }
  const nodes = definition.nodes.map((n) => ({ ...n, approvers: people(bob) }))
  const urgent = {
    name: '急',
    object: 'paper',
    command: 'send',
    priority: 10,
    condition: "input.note == '急'",
    definition: { nodes },
  }
  const made = await o.admin.create('approvalFlow', urgent)
  await o.verb('publish', made.id as string)
  const holders = async (note: string) => {
    const { request } = await o.sent(sub, {}, { note })
    return (await o.pending(request)).map((t) => t.assignee)
  }
  assert.deepEqual(await holders('急'), [bob.id])
  assert.deepEqual(await holders('不急'), [ann.id])
})

test('P2 approvers by role, superior, department head, field; who submitted is never among them', async () => {
  const { sub, ann, bob, cyd, boss } = P
  const asked = async (approvers: Values, by: Person = sub, values: Values = {}) => {
    await o.flow([{ approvers: [approvers as never], mode: 'all' }])
    const { request } = await o.sent(by, values)
    return (await o.pending(request)).map((t) => t.assignee).sort()
  }
  assert.deepEqual(await asked({ by: 'role', role: 'finance' }), [ann.id, bob.id].sort())
  assert.deepEqual(await asked({ by: 'role', role: 'finance' }, ann), [bob.id])
  assert.deepEqual(await asked({ by: 'superior', level: 1 }), [ann.id])
  assert.deepEqual(await asked({ by: 'superior', level: 2 }), [boss.id])
  assert.deepEqual(await asked({ by: 'superior', level: 9 }), [boss.id], 'above the top the top decides')
  assert.deepEqual(
    await asked({ by: 'departmentHead' }),
    [boss.id],
    'the head of his own department goes to the one above',
  )
  assert.deepEqual(
    await asked({ by: 'departmentHead' }, boss),
    [o.admin.id],
    'the topmost head goes to an administrator',
  )
  assert.deepEqual(await asked({ by: 'field', field: 'keeper' }, sub, { keeper: cyd.id }), [cyd.id])
  assert.deepEqual(await asked({ by: 'field', field: 'keeper' }, sub, { keeper: sub.id }), [o.admin.id])
})

test('P2 a step that names nobody is passed over or goes to an administrator, as it says; its condition skips it', async () => {
  const { sub, bob } = P
  const empty = { approvers: [{ by: 'field' as const, field: 'keeper' }] }
  await o.flow([
    { ...empty, emptyApprovers: 'skip' },
    { approvers: people(bob), condition: 'row.amount > 50' },
  ])
  const first = await o.sent(sub)
  assert.deepEqual(
    (await o.pending(first.request)).map((t) => t.assignee),
    [bob.id],
  )
  // Every step passed over: nobody had to be asked, it ran at once.
  const cheap = await sub.run(send, await o.paper(sub, { amount: '5' }), {})
  assert.deepEqual([cheap.approval?.state, cheap.row?.id !== undefined], ['executed', true])
  await o.flow([{ ...empty, emptyApprovers: 'admin' }])
  const second = await o.sent(sub)
  assert.deepEqual(
    (await o.pending(second.request)).map((t) => t.assignee),
    [o.admin.id],
  )
})

test('P2 a published flow is frozen; its next revision takes its place; running requests go on as they began', async () => {
  const { sub, ann, bob } = P
  const first = await o.flow([{ approvers: people(ann) }])
  await assert.rejects(o.admin.update('approvalFlow', first, { condition: 'false' }), code('approvalFlow.frozen'))
  await assert.rejects(o.admin.remove('approvalFlow', first), code('approvalFlow.published'))
  const { request } = await o.sent(sub)
  const { result } = await o.verb('copy', first)
  const second = (result as { id: string }).id
  const { definition } = await o.admin.get<{ definition: { nodes: Values[] } }>('approvalFlow', second)
  const nodes = definition.nodes.map((n) => ({ ...n, approvers: people(bob) }))
  await o.admin.update('approvalFlow', second, { definition: { nodes } })
  await o.verb('publish', second)
  const states = await o.admin.list<Values>('approvalFlow', {
    where: { id: { in: [first, second] } },
    sort: 'revision',
  })
  assert.deepEqual(
    states.map((f) => [f.revision, f.state]),
    [
      [1, 'retired'],
      [2, 'active'],
    ],
  )
  assert.equal((await o.approve(request, ann)).state, 'executed')
  assert.deepEqual(
    (await o.pending((await o.sent(sub)).request)).map((t) => t.assignee),
    [bob.id],
  )
})

test('P2 what is wrong with a flow is said before it is published', async () => {
  const node = {
    key: 'a',
    name: { zh: '甲', en: 'A' },
    kind: 'approve',
    mode: 'any',
    approvers: [{ by: 'role', role: 'finance' }],
  }
  const base = { ...node, allowTransfer: true, allowAddSign: true, emptyApprovers: 'admin' }
  const wrong: [Values, string][] = [
    [{ command: 'nothing' }, 'command'],
    [{ condition: 'row.amout > 1' }, 'condition'],
    [{ condition: 'row.amount >' }, 'condition'],
    [{ condition: 'row.title' }, ''],
    [{ condition: '"a" + row.title == 1 + 1 + "x"' }, 'condition'],
    [{ condition: 'row.title.matches("(a+)+$")' }, 'condition'],
    [{ definition: { nodes: [] } }, 'definition'],
    [{ definition: { nodes: [base, base] } }, 'definition'],
    [{ definition: { nodes: [{ ...base, approvers: [{ by: 'submitter' }] }] } }, 'definition.nodes.0.approvers.0'],
    [
      { definition: { nodes: [{ ...base, approvers: [{ by: 'field', field: 'title' }] }] } },
      'definition.nodes.0.approvers.0',
    ],
    [{ definition: { nodes: [{ ...base, sign: true, timeoutHours: 1, onTimeout: 'approve' }] } }, 'definition.nodes.0'],
    [{ definition: { nodes: [{ ...base, mode: 'none' }] } }, 'definition.nodes.0'],
    [{ definition: { nodes: [base], ignore: ['nothing'] } }, 'definition.ignore'],
  ]
  for (const [change, field] of wrong) {
    const values = { name: '坏', object: 'paper', command: 'send', definition: { nodes: [base] }, ...change }
    const made = await o.admin.create('approvalFlow', values)
    const publishing = o.verb('publish', made.id as string)
    if (!field) {
      await publishing
      await o.verb('retire', made.id as string)
      continue
    }
    await assert.rejects(publishing, (error: unknown) => {
      assert.ok(error instanceof Problem)
      assert.ok(
        error.fields.some((f) => f.field === field),
        `${JSON.stringify(change)}: ${JSON.stringify(error.fields)}`,
      )
      return true
    })
  }
})

test('P2 a trial run says who would be asked, changes nothing, and lets only administrators try drafts and other people', async () => {
  const { sub, ann } = P
  const flow = await o.flow([{ approvers: [{ by: 'superior', level: 1 }] }])
  const record = await o.paper(sub)
  const trial = { object: 'paper', command: 'send', record }
  const plan = await sub.write((u) => simulate(u, trial))
  assert.deepEqual(plan.nodes[0]!.approvers, [{ id: ann.id, label: '安' }])
  assert.equal((await sub.do((c) => showOfRecord(c, 'paper', record))).length, 0)
  await assert.rejects(
    sub.write((u) => simulate(u, { ...trial, flow })),
    code('access.denied'),
  )
  const tried = await o.admin.write((u) => simulate(u, { ...trial, flow, submitter: sub.id }))
  assert.deepEqual(
    tried.nodes[0]!.approvers.map((a) => a.id),
    [ann.id],
  )
})
