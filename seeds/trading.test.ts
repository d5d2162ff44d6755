import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openPreview } from '#kernel/files/open.ts'
import { raw } from '#kernel/store/sql.ts'
import { bookErrors } from '#testing/books.ts'
import { type World, world } from '#testing/world.ts'
import { type DemoCompany, seedDemo } from './demo.ts'

let w: World
let demo: DemoCompany
before(async () => {
  w = await world({ now: '2026-03-18T09:00:00Z' })
  demo = await seedDemo(await w.system(), { institutions: 400, distributors: 60, customers: 25, activityDays: 5 })
})
after(() => w.close())

const person = (username: string) => w.as(demo.logins.find((l) => l.username === username)!.employeeId)

const many = async (text: string): Promise<number> => {
  const [row] = await w.tenant.db.fresh<{ n: number }>(
    raw(`select count(*)::int as n from ${text.replaceAll('{s}', `"${w.tenant.schema}"`)}`),
  )
  return row!.n
}

test('demo company: three years of trading add up to the cent', async () => {
  assert.deepEqual(await bookErrors(w.tenant), [])
  assert.ok((await many('{s}.sales_order')) > 500)
  assert.equal(await many('(select distinct substr(number, 3, 6) from {s}.sales_order) m'), 37)
})

test('demo company: orders stand in every department, something is overdue, something came back', async () => {
  const stages = await w.tenant.db.fresh<{ stage: string }>(
    raw(`select distinct stage from "${w.tenant.schema}".sales_order order by 1`),
  )
  assert.ok(stages.length >= 4, `orders stand only with ${stages.map((s) => s.stage)}`)
  assert.ok((await many("{s}.sales_order where due_on < '2026-03-01'")) > 0)
  assert.ok((await many('{s}.return_order')) > 0)
})

test('demo company: tenders carry what their verbs write, so that the next verb works', async () => {
  const desk = person('tender')
  const next: Record<string, [verb: string, input: Record<string, unknown>]> = {
    inCycle: ['close', { reason: '提前结束' }],
    listed: ['confirmHospitals', {}],
    won: ['list', { listedOn: '2026-03-18' }],
    sent: ['markDelivered', {}],
    reviewed: ['markSent', { courier: '顺丰', courierNo: 'SF1' }],
  }
  // The furthest first, so that none is moved twice.
  let tried = 0
  for (const [state, [verb, input]] of Object.entries(next))
    for (const t of await desk.list<{ id: string }>('tender', { where: { state: { eq: state } }, limit: 100 })) {
      await desk.run(w.tenant.registry.commands.get(`tender.${verb}`)!, t.id, input)
      tried++
    }
  assert.ok(tried > 3, `${tried} tenders could be moved on`)
  const opened = await desk.list<{ id: string }>('tender', { where: { state: { eq: 'opened' } }, limit: 100 })
  for (const { id } of opened) {
    const { lines } = await desk.get<{ lines: { id: string }[] }>('tender', id)
    const results = lines.map((l) => ({ id: l.id, result: 'lost' }))
    await desk.run(w.tenant.registry.commands.get('tender.recordResult')!, id, { lines: results, reason: '价高' })
  }
  assert.equal(
    await many(
      "{s}.tender where state not in ('announced','assessed','registered','drafting') and review_hash is null",
    ),
    0,
  )
})

test('demo company: agents of three levels, each within the one above, with the claims that their scopes say', async () => {
  const levels = await w.tenant.db.fresh<{ level: string }>(
    raw(`select distinct agent_level as level from "${w.tenant.schema}".agent_authorization where parent_authorization_id is not null
      or agent_level = 'national' order by 1`),
  )
  assert.deepEqual(
    levels.map((l) => l.level),
    ['city', 'national', 'province'],
  )
  assert.equal(
    await many(`{s}.agent_authorization c join {s}.agent_authorization p on p.id = c.parent_authorization_id
      where not c.packages <@ p.packages or c.valid_from < p.valid_from or c.valid_to > p.valid_to`),
    0,
  )
  assert.equal(
    await many(`{s}.agent_authorization c join {s}.agent_authorization p on p.id = c.parent_authorization_id
      join {s}.account a on a.id = c.agent_id where a.parent_id is distinct from p.agent_id`),
    0,
  )
  assert.equal(
    await many(`{s}.agent_authorization t where state = 'active' and not exists (
      select 1 from {s}.authorization_claim c where c.authorization_id = t.id)`),
    0,
  )
})

