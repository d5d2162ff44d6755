import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { collect, csv, FORMATS, importFile, shopWorld, tempFile } from '#testing/transferWorld.ts'
import type { Person, World } from '#testing/world.ts'
import { formatShows, numberText, serialToText } from './excelNumber.ts'
import { exportRows } from './export.ts'
import { transferHooks } from './hooks.ts'
import { createImport } from './jobs.ts'
import { readRows, scan } from './source.ts'
import { writeTemplate } from './template.ts'

/** A zip file of these entries; `claim` lies about the unpacked size. */
function zip(entries: { name: string; data: Buffer; claim?: number }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, claim } of entries) {
    const packed = deflateRawSync(data)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc32(data), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(claim ?? data.length, 22)
    head.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8, 10)
    head.copy(central, 16, 14, 28)
    central.writeUInt32LE(offset, 42)
    parts.push(head, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, list, end])
}

const WORKBOOK = '<workbook xmlns:r="r"><sheets><sheet name="甲" r:id="a"/></sheets></workbook>'
const RELATIONS = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'
const book = (sheet: Buffer | string, more: { name: string; data: Buffer; claim?: number }[] = [], claim?: number) =>
  zip([
    { name: 'xl/workbook.xml', data: Buffer.from(WORKBOOK) },
    { name: 'xl/_rels/workbook.xml.rels', data: Buffer.from(RELATIONS) },
    { name: 'xl/worksheets/sheet1.xml', data: Buffer.from(sheet), claim },
    ...more,
  ])

const rowsOf = async (path: string) => {
  const { source } = await scan(path)
  const rows = []
  for await (const row of readRows(path, source)) rows.push(row)
  return rows
}

test('C14 numbers of a workbook are what the person sees, exactly', () => {
  assert.deepEqual(
    [
      '13800138000',
      '1.38001380E10',
      '0.30000000000000004',
      '-1.5E-3',
      '1E+2',
      '12.50',
      '123456789012345678',
      '4.35',
    ].map(numberText),
    ['13800138000', '13800138000', '0.3', '-0.0015', '100', '12.50', '123456789012345678', '4.35'],
  )
  // Serials and days from ECMA-376 Part 1, 18.17.4.
  assert.deepEqual(
    [
      serialToText(45000, 'date', false),
      serialToText(1, 'date', false),
      serialToText(61, 'date', false),
      serialToText(0, 'date', true),
      serialToText(43830.5, 'date', false),
    ],
    ['2023-03-15', '1900-01-01', '1900-03-01', '1904-01-01', '2019-12-31 12:00:00'],
  )
  assert.deepEqual(
    [
      formatShows(14, undefined),
      formatShows(2, undefined),
      formatShows(176, 'yyyy"年"m"月"d"日"'),
      formatShows(177, '#,##0.00"元"'),
      formatShows(178, 'h:mm'),
      formatShows(179, '[Red]0.00;[Blue]-0'),
    ],
    ['date', 'number', 'date', 'number', 'time', 'number'],
  )
})

test('P13 xlsx: dates, formulas, rich and inline text, gaps, phonetics, prefixed names, escapes', async () => {
  const strings =
    '<x:sst xmlns:x="m"><x:si><x:t>名称</x:t></x:si><x:si><x:r><x:t>同仁</x:t></x:r><x:r><x:t xml:space="preserve"> 堂</x:t></x:r><x:rPh><x:t>トウ</x:t></x:rPh></x:si></x:sst>'
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy-mm-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
  const sheet = `<x:worksheet xmlns:x="m"><x:sheetData>
    <x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="C1" t="inlineStr"><x:is><x:t>日&#10;期</x:t></x:is></x:c><x:c t="str"><x:f>A1</x:f><x:v>_x0041_d</x:v></x:c></x:row>
    <x:row r="3"><x:c r="A3" t="s"><x:v>1</x:v></x:c><x:c r="C3" s="1"><x:v>45000</x:v></x:c><x:c r="D3"><x:f>1+1</x:f><x:v>2.0000000000000004</x:v></x:c><x:c r="E3" t="b"><x:v>1</x:v></x:c></x:row>
  </x:sheetData></x:worksheet>`
  const file = tempFile(
    'small.xlsx',
    book(sheet, [
      { name: 'xl/sharedStrings.xml', data: Buffer.from(strings) },
      { name: 'xl/styles.xml', data: Buffer.from(styles) },
    ]),
  )
  assert.deepEqual(await rowsOf(file.path), [
    { n: 1, cells: ['名称', '', '日\n期', 'Ad'] },
    { n: 3, cells: ['同仁 堂', '', '2023-03-15', '2', 'true'] },
  ])
})

