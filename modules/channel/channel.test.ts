import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { ChannelWorld } from '#testing/channelWorld.ts'
import { refusal } from '#testing/refusal.ts'
import { previewActivation } from './agentAuthorization/preview.ts'
import { authorizationCommands as act, authorizationFor, requireAuthorization } from './index.ts'

let c: ChannelWorld
before(async () => {
  c = await ChannelWorld.open()
})
after(() => c.w.close())

test('H1 block: two exclusive scopes that meet in package, territory and period; the second is told with whom, where, when', async () => {
  const package1 = await c.pack()
  const [a, b] = [await c.account('agent', '330106'), await c.account('agent', '330106')]
  await c.active({ agent: a, packages: [package1], regionCodes: ['330000'], exclusive: true })
  const second = await c.pending({
    agent: b,
    packages: [package1, await c.pack()],
    regionCodes: ['330100'],
    exclusive: true,
  })
  await assert.rejects(
    c.legal.run(act.activate, second),
    refusal(
      'authorization.overlap',
      /浙江省杭州市.*2026-07-01 至 2026-12-31.*请调整/,
      /conflicts with 1 .*Change scope/,
    ),
  )
  assert.equal(await c.stateOf(second), 'pending')
  // Elsewhere, later, or another package: no conflict.
  await c.active({ agent: b, packages: [package1], regionCodes: ['320000'], exclusive: true })
  await c.active({
    agent: b,
    packages: [package1],
    regionCodes: ['330000'],
    exclusive: true,
    validFrom: '2027-01-01',
    validTo: '2027-12-31',
  })
  await c.active({ agent: b, packages: [await c.pack()], regionCodes: ['330000'], exclusive: true })
})

test('H1 block: an exclusive right never meets another agent’s non-exclusive one, whichever came first', async () => {
  const p = await c.pack()
  const [a, b] = [await c.account('agent', '330106'), await c.account('agent', '330106')]
  const open = await c.active({ agent: a, packages: [p], regionCodes: ['330000'] })
  await c.active({ agent: b, packages: [p], regionCodes: ['330000'] })
  const exclusive = await c.pending({ agent: b, packages: [p], regionCodes: ['330106'], exclusive: true })
  await assert.rejects(
    c.legal.run(act.activate, exclusive),
    refusal('authorization.overlap', /有效授权冲突/, /conflicts/),
  )
  await c.legal.run(act.terminate, open, { reason: '合作结束' })
  await c.legal.run(act.activate, exclusive)
  const late = await c.pending({ agent: a, packages: [p], regionCodes: ['330000'] })
  await assert.rejects(c.legal.run(act.activate, late), refusal('authorization.overlap', /西湖区/, /conflicts/))
})

test('H1 hospital rows override regions and excluded hospitals are honoured', async () => {
  const p = await c.pack()
  const [a, b] = [await c.account('agent', '330106'), await c.account('agent', '330106')]
  const inside = await c.account('hospital', '330106')
  const beside = await c.account('hospital', '330106')
  const far = await c.account('hospital', '440103')
  const province = await c.active({
    agent: a,
    packages: [p],
    regionCodes: ['330000'],
    hospitals: [far],
    exclusive: true,
  })
  const single = await c.pending({
    agent: b,
    agentLevel: 'hospital',
    packages: [p],
    hospitals: [inside],
    exclusive: true,
  })
  await assert.rejects(
    c.legal.run(act.activate, single),
    refusal('authorization.overlap', /除外该医院/, /exclude the hospital/),
  )
  await c.legal.run(act.excludeHospitals, province, { hospitals: [inside], reason: '医院代理' })
  await c.legal.run(act.activate, single)
  const guangdong = await c.pending({ agent: b, packages: [p], regionCodes: ['440000'], exclusive: true })
  await assert.rejects(
    c.legal.run(act.activate, guangdong),
    refusal('authorization.overlap', /440103|hospital/, /hospital/),
  )
  const who = (agentId: string, accountId: string) =>
    c.w.asSystem((unit) => authorizationFor(unit, { agentId, accountId, packageIds: [p], on: '2026-08-01' }))
  assert.equal((await who(a, beside))[0]!.by, 'region')
  assert.equal((await who(a, far))[0]!.by, 'hospital')
  assert.equal((await who(a, inside))[0]!.authorizationId, null)
  assert.equal((await who(b, inside))[0]!.authorizationId, single)
  assert.equal((await who(b, beside))[0]!.authorizationId, null)
})

