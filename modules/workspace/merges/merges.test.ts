import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { merge, unmerge } from '#kernel/merging/index.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { mergesInto } from './merges.sql.ts'

let w: World
let rep: Person
let other: Person
let steward: Person
let winner: string
let loser: string

const hospital = (name: string) => ({ name, accountRoles: ['hospital'], regionCode: '330106' })
const into = (who: Person, id = winner, object = 'account') => who.do((c) => mergesInto(c, object, id))
const missing = (error: unknown) => error instanceof Problem && error.code === 'record.notFound' && error.status === 404

before(async () => {
  w = await world()
  rep = await w.hire('代表甲', { roles: ['rep'], department: await w.department('华东') })
  other = await w.hire('代表乙', { roles: ['rep'], department: await w.department('华南') })
  steward = await w.hire('专员', { roles: ['dataSteward'] })
  winner = (await rep.create('account', hospital('仁和医院'))).id as string
  loser = (await other.create('account', hospital('仁和骨科医院'))).id as string
  await other.create('contact', { account: loser, name: '王主任' })
})
after(() => w.close())

test('C7 the surviving record tells what was merged into it, when, by whom, with how much; taken back it says so', async () => {
  assert.deepEqual(await into(rep), [])
  w.now = new Date('2026-06-15T02:00:00Z')
  const done = await steward.write((unit) => merge(unit, 'account', winner, { loser }))
  const [one, ...more] = await into(steward)
  assert.deepEqual(more, [])
  assert.deepEqual(
    { ...one, at: new Date(one!.at).toISOString() },
    {
      id: done.merge,
      at: '2026-06-15T02:00:00.000Z',
      actor: { id: steward.id, label: '专员' },
      loser: { id: loser, label: '仁和骨科医院' },
      moved: 1,
      undoneAt: null,
    },
  )
  await steward.write((unit) => unmerge(unit, 'account', winner, { merge: done.merge }))
  assert.ok((await into(steward))[0]!.undoneAt)
})

test('C7 #6 only who sees the record is told, and no name that he may not see', async () => {
  const [one] = await into(rep)
  assert.deepEqual(one!.loser, { id: loser, label: null }, 'the other one belongs to somebody else')
  await assert.rejects(into(other), missing)
  await assert.rejects(into(rep, randomUUID()), missing)
  await assert.rejects(into(rep, 'no-id'), missing)
  await assert.rejects(into(rep, winner, 'nothing'), missing)
})
