import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import iconv from 'iconv-lite'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { csv, importFile, shopWorld, tempFile } from '#testing/transferWorld.ts'
import type { Person, World } from '#testing/world.ts'
import { badRows } from './badRows.ts'

describe('P13 import of awkward rows', { concurrency: false }, () => {
  let w: World
  let director: Person
  let rep: Person

  before(async () => {
    ;({ w, director, rep } = await shopWorld())
  })
  after(() => w.close())

  const names = async (person: Person, q?: string) =>
    (await person.list<{ name: string }>('shop', { q, sort: 'name', limit: 200 })).map((r) => r.name)

  test('P13 rows within another record name it by title or number; what is ambiguous or not theirs is told', async () => {
    const own = await rep.create('shop', { name: '货架店' })
    await director.create('shop', { name: '总监店' })
    for (const place of ['330100', '310100']) await director.create('shop', { name: '同名店', place })
    const rows = [
      ['名称', '所属门店'],
      ['甲架', '货架店'],
      ['乙架', own.number as string],
      ['丙架', '总监店'],
      ['丁架', '同名店'],
    ]
    const file = () => tempFile('shelf.csv', csv(rows))
    const byRep = await importFile(w, rep, file(), {}, 'shelf')
    assert.deepEqual([byRep.created, byRep.failed], [2, 2])
    const told = async (person: Person, id: string) =>
      (await person.do((c) => badRows(c, id))).map((b) => [b.n, b.reasons![0]!.code])
    assert.deepEqual(await told(rep, byRep.id), [
      [4, 'ref.notFound'],
      [5, 'ref.notFound'],
    ])
    const byDirector = await importFile(w, director, file(), {}, 'shelf')
    assert.equal(byDirector.created, 3)
    assert.deepEqual(await told(director, byDirector.id), [[5, 'ref.ambiguous']])
    const shelves = await rep.list('shelf')
    assert.deepEqual([...new Set(shelves.map((s) => (s.owner as { id: string }).id))], [rep.id])
  })

  test('P13 bytes that no text may hold do not stop the import', async () => {
    const text = `名称,地址\n零店,a\u0001b\n后店,c\n`
    const utf16 = iconv.encode(`\uFEFF名称\n${String.fromCharCode(0xd83d)}半店\n`, 'utf-16le')
    const done = await importFile(w, director, tempFile('nul.csv', text))
    assert.deepEqual([done.created, done.failed], [2, 0])
    assert.equal((await importFile(w, director, tempFile('half.csv', utf16))).created, 1)
    // A NUL near the start marks a file that is no text; further down it is dropped.
    const late = ['名称', ...Array.from({ length: 300 }, (_, i) => `晚店${i}`), '最\0晚'].join('\n')
    assert.equal((await importFile(w, director, tempFile('late.csv', late))).created, 301)
    assert.deepEqual(await names(director, '最晚'), ['最晚'])
  })

  test('P13 a row that only the database refuses stands alone among its neighbours', async () => {
    await w.tenant.db.query(sql`alter table ${at(w.tenant, 'shop')} add constraint unlucky check (name <> '四号店')`)
    const rows = [['名称'], ...['一号店', '二号店', '三号店', '四号店', '五号店'].map((n) => [n])]
    const done = await importFile(w, director, tempFile('f.csv', csv(rows)))
    assert.deepEqual([done.state, done.created, done.failed], ['done', 4, 1])
    assert.deepEqual(
      (await director.do((c) => badRows(c, done.id))).map((b) => [b.n, b.reasons![0]!.code]),
      [[5, 'import.unstorable']],
    )
  })
})
