import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { defineObject, files, instant, integer, longText, ref, refs, text } from '#kernel/declare/index.ts'
import { storeUpload } from '#kernel/files/upload.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { trial } from '#testing/trial.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { create } from './create.ts'
import { history } from './history.ts'
import { type TimelineItem, timeline } from './timeline.ts'

const zh = (name: string) => ({ zh: name, en: name })
const own = { read: 'own', create: 'own', update: 'own', delete: 'own' } as const
const shop = defineObject({
  name: 'shop',
  label: zh('门店'),
  owned: true,
  fields: {
    name: text(zh('名称'), { required: true }),
    phone: text(zh('电话'), { sensitive: 'phone' }),
    margin: integer(zh('毛利')),
    partner: ref('shop', zh('伙伴店')),
    helpers: refs('employee', zh('协作人')),
    papers: files(zh('文件')),
  },
  access: { rep: own, viewer: { read: 'all' }, hr: { read: 'all' } },
  fieldAccess: { viewer: { margin: 'hidden' }, hr: { margin: 'hidden', phone: 'hidden' } },
})
const visit = defineObject({
  name: 'visit',
  label: zh('拜访'),
  owned: true,
  within: 'shop',
  sort: '-visitedAt',
  fields: {
    shop: ref('shop', zh('门店'), { required: true }),
    title: text(zh('主题')),
    visitedAt: instant(zh('时间'), { required: true }),
    words: longText(zh('内容')),
  },
  access: { rep: own },
})
const finding = defineObject({
  name: 'finding',
  label: zh('发现'),
  owned: true,
  within: 'visit',
  fields: { visit: ref('visit', zh('拜访'), { required: true }), title: text(zh('标题')) },
  access: { rep: own, viewer: { read: 'all' } },
})
/** Reckoned: it has no name, only its id. */
const tally = defineObject({
  name: 'tally',
  label: zh('统计'),
  owned: true,
  within: 'shop',
  title: 'id',
  fields: { shop: ref('shop', zh('门店'), { required: true }), visits: integer(zh('次数')) },
  access: { rep: own },
})
let w: World
let ann: Person
let ben: Person
let eve: Person
let clerk: Person
before(async () => {
  w = await world({ modules: trial(shop, visit, finding, tally) })
  ann = await w.hire('安', { roles: ['rep'] })
  ben = await w.hire('本', { roles: ['rep'] })
  eve = await w.hire('夏', { roles: ['viewer'] })
  clerk = await w.hire('柯', { roles: ['hr'] })
})
after(() => w.close())

const tick = (minutes = 1) => {
  w.now = new Date(w.now.getTime() + minutes * 60_000)
}
const changesOf = async (who: Person, id: string) =>
  (await who.do((c) => history(c, 'shop', id))).data.map((e) => [
    e.verb,
    Object.fromEntries(e.changes.map((x) => [x.field, [x.old, x.new]])),
  ])

test('P15 history tells who, when, old → new; references by name where they may be seen', async () => {
  const hidden = (await ben.create('shop', { name: '本的店' })).id as string
  const id = (await ann.create('shop', { name: '城东店' })).id as string
  const upload = await ann.do((c) => storeUpload(c, Readable.from([Buffer.from('x')]), { name: '执照.txt' }))
  tick()
  await ann.update('shop', id, { name: '城东旗舰店', helpers: [ben.id], papers: [upload.id] })
  await w.tenant.db.query(sql`update ${at(w.tenant, 'shop')} set partner_id = null where id = ${id}`)
  tick()
  await w.asSystem(async (unit) => {
    const { changeRow, lockRow } = await import('./change.ts')
    await changeRow(unit, 'shop', await lockRow(unit, 'shop', id, 'update'), { partner: hidden }, 'link')
  })
  const page = await ann.do((c) => history(c, 'shop', id))
  assert.deepEqual(
    page.data.map((e) => [e.verb, e.actor.label]),
    [
      ['link', '系统'],
      ['update', '安'],
      ['create', '安'],
    ],
  )
  assert.deepEqual(page.data[1]!.at, new Date(w.now.getTime() - 60_000).toISOString())
  const [link, update, made] = (await changesOf(ann, id)).map((e) => e[1])
  assert.deepEqual(link, { partner: [null, { id: hidden, label: null }] }, 'a record of another: no name')
  assert.deepEqual(update, {
    name: ['城东店', '城东旗舰店'],
    helpers: [null, [{ id: ben.id, label: '本' }]],
    papers: [null, [{ id: upload.id, label: '执照.txt' }]],
  })
  assert.deepEqual(made, { name: [null, '城东店'], owner: [null, { id: ann.id, label: '安' }] })
  await assert.rejects(
    ben.do((c) => history(c, 'shop', id)),
    { status: 404 },
  )
})