test('H1 a hospital given by name belongs to those who have it by name, even where divisions are open to many', async () => {
  const p = await c.pack()
  const [a, b] = [await c.account('agent', '350102'), await c.account('agent', '350102')]
  const h = await c.account('hospital', '350102')
  await c.active({ agent: a, packages: [p], regionCodes: ['350000'] })
  await c.active({ agent: b, agentLevel: 'hospital', packages: [p], hospitals: [h] })
  const dealing = (agentId: string) => ({ agentId, accountId: h, packageIds: [p], on: '2026-08-01' })
  assert.equal((await c.w.asSystem((u) => authorizationFor(u, dealing(b))))[0]!.by, 'hospital')
  await assert.rejects(
    c.w.asSystem((u) => requireAuthorization(u, dealing(a))),
    refusal(
      'authorization.outside',
      /串货.*点名授权给其他代理商.*请更换/,
      /diversion.*another agent by name.*Choose another/,
    ),
  )
})

test('H1 concurrency: of twenty activations at once of one exclusive territory exactly one succeeds', async () => {
  const p = await c.pack()
  const drafts: string[] = []
  for (let i = 0; i < 20; i++)
    drafts.push(
      await c.pending({
        agent: await c.account('agent', '330106'),
        packages: [p],
        regionCodes: [i % 2 ? '510000' : '510100'],
        exclusive: true,
      }),
    )
  const done = await Promise.allSettled(drafts.map((id) => c.legal.run(act.activate, id)))
  for (const d of done)
    if (d.status === 'rejected') {
      assert.ok(d.reason instanceof Problem, String(d.reason))
      assert.match(d.reason.code, /^(authorization\.overlap|rule\.authorization_claim_exclusive_once)$/)
    }
  const won = done.filter((d) => d.status === 'fulfilled').length
  assert.equal(won, 1)
  const states = await Promise.all(drafts.map(c.stateOf))
  assert.equal(states.filter((s) => s === 'active').length, 1)
})

test('H1 the database itself refuses two exclusive claims that meet, whoever writes them', async () => {
  const p = await c.pack()
  const [a, b] = [await c.account('agent', '330106'), await c.account('agent', '330106')]
  const first = await c.active({ agent: a, packages: [p], regionCodes: ['410000'], exclusive: true })
  const second = await c.pending({ agent: b, packages: [p], regionCodes: ['410100'], exclusive: true })
  const copy = (exclusive: boolean) =>
    c.w.asSystem((unit) =>
      unit.tx.query(sql`insert into ${unit.table('authorization_claim')} (id, version, created_at, created_by, updated_at, updated_by,
          authorization_id, agent_id, package_id, from_point, to_point, exclusive, depth, scope_version, valid_from, valid_to)
        select ${second}, 1, now(), created_by, now(), created_by, ${second}, ${b}, package_id, from_point + 5, to_point - 5, ${exclusive},
          depth, 1, valid_from, valid_to from ${unit.table('authorization_claim')} where authorization_id = ${first}`),
    )
  await assert.rejects(copy(true), refusal('rule.authorization_claim_exclusive_once', /独家.*重叠/, /overlaps/))
  await assert.rejects(copy(false), refusal('rule.authorization_claim_exclusive_alone', /独家.*重叠/, /overlaps/))
})

test('H1 suspension gives the ground free; resuming looks again', async () => {
  const p = await c.pack()
  const [a, b] = [await c.account('agent', '330106'), await c.account('agent', '330106')]
  const first = await c.active({ agent: a, packages: [p], regionCodes: ['420000'], exclusive: true })
  await c.legal.run(act.suspend, first, { reason: '低价窜货调查' })
  const second = await c.active({ agent: b, packages: [p], regionCodes: ['420100'], exclusive: true })
  await assert.rejects(c.legal.run(act.resume, first), refusal('authorization.overlap', /武汉/, /conflicts/))
  await c.legal.run(act.terminate, second, { reason: '未达任务' })
  await c.legal.run(act.resume, first)
  assert.equal(await c.stateOf(first), 'active')
})

