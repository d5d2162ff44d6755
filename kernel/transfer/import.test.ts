import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import iconv from 'iconv-lite'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { collect, csv, importFile, shopWorld, tempFile } from '#testing/transferWorld.ts'
import type { Person, World } from '#testing/world.ts'
import { badRows, writeBadRows } from './badRows.ts'
import { validateImport } from './dryRun.ts'
import { transferHooks } from './hooks.ts'
import {
  cancelImport,
  configureImport,
  createImport,
  importStatus,
  listImports,
  pauseImport,
  resumeImport,
  startImport,
  undoImport,
} from './jobs.ts'
import { runImports } from './run.ts'

describe('P13 import', { concurrency: false }, () => {
  let w: World
  let director: Person
  let rep: Person
  let outsider: Person
  let department: string

  before(async () => {
    ;({ w, director, rep, outsider, department } = await shopWorld())
    transferHooks.region = ({ province, city, address }) =>
      [province, city, address].some((t) => t?.includes('杭州')) ? '330100' : null
  })
  after(async () => {
    delete transferHooks.region
    await w.close()
  })

  const names = async (person: Person, q?: string) =>
    (await person.list<{ name: string }>('shop', { q, sort: 'name', limit: 200 })).map((r) => r.name)

  test('P13 every kind of field is read as people write it; each bad row is told with number and reason', async () => {
    const file = tempFile(
      '各类.csv',
      csv([
        ['门店名称', '类别', '服务', '人数', '租金', '开业日期', '医保', '标签', '电话', '负责人', '省份', '城市'],
        [
          '甲店',
          '连锁',
          '夜间；送药',
          12,
          '￥12500.5',
          '2024/3/5',
          '是',
          '重点|老客户',
          '0571-88881234',
          '李代表',
          '浙江',
          '杭州市',
        ],
        ['乙店', 'single', '', '１２', '"1,200"', '20240306', '否', '', '13800138000', '', '', ''],
        ['', '连锁', '', '', '', '', '', '', '', '', '', ''],
        ['丙店', '百货', '', '', '', '', '', '', '', '', '', ''],
        ['丁店', '', '', '', '', '2024-02-30', '', '', '', '', '', ''],
        ['戊店', '', '', '', '', '', '', '', '', '查无此人', '', ''],
        ['己店', '', '', '', '', '', '', '', '', '', '浙江', '虚构市'],
      ]),
    )
    const done = await importFile(w, director, file)
    assert.equal(done.state, 'done')
    assert.deepEqual([done.total, done.done, done.created, done.failed], [7, 7, 2, 5])
    const [jia] = await director.list('shop', { where: { name: { eq: '甲店' } } })
    assert.deepEqual(
      [jia!.kind, jia!.services, jia!.beds, jia!.rent, jia!.openedOn, jia!.insured, jia!.tags, jia!.place],
      ['chain', ['night', 'home'], 12, '12500.50', '2024-03-05', true, ['重点', '老客户'], '330100'],
    )
    assert.deepEqual(jia!.owner, { id: rep.id, label: '李代表' })
    const [yi] = await director.list('shop', { where: { name: { eq: '乙店' } } })
    assert.deepEqual(
      [yi!.kind, yi!.beds, yi!.rent, yi!.openedOn, yi!.insured],
      ['single', 12, '1200.00', '2024-03-06', false],
    )
    const bad = await director.do((c) => badRows(c, done.id))
    assert.deepEqual(
      bad.map((b) => [b.n, b.reasons![0]!.field, b.reasons![0]!.code]),
      [
        [4, 'name', 'field.required'],
        [5, 'kind', 'field.option'],
        [6, 'openedOn', 'field.date'],
        [7, 'owner', 'ref.notFound'],
        [8, 'place', 'field.region'],
      ],
    )
  })

  test('P13 the dry run says the same as the import, and writes nothing', async () => {
    const rows = [
      ['名称', '许可证号'],
      ['试一', 'AB1001'],
      ['试二', 'AB1001'],
      ['试三', '不对'],
      ['试四', 'AB1002'],
    ]
    const made = await director.do((c) => createImport(c, 'shop', tempFile('dry.csv', csv(rows))))
    const dry = await director.do((c) => validateImport(c, made.id))
    assert.deepEqual([dry.total, dry.complete, dry.valid, dry.duplicates, dry.failed], [4, true, 2, 1, 1])
    assert.deepEqual(
      dry.errors.map((e) => [e.row, e.reasons[0]!.code]),
      [[4, 'field.pattern']],
    )
    assert.deepEqual(await names(director, '试'), [])
    await director.do((c) => startImport(c, made.id))
    await runImports(w.tenant, { once: true })
    const real = await director.do((c) => importStatus(c, made.id))
    assert.deepEqual([real.created, real.skipped, real.failed], [2, 1, 1])
  })

  test('P13 doubles: skip leaves, update renews, create takes the merely suspected', async () => {
    const first = csv([
      ['名称', '许可证号', '人数', '城市'],
      ['重一', 'CD1001', 5, '杭州'],
      ['重二', '', 6, '杭州'],
    ])
    await importFile(w, director, tempFile('a.csv', first))
    const again = csv([
      ['名称', '许可证号', '人数', '城市'],
      ['重一改', 'CD1001', 50, ''],
      ['重二', '', 60, '杭州'],
      ['重三', '', 7, '杭州'],
      ['重三', '', 8, '杭州'],
    ])
    const state = async () =>
      (await director.list('shop', { q: '重', sort: 'beds', where: { name: { startsWith: '重' } } })).map((r) => [
        r.name,
        r.beds,
      ])
    const skip = await importFile(w, director, tempFile('b.csv', again), { mode: 'skip' })
    assert.deepEqual([skip.created, skip.updated, skip.skipped, skip.failed], [1, 0, 3, 0])
    assert.deepEqual(await state(), [
      ['重一', 5],
      ['重二', 6],
      ['重三', 7],
    ])
    const update = await importFile(w, director, tempFile('c.csv', again), { mode: 'update' })
    assert.deepEqual([update.created, update.updated, update.skipped, update.failed], [0, 4, 0, 0])
    assert.deepEqual(await state(), [
      ['重三', 8],
      ['重一改', 50],
      ['重二', 60],
    ])
    const create = await importFile(w, director, tempFile('d.csv', again), { mode: 'create' })
    assert.deepEqual([create.created, create.updated, create.skipped, create.failed], [3, 0, 0, 1])
    const taken = await director.do((c) => undoImport(c, update.id))
    assert.equal(taken.state, 'undoing')
    await runImports(w.tenant, { once: true })
    const undone = await director.do((c) => importStatus(c, update.id))
    assert.deepEqual([undone.state, undone.undone, undone.kept], ['undone', 4, 0])
    assert.deepEqual(
      (await state()).filter(([, beds]) => Number(beds) < 8),
      [
        ['重一', 5],
        ['重二', 6],
        ['重三', 7],
        ['重三', 7],
      ],
    )
  })

  test('P13 GB18030 is recognised, with the first Chinese character late in the file', async () => {
    const rows = [
      ['name', 'note'],
      ...Array.from({ length: 9000 }, (_, i) => [`plain${i}`, 'ascii']),
      ['㐀䶮国药店', '汉字'],
    ]
    const made = await director.do((c) =>
      createImport(c, 'shop', tempFile('gb.csv', iconv.encode(csv(rows), 'gb18030'))),
    )
    assert.deepEqual([made.encoding, made.total, made.mapping], ['gb18030', 9001, { name: 0 }])
    const bom = await director.do((c) =>
      createImport(c, 'shop', tempFile('u16.csv', iconv.encode('\uFEFF名称\t电话\n南山店\t1', 'utf-16le'))),
    )
    assert.deepEqual([bom.encoding, bom.columns, bom.sample], ['utf-16le', ['名称', '电话'], [['南山店', '1']]])
  })

  test('P13 the mapping is remembered for the same columns, per person', async () => {
    const file = () =>
      tempFile(
        'm.csv',
        csv([
          ['甲列', '乙列'],
          ['记忆店', '13900000001'],
        ]),
      )
    const made = await director.do((c) => createImport(c, 'shop', file()))
    assert.deepEqual(made.mapping, {})
    await director.do((c) =>
      configureImport(c, made.id, { mapping: { name: 0, phone: 1 }, defaults: { kind: '连锁' } }),
    )
    const next = await director.do((c) => createImport(c, 'shop', file()))
    assert.deepEqual([next.mapping, next.defaults], [{ name: 0, phone: 1 }, { kind: '连锁' }])
    assert.deepEqual((await rep.do((c) => createImport(c, 'shop', file()))).mapping, {})
    await assert.rejects(
      director.do((c) => configureImport(c, made.id, { mapping: { name: 7 } })),
      { code: 'import.mapping' },
    )
    await assert.rejects(
      director.do((c) => configureImport(c, made.id, { mapping: { version: 0 } })),
      { code: 'import.mapping' },
    )
    await director.do((c) => startImport(c, next.id))
    await runImports(w.tenant, { once: true })
    assert.equal((await director.list('shop', { where: { name: { eq: '记忆店' } } }))[0]!.kind, 'chain')
  })

  test('P1 an import has the rights of its starter and no more; nobody else sees it', async () => {
    const file = () =>
      tempFile(
        'r.csv',
        csv([
          ['名称', '负责人'],
          ['自己的', '李代表'],
          ['别人的', '王总'],
          ['未写的', ''],
        ]),
      )
    await assert.rejects(
      outsider.do((c) => createImport(c, 'shop', file())),
      { status: 403 },
    )
    const done = await importFile(w, rep, file())
    assert.deepEqual([done.created, done.failed], [2, 1])
    const mine = await rep.list('shop', { where: { name: { in: ['自己的', '别人的', '未写的'] } } })
    assert.deepEqual(
      mine.map((r) => (r.owner as { id: string }).id),
      [rep.id, rep.id],
    )
    assert.deepEqual(
      (await rep.do((c) => badRows(c, done.id))).map((b) => [b.n, b.reasons![0]!.code]),
      [[3, 'access.denied']],
    )
    await assert.rejects(
      director.do((c) => importStatus(c, done.id)),
      { status: 404 },
    )
    await assert.rejects(
      director.do((c) => badRows(c, done.id)),
      { status: 404 },
    )
    assert.deepEqual(await outsider.do((c) => listImports(c)), [])
    const admin = await w.hire('管理员', { roles: ['admin'], department })
    assert.equal((await admin.do((c) => importStatus(c, done.id))).id, done.id)
  })

  test('P1 a right taken away while the import waits ends it', async () => {
    const made = await rep.do((c) => createImport(c, 'shop', tempFile('x.csv', csv([['名称'], ['迟到的']]))))
    await rep.do((c) => startImport(c, made.id))
    const id = await w.role('rep')
    const grants = at(w.tenant, 'role_grant')
    const bump = sql`update ${at(w.tenant, 'access_epoch')} set n = n + 1`
    await w.tenant.db.query(sql`update ${grants} set verb = 'import-not' where role_id = ${id} and verb = 'import'`)
    await w.tenant.db.query(bump)
    await runImports(w.tenant, { once: true })
    const ended = await rep.do((c) => importStatus(c, made.id))
    assert.deepEqual([ended.state, ended.error?.code, ended.created], ['failed', 'access.denied', 0])
    await w.tenant.db.query(sql`update ${grants} set verb = 'import' where role_id = ${id} and verb = 'import-not'`)
    await w.tenant.db.query(bump)
    await rep.do((c) => resumeImport(c, made.id))
    await runImports(w.tenant, { once: true })
    assert.equal((await rep.do((c) => importStatus(c, made.id))).created, 1)
  })

  test('P13 undo takes back what nobody touched since, and names what stays', async () => {
    const done = await importFile(
      w,
      director,
      tempFile(
        'u.csv',
        csv([
          ['名称', '人数'],
          ['撤一', 1],
          ['撤二', 2],
          ['撤三', 3],
        ]),
      ),
    )
    const [two] = await director.list('shop', { where: { name: { eq: '撤二' } } })
    await director.update('shop', two!.id as string, { beds: 22 })
    await director.do((c) => undoImport(c, done.id))
    await runImports(w.tenant, { once: true })
    const undone = await director.do((c) => importStatus(c, done.id))
    assert.deepEqual([undone.state, undone.undone, undone.kept], ['undone', 2, 1])
    assert.deepEqual(await names(director, '撤'), ['撤二'])
    const bin = await director.list('shop', { q: '撤', deleted: true, sort: 'name' })
    assert.deepEqual(
      bin.map((r) => r.name),
      ['撤三', '撤一'],
    )
    assert.deepEqual(
      (await director.do((c) => badRows(c, done.id))).map((b) => [b.n, b.result]),
      [[3, 'kept']],
    )
    const verbs = await w.tenant.db.query<{ verb: string }>(
      sql`select verb from ${at(w.tenant, 'audit')} where record_id = ${bin[0]!.id} order by id`,
    )
    assert.deepEqual(
      verbs.map((v) => v.verb),
      ['create', 'undoImport'],
    )
  })

  test('P13 pause, resume and cancel move only where they may', async () => {
    const made = await director.do((c) => createImport(c, 'shop', tempFile('p.csv', csv([['名称'], ['停一']]))))
    await assert.rejects(
      director.do((c) => pauseImport(c, made.id)),
      { status: 409 },
    )
    await director.do((c) => startImport(c, made.id))
    await director.do((c) => pauseImport(c, made.id))
    await runImports(w.tenant, { once: true })
    assert.equal((await director.do((c) => importStatus(c, made.id))).done, 0)
    await director.do((c) => resumeImport(c, made.id))
    await director.do((c) => cancelImport(c, made.id))
    await assert.rejects(
      director.do((c) => resumeImport(c, made.id)),
      { status: 409 },
    )
    assert.deepEqual(await names(director, '停一'), [])
  })

  test('P13 the rows to correct carry their columns, number and reason, and go in again once corrected', async () => {
    const done = await importFile(
      w,
      director,
      tempFile(
        'e.csv',
        csv([
          ['名称', '许可证号', '外部列'],
          ['错一', 'bad', '=1+1'],
          ['对一', 'EF1001', 'x'],
        ]),
      ),
    )
    const out = await collect((stream) => director.do((c) => writeBadRows(c, done.id, 'csv', stream)))
    assert.equal(
      out.toString('utf8'),
      "\uFEFF名称,许可证号,外部列,行号,原因\r\n错一,bad,'=1+1,2,许可证号应为两个字母加数字\r\n",
    )
    const corrected = out.toString('utf8').replace('bad', 'EF1002')
    assert.equal((await importFile(w, director, tempFile('e2.csv', corrected))).created, 1)
  })
})