test('P15 #7 history keeps to field rights: masked stays masked, hidden is not there, nor that it changed', async () => {
  const id = (await ann.create('shop', { name: '甲', phone: '13812341234', margin: 30 })).id as string
  await ann.update('shop', id, { margin: 35 })
  await ann.update('shop', id, { phone: '13900001111', name: '乙' })
  assert.deepEqual(await changesOf(ann, id), [
    ['update', { name: ['甲', '乙'], phone: ['138****1234', '139****1111'] }],
    ['update', { margin: [30, 35] }],
    [
      'create',
      {
        name: [null, '甲'],
        phone: [null, '138****1234'],
        margin: [null, 30],
        owner: [null, { id: ann.id, label: '安' }],
      },
    ],
  ])
  assert.deepEqual(await changesOf(clerk, id), [
    ['update', { name: ['甲', '乙'] }],
    ['create', { name: [null, '甲'], owner: [null, { id: ann.id, label: '安' }] }],
  ])
  const seen = JSON.stringify(await clerk.do((c) => timeline(c, 'shop', id)))
  assert.doesNotMatch(seen, /margin|phone|138\*|13812341234|139\*|13900001111/)
})

test('P15 history pages backwards without gap or double', async () => {
  const id = (await ann.create('shop', { name: '0' })).id as string
  for (let i = 1; i <= 11; i++) await ann.update('shop', id, { name: String(i) })
  const names: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await ann.do((c) => history(c, 'shop', id, { cursor, limit: 5 }))
    names.push(...page.data.map((e) => e.changes.find((c) => c.field === 'name')?.new))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  assert.deepEqual(names, ['11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
})

async function whole(
  who: Person,
  object: string,
  id: string,
  limit: number,
  kinds?: string[],
): Promise<TimelineItem[]> {
  const items: TimelineItem[] = []
  let cursor: string | undefined
  do {
    const page = await who.do((c) => timeline(c, object, id, { cursor, limit, kinds }))
    items.push(...page.data)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

test('C14 P15 the timeline merges visits, what lies under them, papers and history, newest first, each under its own rule', async () => {
  const id = (await ann.create('shop', { name: '城西店' })).id as string
  tick()
  const moments = Array.from({ length: 7 }, (_, i) => new Date(w.now.getTime() - i * 3_600_000).toISOString())
  const visits: string[] = []
  for (const [i, visitedAt] of moments.entries())
    visits.push((await ann.create('visit', { shop: id, title: `访${i}`, visitedAt, words: `说了${i}` })).id as string)
  tick()
  await ann.create('finding', { visit: visits[0], title: '缺货' })
  await ann.create('tally', { shop: id, visits: 7 })
  tick()
  const file = await ann.do((c) => storeUpload(c, Readable.from([Buffer.from('x')]), { name: '照.txt' }))
  await ann.create('attachment', { title: '门头照', file: file.id, object: 'visit', record: visits[1] })
  // A visit to the same shop that another made: his own, not hers.
  await w.asSystem(async (unit) => {
    const made = await create(unit, 'visit', { shop: id, title: '他访', visitedAt: w.now.toISOString() })
    await unit.tx.query(sql`update ${unit.table('visit')} set owner_id = ${ben.id} where id = ${made.id}`)
  })
  const all = await whole(ann, 'shop', id, 100)
  assert.deepEqual(
    all.map((i) => (i.kind === 'history' ? 'history' : `${i.kind} ${i.title}`)),
    [
      'attachment 门头照',
      'finding 缺货',
      'visit 访0',
      'history',
      'visit 访1',
      'visit 访2',
      'visit 访3',
      'visit 访4',
      'visit 访5',
      'visit 访6',
    ],
  )
  assert.equal(all[2]!.text, '说了0')
  assert.deepEqual(all[2]!.actor, { id: ann.id, label: '安' })
  assert.equal(Date.parse(all[4]!.at), Date.parse(moments[1]!))
  for (const limit of [1, 3, 4]) assert.deepEqual(await whole(ann, 'shop', id, limit), all, `limit ${limit}`)
  assert.deepEqual((await whole(ann, 'shop', id, 2, ['visit'])).length, 7)
  assert.deepEqual(
    (await whole(eve, 'shop', id, 5)).map((i) => i.kind),
    ['finding', 'history'],
    'the viewer may read findings, not visits; the paper hangs on a visit',
  )
  await assert.rejects(whole(ben, 'shop', id, 5), { status: 404 })
  assert.deepEqual(
    (await whole(ann, 'visit', visits[1]!, 5)).map((i) => i.kind),
    ['attachment', 'history'],
    'the timeline of a visit is its own',
  )
})
