import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Cast, cast, code, type Office, office, people, stamp } from '#testing/approvalWorld.ts'
import { reject, sendBack } from './decide.ts'
import { checkExpression } from './expression.ts'
import { simulate } from './simulate.ts'
import { resubmit, withdraw } from './submitter.ts'
import { showOfRecord, showRequest } from './view.ts'

/** Flows before what every record has: create, change, delete; and before commands without a row. */

let o: Office
let P: Cast
before(async () => {
  o = await office()
  P = await cast(o)
})
after(() => o.w.close())

test('P2 a create under approval: nothing is there until it is approved; then it is its submitter’s, with its history', async () => {
  const { sub, ann, bob } = P
  await o.flow([{ approvers: people(ann) }, { approvers: [{ by: 'field', field: 'keeper' }] }], { command: 'create' })
  const sent = { title: '待建', amount: '12.5', keeper: bob.id, items: [{ what: '甲', price: '3' }] }
  const request = await o.asked(sub, 'create', '', sent)
  assert.deepEqual(await o.titled('待建'), [])
  const shown = await ann.do((c) => showRequest(c, request))
  assert.deepEqual([shown.record, shown.commandLabel.zh, shown.title], [null, '新建', '新建 待建'])
  const said = Object.fromEntries(shown.summary.items.map((i) => [i.field, i.value]))
  assert.deepEqual(said, { title: '待建', amount: '12.50', keeper: '波' })
  assert.deepEqual(shown.summary.lines[0]!.rows, [['甲', '3.00']])
  assert.deepEqual([shown.input, (await sub.do((c) => showRequest(c, request))).input], [null, { values: sent }])
  await o.approve(request, ann)
  assert.deepEqual(await o.titled('待建'), [])
  assert.equal((await o.approve(request, bob)).state, 'executed')
  const [made] = await o.titled('待建')
  assert.deepEqual([made!.owner_id, made!.created_by, made!.amount], [sub.id, sub.id, '12.50'])
  const strip = await sub.do((c) => showOfRecord(c, 'paper', made!.id as string))
  assert.deepEqual(
    strip.map((r) => [r.id, r.state]),
    [[request, 'executed']],
  )
})

test('P2 a change under approval: by what is changed and to what; old and new are shown; the rest saves at once', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], {
    command: 'update',
    condition: "'keeper' in changed || input.amount > 1000.00",
  })
  const id = await o.paper(sub, { amount: '1' })
  assert.equal((await o.door(sub, 'update', id, { title: '照常', amount: '1000' })).done, id)
  assert.equal((await o.door(sub, 'update', id, { amount: '1000.00', keeper: null })).done, id, 'nothing changes')
  const request = await o.asked(sub, 'update', id, { amount: '1000.01', title: '另名' })
  const row = await o.one('paper', id)
  assert.deepEqual([row.amount, row.title], ['1000.00', '照常'])
  const shown = await ann.do((c) => showRequest(c, request))
  const edits = shown.summary.items.filter((i) => i.old !== undefined)
  assert.deepEqual(
    edits.map((i) => [i.field, i.old, i.value]),
    [
      ['title', '照常', '另名'],
      ['amount', '1000.00', '1000.01'],
    ],
  )
  await assert.rejects(o.door(sub, 'update', id, { title: '再改' }), code('approval.running'))
  assert.equal((await o.approve(request, ann)).state, 'executed')
  const after = await o.one('paper', id)
  assert.deepEqual([after.amount, after.title, after.updated_by], ['1000.01', '另名', sub.id])
  assert.ok((await o.door(sub, 'update', id, { keeper: ann.id, amount: '5' })).request)
})

test('P2 a change of lines under approval: the condition sees them as they would be', async () => {
  const { sub, ann } = P
  const condition = "'items' in changed && sum(input.items.map(i, i.price)) > 10.00"
  await o.flow([{ approvers: people(ann) }], { command: 'update', condition })
  const id = await o.paper(sub, { items: [{ what: '甲', price: '4' }] })
  const [line] = (await sub.get<{ items: Values[] }>('paper', id)).items
  assert.ok((await o.door(sub, 'update', id, { items: [line, { what: '乙', price: '6' }] })).done)
  const items = (await sub.get<{ items: Values[] }>('paper', id)).items
  const request = await o.asked(sub, 'update', id, { items: [...items, { what: '丙', price: '0.01' }] })
  assert.equal((await sub.get<{ items: Values[] }>('paper', id)).items.length, 2)
  assert.equal((await o.approve(request, ann)).state, 'executed')
  const now = (await sub.get<{ items: { what: string; id: string }[] }>('paper', id)).items
  assert.deepEqual(
    now.map((i) => i.what),
    ['甲', '乙', '丙'],
  )
  assert.equal(now[0]!.id, line!.id, 'a line stays the line it is')
})

test('P2 a deletion under approval: the row stays and is held, then lies in the recycle bin', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], { command: 'delete', condition: 'row.amount >= 50.00' })
  assert.ok((await o.door(sub, 'delete', await o.paper(sub, { amount: '49.99' }))).done)
  const id = await o.paper(sub, { amount: '50' })
  const request = await o.asked(sub, 'delete', id)
  assert.equal((await o.one('paper', id)).deleted_at, null)
  await assert.rejects(o.door(sub, 'update', id, { title: '改' }), code('approval.running'))
  assert.equal((await o.approve(request, ann)).state, 'executed')
  assert.notEqual((await o.one('paper', id)).deleted_at, null)
})