test('H1 block: an order outside the authorised area, package or period is diversion, in both languages with what to do', async () => {
  const p = await c.pack()
  const agent = await c.account('agent', '330106')
  const hospital = await c.account('hospital', '320102')
  const home = await c.account('hospital', '330106')
  const id = await c.active({ agent, packages: [p], regionCodes: ['330000'] })
  const ask = (more: Values) =>
    c.w.asSystem((u) =>
      requireAuthorization(u, { agentId: agent, accountId: home, packageIds: [p], on: '2026-08-01', ...more }),
    )
  assert.equal((await ask({}))[0]!.authorizationId, id)
  const outside = 'authorization.outside'
  await assert.rejects(
    ask({ accountId: hospital }),
    refusal(outside, /串货.*江苏省南京市玄武区.*不含该终端.*请更换代理商/, /does not cover.*channel manager/),
  )
  await assert.rejects(
    ask({ packageIds: [p, await c.pack()] }),
    refusal(outside, /没有此品规的授权/, /no authorisation for it/),
  )
  await assert.rejects(ask({ on: '2027-01-01' }), refusal(outside, /有效期为 2026-07-01 至 2026-12-31/, /runs from/))
  await c.legal.run(act.suspend, id, { reason: '查' })
  await assert.rejects(ask({}), refusal(outside, /已暂停/, /is suspended/))
})

test('H1 a national authorisation without divisions is the whole country; without any territory nothing can be submitted', async () => {
  const p = await c.pack()
  const agent = await c.account('agent', '330106')
  await c.active({ agent, agentLevel: 'national', packages: [p] })
  const [found] = await c.w.asSystem(async (u) =>
    authorizationFor(u, {
      agentId: agent,
      accountId: await c.account('hospital', '650102'),
      packageIds: [p],
      on: '2026-08-01',
    }),
  )
  assert.equal(found!.by, 'region')
  const empty = await c.draft({ agent, packages: [p] })
  await assert.rejects(
    c.manager.run(act.submit, empty),
    refusal('authorization.noTerritory', /请先填写授权地区/, /divisions or hospitals/),
  )
  const noAgent = await c.draft({ agent: await c.account('hospital', '330106'), regionCodes: ['330000'] })
  await assert.rejects(
    c.manager.run(act.submit, noAgent),
    refusal('authorization.notAgent', /不是代理商/, /not an agent/),
  )
})

test('H1 unknown division codes are refused; abolished ones become those in force', async () => {
  const agent = await c.account('agent', '330106')
  await assert.rejects(
    c.draft({ agent, regionCodes: ['999999'] }),
    refusal('input.invalid', /没有行政区划 999999/, /999999/),
  )
  const id = await c.draft({ agent, regionCodes: ['330104'] })
  const row = await c.manager.get<{ regionCodes: string[] }>('agentAuthorization', id)
  assert.deepEqual(row.regionCodes, ['330102'])
})

test('H1 what was submitted keeps its scope; a rejected one is a draft again; nobody approves his own', async () => {
  const both = await c.w.hire('兼任', { roles: ['channelManager', 'legal'] })
  const agent = await c.account('agent', '330106')
  const id = await c.draft({ agent, packages: [await c.pack()], regionCodes: ['330000'] })
  await both.run(act.submit, id)
  await assert.rejects(
    both.run(act.activate, id),
    refusal('authorization.ownSubmission', /不能批准自己/, /submitted himself/),
  )
  await assert.rejects(
    c.manager.update('agentAuthorization', id, { regionCodes: ['320000'] }),
    refusal('authorization.scopeFixed', /不能更改范围/, /fixed once submitted/),
  )
  await c.legal.run(act.reject, id, { reason: '缺合同' })
  await c.manager.update('agentAuthorization', id, { regionCodes: ['320000'] })
  await c.manager.run(act.submit, id)
  await c.legal.run(act.activate, id)
  await assert.rejects(
    c.manager.remove('agentAuthorization', id),
    refusal('authorization.inForce', /请先终止/, /terminate/),
  )
})

test('H1 visibility: a rep sees the authorisations of his own agents, not those of others, and not the ledger', async () => {
  const stranger = await c.w.hire('外区代表', { roles: ['rep'] })
  const mine = (await c.rep.create('account', { name: '我的代理', accountRoles: ['agent'], regionCode: '330106' })).id
  const id = await c.draft({ agent: mine, regionCodes: ['330000'] })
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '5' })
  assert.ok((await c.rep.list<{ id: string }>('agentAuthorization')).some((r) => r.id === id))
  assert.equal((await stranger.list('agentAuthorization')).length, 0)
  await assert.rejects(stranger.get('agentAuthorization', id), refusal('record.notFound', /不存在/, /No such/))
  await assert.rejects(c.rep.list('depositEntry'), refusal('access.denied', /权限/, /may not/))
  await assert.rejects(c.rep.run(act.activate, id), refusal('access.denied', /权限/, /may not/))
})

