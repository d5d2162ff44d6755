import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { openFile } from '#kernel/files/open.ts'
import { storeUpload } from '#kernel/files/upload.ts'
import { visibleIds } from '#kernel/records/get.ts'
import { count, list } from '#kernel/records/list.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { refusal } from '#testing/refusal.ts'
import { shopAndVisit, trial } from '#testing/trial.ts'
import { type Person, type World, world } from '#testing/world.ts'

/** Shops are read by department, visits by their owner: papers must follow the first, additions the second. */
let w: World
let ann: Person
let amy: Person
let ben: Person
let boss: Person
let shopId: string
before(async () => {
  w = await world({ modules: trial(...shopAndVisit('department')) })
  const [a, b] = [await w.department('一部'), await w.department('二部')]
  ann = await w.hire('安', { roles: ['rep'], department: a })
  amy = await w.hire('爱', { roles: ['rep'], department: a })
  ben = await w.hire('本', { roles: ['rep'], department: b })
  boss = await w.hire('总', { roles: ['admin'], department: b })
  shopId = (await ann.create('shop', { name: '城东店' })).id as string
})
after(() => w.close())

const upload = async (who: Person, words: string, name = 'a.txt') =>
  (await who.do((c) => storeUpload(c, Readable.from([Buffer.from(words)]), { name }))).id

async function hang(who: Person, title: string, words: string, on: [string, string] = ['shop', shopId]) {
  const file = await upload(who, words)
  const row = await who.create('attachment', { title, file, object: on[0], record: on[1] })
  return { id: row.id as string, file }
}

const titles = async (who: Person, query = {}) =>
  (await who.list<{ title: string }>('attachment', query)).map((r) => r.title).sort()

test('C14 an attachment and its file are seen by exactly those who see the record', async () => {
  const { id, file } = await hang(ann, '营业执照', '统一社会信用代码')
  for (const [who, sees] of [
    [ann, true],
    [amy, true],
    [ben, false],
    [boss, true],
  ] as const) {
    assert.equal((await titles(who)).includes('营业执照'), sees)
    assert.equal((await who.do((c) => visibleIds(c, 'attachment', [id]))).has(id), sees)
    assert.equal(await who.do((c) => count(c, 'attachment', { where: { title: { eq: '营业执照' } } })), sees ? 1 : 0)
    assert.equal((await titles(who, { q: '营业' })).length, sees ? 1 : 0)
    const opened = who.do((c) => openFile(c, file))
    if (sees) (await opened).stream.destroy()
    else await assert.rejects(opened, refusal('record.notFound', 404))
    if (!sees) await assert.rejects(who.get('attachment', id), refusal('record.notFound', 404))
  }
  const row = await amy.get<Record<string, unknown>>('attachment', id)
  assert.deepEqual(row.file, { id: file, label: 'a.txt', size: 24, mime: 'text/plain', preview: 'text' })
  assert.equal(row.recordLabel, '城东店')
})

test('C14 #6 only who may write on a record hangs something on it; foreign and missing records answer alike', async () => {
  const missing = '0198aaaa-0000-7000-8000-000000000000'
  for (const [who, on] of [
    [ben, ['shop', shopId]],
    [amy, ['shop', shopId]],
    [ann, ['shop', missing]],
    [ann, ['nothing', shopId]],
    [ann, ['notification', shopId]],
    [ann, ['shop', 'no-id']],
  ] as [Person, [string, string]][]) {
    const file = await upload(who, 'x')
    const made = who.create('attachment', { title: 't', file, object: on[0], record: on[1] })
    await assert.rejects(made, (e) => e instanceof Problem && e.fields[0]?.code === 'ref.notFound', on.join())
  }
})

test('C14 #6 a file that is not one’s own cannot be hung anywhere, neither another’s loose one nor one in use', async () => {
  const bens = await upload(ben, '本的秘密')
  const { file } = await hang(ann, '在用', '在用的文件')
  for (const id of [bens, file])
    await assert.rejects(
      ann.create('attachment', { title: 'z', file: id, object: 'shop', record: shopId }),
      (e) => e instanceof Problem && e.fields[0]?.code === 'file.notFound',
    )
})

test('C14 a team member sees the papers of the record and, at edit level, adds to them; when he leaves, no more', async () => {
  await hang(ann, '团队文件', '内部')
  const member = (level: string) =>
    w.tenant.db.query(sql`insert into ${at(w.tenant, 'team_member')} (record_id, employee_id, object, level, added_by, added_at)
      values (${shopId}, ${ben.id}, 'shop', ${level}, ${ann.id}, now()) on conflict (record_id, employee_id) do update set level = excluded.level`)
  assert.deepEqual(await titles(ben, { q: '团队' }), [])
  await member('read')
  assert.deepEqual(await titles(ben, { q: '团队' }), ['团队文件'])
  await assert.rejects(hang(ben, '新增', 'x'))
  await member('edit')
  await hang(ben, '队员新增', 'x')
  await w.tenant.db.query(sql`delete from ${at(w.tenant, 'team_member')}`)
  assert.deepEqual(await titles(ben), [])
})