test('P2 a command without a row under approval: runs as its submitter; its request is then found on what it made', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], { command: 'stamp', condition: 'input.amount > 10.00' })
  const small = await sub.run(stamp, null, { title: '小额', amount: '10' })
  assert.equal(small.approval, undefined)
  await assert.rejects(sub.run(stamp, null, { amount: '11' }), code('input.invalid'))
  const { approval } = await sub.run(stamp, null, { title: '大额', amount: '10.01' })
  assert.deepEqual(await o.titled('大额'), [])
  assert.equal((await o.approve(approval!.id, ann)).state, 'executed')
  const [made] = await o.titled('大额')
  assert.equal(made!.mark, sub.id)
  const strip = await sub.do((c) => showOfRecord(c, 'paper', made!.id as string))
  assert.equal(strip[0]!.id, approval!.id)
})

test('P2 sent back, a create goes on as the same request with what is filled in now; rejected or withdrawn it ends', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], { command: 'create' })
  const request = await o.asked(sub, 'create', '', { title: '头稿' })
  const task = await o.taskOf(request, ann)
  await ann.write((u) => sendBack(u, task, { to: 'submitter', comment: '改个名' }))
  assert.equal((await sub.do((c) => showRequest(c, request)))._can.resubmit, true)
  await assert.rejects(
    sub.write((u) => resubmit(u, request, { values: { amount: '1' } })),
    code('input.invalid'),
  )
  for (const values of [null, 'x', ['x'], undefined])
    await assert.rejects(
      sub.write((u) => resubmit(u, request, { values })),
      code('body.invalid'),
    )
  const again = await sub.write((u) => resubmit(u, request, { values: { title: '二稿' } }))
  assert.deepEqual(again, { id: request, state: 'running' })
  const shown = await ann.do((c) => showRequest(c, request))
  assert.deepEqual(
    shown.changes?.map((c) => [c.field, c.old, c.new]),
    [['title', '头稿', '二稿']],
  )
  assert.equal((await o.approve(request, ann)).state, 'executed')
  assert.deepEqual([(await o.titled('头稿')).length, (await o.titled('二稿')).length], [0, 1])
  const second = await o.asked(sub, 'create', '', { title: '不要' })
  const other = await o.taskOf(second, ann)
  await ann.write((u) => reject(u, other, { comment: '不建' }))
  const third = await o.asked(sub, 'create', '', { title: '不要' })
  await sub.write((u) => withdraw(u, third, {}))
  for (const id of [second, third])
    await assert.rejects(
      sub.write((u) => resubmit(u, id)),
      code('approval.notRunning'),
    )
  assert.deepEqual(await o.titled('不要'), [])
})

test('P2 who has no right on a field reads nothing of it in a request; the generic list shows no content at all', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], { command: 'create' })
  const request = await o.asked(sub, 'create', '', { title: '有密', secret: '330106199001011234' })
  const shown = await ann.do((c) => showRequest(c, request))
  assert.equal(shown.summary.items.find((i) => i.field === 'secret')?.value, '***')
  const fields = ['input', 'summary', 'previous', 'title']
  const [listed] = await ann.list('approvalRequest', { where: { id: { eq: request } }, fields })
  assert.match(String(listed!.title), /有密/)
  assert.doesNotMatch(JSON.stringify([shown, listed]), /330106/)
  await o.approve(request, ann)
  assert.equal((await o.titled('有密'))[0]!.secret, '330106199001011234')
})

test('P2 the steps to come are named beforehand; conditions may ask what changes, and only what there is', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow(
    [
      { approvers: people(ann) },
      { approvers: people(bob, cyd), condition: "'amount' in changed" },
      { approvers: people(cyd), condition: 'input.count > 5' },
    ],
    { command: 'update' },
  )
  const id = await o.paper(sub, { count: 1 })
  const request = await o.asked(sub, 'update', id, { amount: '3' })
  const { nodes } = await sub.do((c) => showRequest(c, request))
  assert.deepEqual(
    nodes.map((n) => n.next?.map((p) => p.label) ?? null),
    [[], ['波', '西'], null],
  )
  assert.equal(nodes[0]!.tasks[0]!.givenAt, o.w.now.toISOString())
  const live = (await sub.caller()).model.objects.get('paper')!
  const asks = (text: string) => checkExpression(text, live, live.fields).error?.zh
  assert.equal(asks("'amount' in changed && input.items.exists(i, i.price > 1) && input.owner != null"), undefined)
  assert.match(asks('input.note == 1')!, /没有字段 input.note/)
  const trial = (command: string, values: Values, record?: string) =>
    o.admin.write((u) => simulate(u, { object: 'paper', command, record, input: { values } }))
  const tried = await trial('update', { count: 9 }, await o.paper(sub))
  assert.deepEqual(
    tried.nodes.map((n) => n.skipped),
    [false, true, false],
  )
  assert.equal((await trial('create', { title: '样' })).flow, null)
  await assert.rejects(trial('update', {}), code('body.invalid'))
  await assert.rejects(o.flow([{ approvers: people(ann) }], { command: 'stamp', condition: 'row.amount > 1' }))
  await assert.rejects(o.flow([{ approvers: people(ann) }], { object: 'stockMove', command: 'update' }))
})

test('P2 the audit names who did it and who approved it, and its chain holds', async () => {
  const { sub, ann } = P
  await o.flow([{ approvers: people(ann) }], { command: 'update' })
  const id = await o.paper(sub)
  await o.approve(await o.asked(sub, 'update', id, { title: '新名' }), ann)
  const entries = await o.w.tenant.db.query<Values>(
    sql`select verb, actor_id from ${at(o.w.tenant, 'audit')} where record_id = ${id} order by id`,
  )
  assert.deepEqual(
    entries.map((e) => [e.verb, e.actor_id]),
    [
      ['create', sub.id],
      ['approvalStarted', sub.id],
      ['approvalApproved', ann.id],
      ['update', sub.id],
    ],
  )
})