test('H1 claims say what is in force and nothing else', async () => {
  const wrong = await c.w.tenant.db.query(sql`select t.number, t.state, count(c.id) as n
    from ${at(c.w.tenant, 'agent_authorization')} t left join ${at(c.w.tenant, 'authorization_claim')} c on c.authorization_id = t.id
    group by t.id having (t.state = 'active') <> (count(c.id) > 0)`)
  assert.deepEqual(wrong, [])
})

test('H1 the preview names conflicts and what is lacking before anybody decides, and tells a manager no names he may not see', async () => {
  const p = await c.pack()
  const held = await c.active({ agent: await c.agent(), packages: [p], regionCodes: ['210000'], exclusive: true })
  const id = await c.pending({
    agent: await c.agent(),
    packages: [p],
    regionCodes: ['210100'],
    exclusive: true,
    depositDue: '10',
  })
  const preview = await c.legal.do((caller) => previewActivation(caller, id))
  assert.deepEqual(
    preview.problems.map((x) => x.code),
    ['authorization.papersMissing', 'authorization.depositShort'],
  )
  assert.deepEqual(
    preview.conflicts.map((x) => [x.authorization?.id, x.places, x.from, x.to]),
    [[held, ['辽宁省沈阳市'], '2026-07-01', '2026-12-31']],
  )
  const mine = (await c.rep.create('account', { name: '代表的代理', accountRoles: ['agent'], regionCode: '210102' })).id
  const own = await c.pending({ agent: mine, packages: [p], regionCodes: ['210102'], exclusive: true })
  const seen = await c.rep.do((caller) => previewActivation(caller, own))
  assert.deepEqual(
    seen.conflicts.map((x) => x.authorization),
    [null],
  )
})

test('H1 concurrency: random activations at once leave no hospital under two exclusive rights', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  console.log(`seed ${seed}`)
  let a = seed
  const r = (n: number): number => {
    a = (Math.imul(a, 1103515245) + 12345) & 0x7fffffff
    return (a >> 8) % n
  }
  const p = await c.pack()
  const codes = ['530000', '530100', '530102', '530111', '530300', '530302']
  const hospitals: string[] = []
  for (const code of ['530102', '530102', '530111', '530302']) hospitals.push(await c.account('hospital', code))
  const periods = [
    { validFrom: '2026-07-01', validTo: '2026-09-30' },
    { validFrom: '2026-10-01', validTo: '2026-12-31' },
    { validFrom: '2026-07-01', validTo: '2026-12-31' },
  ]
  const drafts: string[] = []
  for (let i = 0; i < 40; i++) {
    const named = r(3) === 0
    drafts.push(
      await c.pending({
        agent: await c.agent(),
        packages: [p],
        regionCodes: named ? [] : [codes[r(codes.length)]],
        hospitals: named ? [hospitals[r(4)]] : [],
        excludedHospitals: !named && r(2) ? [hospitals[r(4)]] : [],
        exclusive: r(4) > 0,
        ...periods[r(3)],
      }),
    )
  }
  const done = await Promise.allSettled(drafts.map((id) => c.legal.run(act.activate, id)))
  for (const d of done)
    if (d.status === 'rejected') {
      assert.ok(d.reason instanceof Problem, `seed ${seed}: ${d.reason}`)
      assert.match(d.reason.code, /^(authorization\.overlap|rule\.authorization_claim_exclusive_(once|alone))$/)
    }
  const rows = await c.legal.list<Values>('agentAuthorization', { where: { state: { eq: 'active' } }, limit: 200 })
  const mine = rows.filter((x) => drafts.includes(x.id as string))
  assert.ok(mine.length > 0)
  const ids = (v: unknown): string[] => ((v ?? []) as { id: string }[]).map((x) => x.id)
  const regionOf = ['530102', '530102', '530111', '530302']
  const covers = (x: Values, h: number): boolean =>
    ids(x.hospitals).includes(hospitals[h]!) ||
    (!ids(x.excludedHospitals).includes(hospitals[h]!) &&
      ((x.regionCodes ?? []) as string[]).some((code) => regionOf[h]!.startsWith(code.replace(/(00)+$/, ''))))
  for (const x of mine)
    for (const y of mine) {
      if (x.id === y.id || !(x.exclusive || y.exclusive)) continue
      if (String(x.validTo) < String(y.validFrom) || String(y.validTo) < String(x.validFrom)) continue
      for (let h = 0; h < 4; h++)
        assert.ok(!(covers(x, h) && covers(y, h)), `seed ${seed}: ${x.number} and ${y.number}`)
    }
})