test('P13 what Excel writes (by another writer) is read; a title row above the header is passed over', async () => {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('客户')
  sheet.addRow(['2026 年门店清单'])
  sheet.addRow(['名称', '开业日期', '租金', '电话'])
  sheet.addRow(['甲', new Date('2026-03-05T00:00:00Z'), 1200.35, 13800138000])
  sheet.getCell('B3').numFmt = 'yyyy/m/d'
  sheet.addRow([])
  sheet.addRow(['乙', '2026年3月6日', { formula: 'C3*2', result: 2400.7 }, '0571-1'])
  const file = tempFile('excel.xlsx', Buffer.from(await workbook.xlsx.writeBuffer()))
  const found = await scan(file.path)
  assert.deepEqual([found.columns, found.source.header, found.total], [['名称', '开业日期', '租金', '电话'], 2, 2])
  assert.deepEqual(found.sample, [
    ['甲', '2026-03-05', '1200.35', '13800138000'],
    ['乙', '2026年3月6日', '2400.7', '0571-1'],
  ])
})

describe('bar #14 files made to do harm are refused with 4xx, in little memory', () => {
  const refused = async (path: string, code: string) => {
    const before = process.memoryUsage().rss
    await assert.rejects(rowsOf(path), (error: { status: number; code: string }) => {
      assert.equal(error.code, code)
      return error.status >= 400 && error.status < 500
    })
    const grown = (process.memoryUsage().rss - before) / 2 ** 20
    assert.ok(grown < 100, `memory grew by ${grown} MB`)
  }
  const zeros = Buffer.alloc(64 * 2 ** 20, ' ')

  test('#14 a zip that unpacks to too much, honestly or not', async () => {
    await refused(tempFile('bomb.xlsx', book(zeros)).path, 'import.tooLarge')
    await refused(
      tempFile('liar.xlsx', book(`<worksheet>${zeros.toString('latin1', 0, 9e6)}`, [], 1000)).path,
      'import.tooLarge',
    )
  })
  test('#14 entities that expand', async () => {
    const lol = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(1000)}"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`
    await refused(tempFile('lol.xlsx', book(lol)).path, 'import.damaged')
  })
  test('#14 too wide, too long a cell, a quote that never ends, not a table at all', async () => {
    await refused(
      tempFile('wide.csv', csv([Array.from({ length: 201 }, (_, i) => `c${i}`), ['1']])).path,
      'import.tooLarge',
    )
    await refused(
      tempFile('wide.xlsx', book('<worksheet><sheetData><row><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>'))
        .path,
      'import.tooLarge',
    )
    await refused(tempFile('cell.csv', `name\n${'长'.repeat(10_001)}\n`).path, 'import.tooLarge')
    await refused(tempFile('quote.csv', `name\n"${'行\n'.repeat(2_000_000)}`).path, 'import.quotes')
    await refused(tempFile('junk.xlsx', Buffer.from('PK\x03\x04 not a zip')).path, 'import.damaged')
    await refused(tempFile('image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0])).path, 'import.damaged')
    await refused(tempFile('old.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2])).path, 'import.oldFormat')
    await refused(tempFile('none.csv', '').path, 'import.empty')
  })
})

describe('P13 round trip', { concurrency: false }, () => {
  let w: World
  let director: Person
  let rep: Person
  let outsider: Person

  before(async () => {
    ;({ w, director, rep, outsider } = await shopWorld())
    transferHooks.region = ({ province, city }) => (province === '浙江省' && city === '杭州市' ? '330100' : null)
    transferHooks.regionPath = () => [
      { zh: '浙江省', en: 'Zhejiang' },
      { zh: '杭州市', en: 'Hangzhou' },
    ]
  })
  after(async () => {
    delete transferHooks.region
    delete transferHooks.regionPath
    await w.close()
  })

  const exported = (person: Person, query: Parameters<typeof exportRows>[2]) =>
    person.do(async (c) => {
      const made = await exportRows(c, 'shop', query)
      return collect((out) => made.writeTo(out))
    })

  const FIELDS = [
    'name',
    'code',
    'kind',
    'services',
    'beds',
    'rent',
    'openedOn',
    'insured',
    'place',
    'address',
    'phone',
    'parent',
    'tags',
    'owner',
  ]

  test('bar #15 texts that a spreadsheet would run leave inert and come back as they were', async () => {
    const texts = [
      '=1+1',
      '+86 138',
      '-cmd',
      '@sum',
      '\t=x'.trim(),
      "'=already",
      '=HYPERLINK("http://x","a")',
      '＝全角',
      '-12.5',
      '正常, "引号"',
    ]
    for (const [i, address] of texts.entries()) await director.create('shop', { name: `式${i}`, address })
    for (const format of FORMATS) {
      const bytes = await exported(director, { format, q: '式', sort: 'name', fields: ['name', 'address'] })
      const file = tempFile(`inert.${format}`, bytes)
      const raw = format === 'csv' ? bytes.toString('utf8') : ''
      if (raw) assert.equal(/(^|[,\n"])[=+@＝]/.test(raw), false)
      else {
        const read = new ExcelJS.Workbook()
        await read.xlsx.load(bytes as unknown as ArrayBuffer)
        read.worksheets[0]!.eachRow((row) =>
          row.eachCell((cell) => assert.equal(/^[=+@＝]/.test(String(cell.value)), false)),
        )
      }
      const made = await director.do((c) => createImport(c, 'shop', file))
      assert.deepEqual(
        made.sample.map((r) => r[1]),
        texts,
      )
    }
  })

  test('P13 what is exported goes in again and is the same, in csv and xlsx', async () => {
    const parent = await director.create('shop', { name: '总店' })
    const values = {
      name: '往返店',
      code: 'RT1001',
      kind: 'single',
      services: ['night', 'home'],
      beds: 12,
      rent: '123456789012.35',
      openedOn: '2024-02-29',
      insured: false,
      place: '330100',
      address: '第一行, "二"',
      phone: '0571-8888',
      parent: parent.id,
      tags: ['甲', '乙'],
      owner: rep.id,
    }
    const before = await director.create('shop', values)
    for (const format of FORMATS) {
      const bytes = await exported(director, { format, where: { code: { eq: 'RT1001' } }, fields: FIELDS })
      const [old] = await director.list('shop', { where: { code: { eq: 'RT1001' } } })
      await director.remove('shop', old!.id as string)
      const done = await importFile(w, director, tempFile(`round.${format}`, bytes))
      assert.deepEqual([done.created, done.failed, done.skipped], [1, 0, 0])
      const [row] = await director.list('shop', { where: { code: { eq: 'RT1001' } } })
      assert.deepEqual(
        FIELDS.map((f) => row![f]),
        FIELDS.map((f) => old![f]),
      )
      assert.notEqual(row!.id, before.id)
    }
  })

  test('P13 a table exported with its numbers renews the same records', async () => {
    await director.create('shop', { name: '编号店', beds: 1 })
    const bytes = await exported(director, {
      format: 'csv',
      where: { name: { eq: '编号店' } },
      fields: ['number', 'name', 'beds'],
    })
    const file = tempFile('n.csv', bytes.toString('utf8').replace(/,1\r/, ',9\r').replace('编号店', '编号新店'))
    const done = await importFile(w, director, file, { mode: 'update' })
    assert.deepEqual([done.created, done.updated], [0, 1])
    assert.deepEqual(
      (await director.list('shop', { q: '编号' })).map((r) => [r.name, r.beds]),
      [['编号新店', 9]],
    )
  })

  test('P1 an export holds what its reader may export, is capped, and is in the audit before it leaves', async () => {
    await assert.rejects(exported(outsider, { format: 'csv' }), { status: 403 })
    await rep.create('shop', { name: '李的店' })
    const text = (await exported(rep, { format: 'csv', fields: ['name', 'owner'] })).toString('utf8')
    assert.deepEqual(text.trim().split('\r\n').slice(1).sort(), ['往返店,李代表', '李的店,李代表'])
    await assert.rejects(exported(director, { format: 'csv', cap: 3 }), { code: 'export.tooMany' })
    await assert.rejects(exported(director, { format: 'csv', fields: ['searchText'] }), { status: 400 })
    const log = await w.tenant.db.pool.query(
      `select actor_id, changes from "${w.tenant.schema}".audit where verb = 'export' order by id desc limit 1`,
    )
    assert.equal(log.rows[0].actor_id, rep.id)
    assert.deepEqual([log.rows[0].changes.fields, log.rows[0].changes.count], [['name', 'owner'], 2])
  })

  test('P13 the template names the fields, stars what is required, and goes in filled', async () => {
    for (const format of FORMATS) {
      const bytes = await collect((out) => director.do((c) => writeTemplate(c, 'shop', format, out)))
      const file = tempFile(`template.${format}`, bytes)
      const made = await director.do((c) => createImport(c, 'shop', file))
      assert.equal(made.columns[made.mapping.name!], '名称*')
      assert.equal(made.columns[made.mapping.kind!], '类别')
      assert.equal(made.total, 0)
    }
    await assert.rejects(
      outsider.do((c) => writeTemplate(c, 'shop', 'csv', process.stdout)),
      { status: 403 },
    )
  })
})