test('C14 papers of a child follow the child, and carry its root', async () => {
  const v = (await ann.create('visit', { shop: shopId, topic: '首访' })).id as string
  const { id } = await hang(ann, '拜访照片', 'x', ['visit', v])
  assert.deepEqual(await titles(amy, { q: '拜访照片' }), [], 'amy sees the shop, not the visit')
  assert.deepEqual(await titles(ann, { q: '拜访照片' }), ['拜访照片'])
  const [row] = await w.tenant.db.query<{ root_id: string; owner_id: string }>(
    sql`select root_id, owner_id from ${at(w.tenant, 'attachment')} where id = ${id}`,
  )
  assert.deepEqual(row, { root_id: shopId, owner_id: ann.id })
})

test('C14 papers of a record that belongs to nobody: seen by who sees it, changed by who brought them', async () => {
  const { id } = await hang(ann, '岗位说明', 'x', ['employee', ben.id])
  assert.deepEqual(await titles(ben, { q: '岗位说明' }), ['岗位说明'])
  await ann.update('attachment', id, { note: '已核对' })
  await assert.rejects(ben.update('attachment', id, { note: '改' }), refusal('access.denied', 403))
})

test('C14 the same title again is the next version; the older ones stay', async () => {
  const first = await hang(ann, '年度协议', '第一版')
  const second = await hang(ann, '年度协议', '第二版')
  const rows = await ann.list<{ id: string; fileVersion: number; latest: boolean; replaces: { id: string } | null }>(
    'attachment',
    { where: { title: { eq: '年度协议' } }, sort: 'fileVersion' },
  )
  assert.deepEqual(
    rows.map((r) => [r.id, r.fileVersion, r.latest, r.replaces?.id ?? null]),
    [
      [first.id, 1, false, null],
      [second.id, 2, true, first.id],
    ],
  )
  ;(await ann.do((c) => openFile(c, first.file))).stream.destroy()
  await Promise.all(Array.from({ length: 5 }, (_, i) => hang(ann, '同时', `第${i}份`)))
  const numbers = await ann.list<{ fileVersion: number }>('attachment', {
    where: { title: { eq: '同时' } },
    sort: 'fileVersion',
  })
  assert.deepEqual(
    numbers.map((r) => r.fileVersion),
    [1, 2, 3, 4, 5],
  )
  assert.equal(
    await ann.do((c) => count(c, 'attachment', { where: { title: { eq: '同时' }, latest: { eq: true } } })),
    1,
  )
})

test('C14 the library finds papers by the words in them, from two characters on, for those who may see them', async () => {
  await hang(ann, '中标文件', '本次集中采购由山东省药械集中采购平台组织，Ref. No. AB-7788 生效')
  for (const q of ['药械', '集中采购', 'ab7788', 'AB-7788', '中标文件', '药械 组织'])
    assert.deepEqual(await titles(ann, { q }), ['中标文件'], q)
  assert.deepEqual(await titles(ann, { q: '药品' }), [])
  assert.deepEqual(await titles(ben, { q: '药械' }), [])
})

test('C14 #7 where the file field is hidden, so are the file and the words in it', async () => {
  const { file } = await hang(ann, '保密协议', '绝密价格条款')
  await w.fieldRight('rep', 'attachment', 'file', 'hidden')
  assert.deepEqual(await titles(ann, { q: '绝密' }), [])
  assert.deepEqual(await titles(ann, { q: '保密协议' }), ['保密协议'])
  await assert.rejects(
    ann.do((c) => openFile(c, file)),
    refusal('record.notFound', 404),
  )
  await w.fieldRight('rep', 'attachment', 'file', null)
})

test('C14 the list pages through papers in both plans alike', async () => {
  for (let i = 0; i < 7; i++) await hang(ann, `页${i}`, 'x')
  const { refreshShares } = await import('#kernel/access/share.ts')
  const walk = await pages(ann)
  await refreshShares(w.tenant)
  assert.deepEqual(await pages(ann), walk)
  assert.equal(new Set(walk).size, walk.length)
  assert.ok(walk.length > 15)
})

async function pages(who: Person): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await who.do((c) => list(c, 'attachment', { limit: 4, cursor }))
    found.push(...(JSON.parse(page.data) as { id: string }[]).map((r) => r.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return found
}