test('demo company: the calendar has been kept: batches past their day are expired, those near it are flagged', async () => {
  assert.equal(await many("{s}.batch where state in ('released', 'quarantine') and last_usable_date < '2026-03-18'"), 0)
  assert.ok((await many("{s}.batch where state = 'expired'")) > 0)
  assert.ok((await many('{s}.batch where near_expiry')) > 0)
  assert.equal(await many('{s}.product where manufacturer_name is null or mah_name is null'), 0)
})

test('demo company: approval flows are in force and requests wait for manager, legal and director', async () => {
  assert.equal(await many("{s}.approval_flow where state = 'active'"), 4)
  for (const [who, least] of [
    ['manager', 1],
    ['legal', 1],
    ['director', 1],
    ['finance', 1],
  ] as const) {
    const id = person(who).id
    const open = await many(`{s}.approval_task where assignee_id = '${id}' and state = 'pending'`)
    assert.ok(open >= least, `${who} has ${open}`)
  }
})

test('a planted cent is found', async () => {
  await w.tenant.db.fresh(
    raw(`update "${w.tenant.schema}".sales_order set paid_amount = paid_amount - 0.01 where id =
      (select id from "${w.tenant.schema}".sales_order where paid_amount > 1 limit 1)`),
  )
  assert.equal((await bookErrors(w.tenant)).length >= 2, true)
})

test('demo company: vaccination units are designated by the centre that buys for them; one designation has run out', async () => {
  const qa = person('qa')
  const papers = await qa.list<{
    account: { id: string }
    designatedBy: { id: string }
    state: string
    validTo: string
  }>('license', { where: { licenseType: { eq: 'vaccinationDesignation' } }, limit: 100 })
  const good = papers.filter((p) => p.state === 'valid' && p.validTo > '2026-03-18')
  const ended = papers.filter((p) => p.state === 'expired' && p.validTo < '2026-03-18')
  assert.ok(good.length >= 3, `${good.length} valid`)
  assert.deepEqual([ended.length, good.length + ended.length], [1, papers.length])
  for (const { account, designatedBy } of papers) {
    const unit = await person('director').get<{ accountRoles: string[] }>('account', account.id)
    const centre = await person('director').get<{ accountRoles: string[] }>('account', designatedBy.id)
    assert.ok(unit.accountRoles.includes('vaccinationUnit'))
    assert.ok(centre.accountRoles.includes('cdc'))
  }
})

test('demo company: what is authorised has the scan of its contract and the receipt of its deposit', async () => {
  const all = await person('channel').list<{ id: string; contractFile: unknown; depositReceipts: { id: string }[] }>(
    'agentAuthorization',
    { limit: 100 },
  )
  assert.ok(all.length > 5)
  const { contractFile: scan, depositReceipts } = await person('channel').get<{
    contractFile: { id: string; mime: string; label: string }
    depositReceipts: { id: string }[]
  }>('agentAuthorization', all[0]!.id)
  assert.deepEqual([scan.mime, depositReceipts.length], ['image/png', 1])
  assert.match(scan.label, /^授权合同-.*（示例）\.png$/)
  const opened = await person('channel').do((c) => openPreview(c, scan.id))
  assert.equal(opened.headers['content-type'], 'image/png')
  opened.stream.destroy()
  const bare = '(contract_file is null or cardinality(contract_file) = 0 or cardinality(deposit_receipts) = 0)'
  assert.equal(await many(`{s}.agent_authorization where state = 'active' and ${bare}`), 0)
})
