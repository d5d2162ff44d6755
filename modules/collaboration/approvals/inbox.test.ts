import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { showOfRecord, showRequest } from '#kernel/approvals/view.ts'
import { type Cast, cast, inbox, type Office, office, people } from '#testing/approvalWorld.ts'

let o: Office
let P: Cast
before(async () => {
  o = await office()
  P = await cast(o)
})
after(() => o.w.close())

test('P2 the inbox, the strip on the record and the page of a request: for those concerned, under their rights', async () => {
  const { sub, ann, bob, cyd } = P
  await o.flow([{ approvers: people(ann) }])
  await o.sent(sub)
  await o.flow([{ approvers: people(ann) }, { approvers: people(bob), condition: 'row.amount > 1000' }])
  const { paper, request } = await o.sent(sub, { title: '查得到的单', secret: '330106199001011234' })
  const lying = await ann.do((c) => inbox(c, { q: '查得到' }))
  assert.equal(lying.data[0]!.request.id, request)
  assert.equal(lying.counts.pending >= 1, true)
  assert.equal((await bob.do((c) => inbox(c, { q: '查得到' }))).data.length, 0)
  const shown = await ann.do((c) => showRequest(c, request))
  assert.deepEqual(
    shown.nodes.map((n) => n.state),
    ['current', 'waiting'],
  )
  assert.equal(shown.nodes[1]!.next, null, 'its condition does not hold')
  assert.equal(shown._can.approve, true)
  assert.doesNotMatch(JSON.stringify(shown), /330106199001011234/)
  assert.deepEqual((await sub.do((c) => showRequest(c, request)))._can.withdraw, true)
  // He reads papers, so he sees how theirs are approved; the generic list is for those who take part.
  assert.equal((await cyd.do((c) => showOfRecord(c, 'paper', paper))).length, 1)
  assert.equal((await cyd.list('approvalRequest', { where: { id: { eq: request } } })).length, 0)
  assert.equal((await ann.list('approvalRequest', { where: { id: { eq: request } } })).length, 1)
  assert.equal((await sub.list('approvalRequest', { where: { id: { eq: request } } })).length, 1)
  await o.approve(request, ann)
  const after = await sub.do((c) => showRequest(c, request))
  assert.deepEqual(
    after.nodes.map((n) => n.state),
    ['done', 'skipped'],
  )
  const decided = await ann.do((c) => inbox(c, { tab: 'decided', q: '查得到' }))
  assert.equal(decided.data[0]!.task!.state, 'approved')
  const started = await sub.do((c) => inbox(c, { tab: 'started', limit: 1 }))
  const more = await sub.do((c) => inbox(c, { tab: 'started', limit: 1, cursor: started.nextCursor! }))
  assert.notEqual(more.data[0]!.request.id, started.data[0]!.request.id)
})
