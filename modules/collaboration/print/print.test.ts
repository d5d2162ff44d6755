import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import PizZip from 'pizzip'
import { extractText, getDocumentProxy } from 'unpdf'
import { Problem } from '#kernel/errors.ts'
import { storeUpload } from '#kernel/files/upload.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { formsOf, parseLayout, previewLayout, printRecord } from '#kernel/transfer/print/index.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'

let w: World
let admin: Person
let rep: Person
let other: Person
let account: string
let pack: string

before(async () => {
  w = await world({ now: '2026-06-15T02:00:00Z' })
  const east = await w.department('华东')
  admin = await w.hire('管理员', { roles: ['admin'] })
  rep = await w.hire('王代表', { roles: ['rep'], department: east })
  other = await w.hire('李代表', { roles: ['rep'], department: await w.department('华南') })
  const make = async (who: Person, object: string, values: Values) => (await who.create(object, values)).id as string
  account = await make(rep, 'account', {
    name: '浙江省第一人民医院',
    accountRoles: ['hospital'],
    regionCode: '330106',
    address: '上塘路158号',
  })
  // Nobody's account: reps do not see it, and still its name is on their papers.
  const maker = await make(admin, 'account', {
    name: '齐鲁制药有限公司',
    accountRoles: ['supplier'],
    regionCode: '370102',
  })
  const product = await make(admin, 'product', {
    genericName: '阿莫西林克拉维酸钾片',
    dosageForm: '片剂',
    strength: '0.375g',
    approvalNo: '国药准字H20050001',
    manufacturer: maker,
    mah: maker,
  })
  pack = await make(admin, 'productPackage', { product, packDescription: '12片/盒', baseUnit: '盒' })
  await w.asSystem((u) => u.tx.query(sql`update ${u.table('product')} set state = 'active'`))
})
after(() => w.close())

interface Pdf {
  text: string
  pages: string[]
  bytes: Buffer
}

async function read(bytes: Buffer): Promise<Pdf> {
  const doc = await getDocumentProxy(new Uint8Array(bytes))
  const { text } = await extractText(doc, { mergePages: false })
  // Chinese has no blanks between words; where a line broke is the drawing's matter.
  const pages = text.map((page) => page.replace(/\s+/g, ''))
  return { pages, text: pages.join(''), bytes }
}

const print = (who: Person, object: string, id: string, query: Parameters<typeof printRecord>[3] = {}) =>
  who.do(async (c) => read((await printRecord(c, object, id, query)).bytes))

async function quotation(lines: Values[], more: Values = {}): Promise<string> {
  const row = await rep.create('quotation', { account, validTo: '2026-12-31', lines, ...more })
  return row.id as string
}

const line = (qty: string, unitPrice: string) => ({ package: pack, qty, unitPrice })
test('P14 a quotation on paper has its values, those of what it refers to, and its amount in capitals', async () => {
  const id = await quotation([line('100', '12.5'), line('3', '0.0375')], { note: '含税 & <运费>' })
  const { text, bytes } = await print(rep, 'quotation', id)
  for (const words of [
    '报价单',
    '浙江省第一人民医院',
    '阿莫西林克拉维酸钾片',
    '0.375g',
    '12片/盒',
    '齐鲁制药有限公司',
    '2026年12月31日',
    '1,250.00',
    '0.0375',
    // 1250.00 + 0.11
    '¥1,250.11',
    '壹仟贰佰伍拾元零壹角壹分',
    '含税&<运费>',
    '第1页共1页',
    '测试公司',
    '王代表',
  ])
    assert.ok(text.includes(words.replace(/\s/g, '')), `${words} is not in: ${text}`)
  assert.ok(bytes.length < 200_000, `${bytes.length} bytes: the font goes in as far as it is used`)
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-')
})

test('P14 two hundred lines run over pages, each with the heading of the table and its number', async () => {
  const id = await quotation(Array.from({ length: 200 }, (_, i) => line('1', `${i + 1}.00`)))
  const { pages } = await print(rep, 'quotation', id)
  assert.ok(pages.length > 5, `${pages.length} pages`)
  for (const [i, page] of pages.entries()) assert.ok(page.includes(`第${i + 1}页共${pages.length}页`))
  for (const page of pages.slice(0, -1)) assert.ok(page.includes('通用名称'))
  // 1 + 2 + … + 200 = 20,100
  assert.ok(pages.join('').includes('贰万零壹佰元整'))
  for (const n of [1, 100, 200]) assert.ok(pages.join('').includes(`${n}.00`))
})

test('P14 #2 who may not see a record cannot print it, and what is hidden from him is not on the paper', async () => {
  const id = await quotation([line('7', '99.99')], { note: '绝密底价说明' })
  await assert.rejects(print(other, 'quotation', id), refusal('record.notFound', 404))
  await assert.rejects(print(rep, 'quotation', 'not-an-id'), refusal('record.notFound', 404))
  for (const [field, right] of [
    ['note', 'hidden'],
    ['lines', 'hidden'],
    ['amount', 'masked'],
  ] as const)
    await w.fieldRight('rep', 'quotation', field, right)
  const { text } = await print(rep, 'quotation', id)
  for (const secret of ['绝密底价说明', '99.99', '699.93', '陆佰玖拾玖元']) assert.ok(!text.includes(secret), secret)
  assert.ok(text.includes('浙江省第一人民医院'))
  const seen = await print(admin, 'quotation', id)
  for (const open of ['绝密底价说明', '699.93', '陆佰玖拾玖元玖角叁分']) assert.ok(seen.text.includes(open), open)
  await w.asSystem(async (unit) => {
    await unit.tx.query(sql`delete from ${unit.table('role_field_right')} where object = 'quotation'`)
    await unit.tx.query(sql`update ${unit.table('access_epoch')} set n = n + 1`)
  })
})

test('P14 each printing is in the audit with form and format', async () => {
  const id = await quotation([line('1', '1')])
  await print(rep, 'quotation', id)
  await rep.do((c) => printRecord(c, 'quotation', id, { format: 'docx' }))
  const log = await w.tenant.db.query<{ actor: string; changes: { format: string; template: string } }>(
    sql`select actor_id as actor, changes from ${at(w.tenant, 'audit')} where record_id = ${id} and verb = 'print' order by id`,
  )
  assert.deepEqual(
    log.map((l) => [l.actor, l.changes.template, l.changes.format]),
    [
      [rep.id, '报价单', 'pdf'],
      [rep.id, '报价单', 'docx'],
    ],
  )
})

test('P14 values are never template, markup or formula, in PDF and in Word', async () => {
  const attack = '{{account.phone}} {{#lines}}x{{/lines}} <w:t>注入</w:t> #{1+1} {page} =cmd|calc'
  const id = await quotation([line('1', '1')], { note: attack })
  const { text } = await print(rep, 'quotation', id)
  assert.ok(text.includes(attack.replace(/\s/g, '')))
  const word = await rep.do((c) => printRecord(c, 'quotation', id, { format: 'docx' }))
  const xml = new PizZip(word.bytes).file('word/document.xml')!.asText()
  assert.ok(xml.includes('&lt;w:t&gt;注入&lt;/w:t&gt;'))
  assert.ok(xml.includes('{{account.phone}}'))
  assert.ok(xml.includes('阿莫西林克拉维酸钾片'))
})

const LAYOUT = `@page A5 landscape
@header {{company}} | {{title}} | {{number}}
# 我的报价
致：{{account.name}}
? 备注：{{note}}
[table lines]
品种 | 40% = {{package.product.genericName}}（{{package.product.strength}}）
数量 | right | sum = {{qty}}
[/table]
[totals]
共 {{x}} = {{lines|count}} 行，{{lines.amount|sum|upper}}
[/totals]`

test('P14 an administrator writes a form of his own, which takes the place of the shipped one', async () => {
  const id = await quotation([line('2', '3'), line('5', '4')])
  await assert.rejects(rep.create('printTemplate', { object: 'quotation', name: '我的' }), { status: 403 })
  const bad = admin.create('printTemplate', { object: 'quotation', name: '坏', layout: '[table lines]\n数量 = {{qty' })
  await assert.rejects(bad, (e) => e instanceof Problem && e.fields[0]?.field === 'layout')
  await assert.rejects(
    admin.create('printTemplate', { object: 'quotation', name: '坏', layout: '{{process.exit()}}' }),
    {
      status: 422,
    },
  )
  const own = await admin.create('printTemplate', {
    object: 'quotation',
    code: 'quotation',
    name: '我的报价',
    layout: LAYOUT,
  })
  const { text } = await print(rep, 'quotation', id, { template: 'quotation' })
  assert.match(text, /我的报价致：浙江省第一人民医院品种数量/)
  assert.match(text, /阿莫西林克拉维酸钾片（0\.375g）2阿莫西林克拉维酸钾片（0\.375g）5合计7/)
  assert.match(text, /2行，贰拾陆元整/)
  assert.ok(!text.includes('备注'), 'an optional line without a value is left out')
  const preview = await admin.do((c) => previewLayout(c, 'quotation', LAYOUT, 'zh'))
  assert.match((await read(preview)).text, /我的报价/)
  assert.deepEqual(
    (await rep.do((c) => formsOf(c, 'quotation'))).map((f) => f.label.zh),
    ['我的报价'],
  )
  await admin.update('printTemplate', own.id as string, { enabled: false })
  assert.deepEqual(await rep.do((c) => formsOf(c, 'quotation')), [])
  await assert.rejects(print(rep, 'quotation', id), refusal('record.notFound', 404))
  await admin.remove('printTemplate', own.id as string)
  assert.equal((await rep.do((c) => formsOf(c, 'quotation')))[0]!.label.zh, '报价单')
  await assert.rejects(print(rep, 'quotation', id, { template: '没有' }), refusal('record.notFound', 404))
  await assert.rejects(print(rep, 'quotation', id, { format: 'exe' }), { status: 400 })
})

test('P14 a word longer than its cell is parted, not lost beyond the paper; an open block is told by its line', async () => {
  const long = Array.from({ length: 20 }, (_, i) => `LOT${String(i).padStart(2, '0')}`).join('')
  const layout = `[grid 2]\n名称 = 甲方\n编号 = ${long}\n[/grid]\n[table lines]\n批号 | 10% = ${long}\n品规 = {{package}}\n[/table]`
  const drawn = await admin.do((c) => previewLayout(c, 'quotation', layout, 'zh'))
  const page = await (await getDocumentProxy(new Uint8Array(drawn))).getPage(1)
  const [, , width = 0] = page.view
  type Run = { str: string; width: number; transform: number[] }
  const runs = (await page.getTextContent()).items.filter((i) => 'str' in i) as Run[]
  const ends = runs.filter((r) => r.str.trim()).map((r) => r.transform[4]! + r.width)
  assert.ok(Math.max(...ends) < width - 30, `text ends ${Math.max(...ends)} on a page ${width} wide`)
  const inTable = runs.filter((r) => r.transform[4]! < 60 && r.str.includes('LOT'))
  assert.ok(inTable.length > 5, 'the narrow column has it on many lines')
  await assert.rejects(
    admin.do((c) => previewLayout(c, 'quotation', '# 标题\n\n[table lines]\n品规 = {{package}}', 'zh')),
    /第 3 行：区块 \[table\] 没有结束|line 3/,
  )
})

/** A Word file as small as Word takes it. */
function wordFile(body: string): Buffer {
  const zip = new PizZip()
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
  zip.file(
    '[Content_Types].xml',
    `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`,
  )
  zip.file(
    '_rels/.rels',
    `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
  )
  const paragraphs = body.split('\n').map((t) => `<w:p><w:r><w:t xml:space="preserve">${t}</w:t></w:r></w:p>`)
  zip.file(
    'word/document.xml',
    `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs.join('')}</w:body></w:document>`,
  )
  return zip.generate({ type: 'nodebuffer' })
}

test('P14 a Word template: placeholders and loops are filled, nothing in it is run', async () => {
  const id = await quotation([line('2', '3'), line('5', '4')], { note: '<b>{{number}}</b>' })
  const words = `致 {{account.name}}，{{amount|upper}}
{{#lines}}
{{package.product.genericName}} × {{qty}}
{{/lines}}
备注 {{note}} {{constructor.constructor}} {{__proto__}}`
  const file = await admin.do((c) => storeUpload(c, Readable.from([wordFile(words)]), { name: '模板.docx' }))
  const own = await admin.create('printTemplate', {
    object: 'quotation',
    name: 'Word 版',
    kind: 'word',
    file: [file.id],
  })
  const printed = await rep.do((c) => printRecord(c, 'quotation', id, { template: own.id as string, format: 'docx' }))
  assert.match(printed.fileName, /^Word 版-BJ202606-\d{4}\.docx$/)
  const text = new PizZip(printed.bytes)
    .file('word/document.xml')!
    .asText()
    .replace(/<[^>]+>/g, '')
  assert.match(text, /致 浙江省第一人民医院，贰拾陆元整/)
  assert.match(text, /阿莫西林克拉维酸钾片 × 2阿莫西林克拉维酸钾片 × 5/)
  assert.match(text, /备注 &lt;b&gt;\{\{number\}\}&lt;\/b&gt;\s*$/)
  await assert.rejects(print(rep, 'quotation', id, { template: own.id as string }), refusal('print.wordOnly', 422))
  await admin.remove('printTemplate', own.id as string)
})

test('P14 the delivery note has every value that the law wants to travel with the goods', async () => {
  const order = await rep.create('salesOrder', {
    soldTo: account,
    lines: [{ package: pack, qty: '10', unitPrice: '20' }],
  })
  const batch = await admin.create('batch', {
    package: pack,
    batchNo: 'B20260101',
    mfgDate: '2026-01-01',
    expiryLabel: '有效期至2027年12月',
    lastUsableDate: '2027-12-31',
  })
  const [orderLine] = await w.tenant.db.query<{ id: string }>(
    sql`select id from ${at(w.tenant, 'sales_order_lines')} where parent_id = ${order.id}`,
  )
  const note = await w.asSystem(async (unit) => {
    const { create } = await import('#kernel/records/create.ts')
    const lines = [
      { orderLine: orderLine!.id, package: pack, batch: batch.id, qty: '10', unitPrice: '20', amount: '200' },
    ]
    return create(unit, 'shipment', {
      order: order.id,
      shipTo: account,
      address: '上塘路158号 药库',
      carrier: '国药物流',
      lines,
    })
  })
  await w.tenant.db.query(sql`update ${at(w.tenant, 'shipment')} set shipped_at = '2026-06-15T02:00:00Z'`)
  const { text } = await print(admin, 'shipment', note.id as string)
  for (const words of [
    '随货同行单',
    '阿莫西林克拉维酸钾片',
    '片剂',
    '0.375g',
    'B20260101',
    '有效期至2027年12月',
    '2026-01-01',
    '上市许可持有人',
    '齐鲁制药有限公司',
    '国药准字H20050001',
    '测试公司',
    '浙江省第一人民医院',
    '上塘路158号药库',
    '国药物流',
    '2026年6月15日',
    '贰佰元整',
  ])
    assert.ok(text.includes(words), `${words} is not in: ${text}`)
})

test('P14 a statement adds up what an account owes, in a period if one is given', async () => {
  await w.asSystem(async (unit) => {
    const { create } = await import('#kernel/records/create.ts')
    for (const [kind, amount, bookedOn] of [
      ['shipment', '1000.50', '2026-05-10'],
      ['allocation', '-300', '2026-06-01'],
      ['shipment', '20.25', '2026-06-10'],
    ])
      await create(unit, 'receivableEntry', { account, kind, amount, bookedOn })
  })
  const whole = await print(rep, 'account', account, { template: 'statement' })
  for (const words of ['1,000.50', '-300.00', '20.25', '¥720.75', '柒佰贰拾元零柒角伍分'])
    assert.ok(whole.text.includes(words), `${words} is not in: ${whole.text}`)
  const june = await print(rep, 'account', account, { template: 'statement', from: '2026-06-01', to: '2026-06-30' })
  // Owed before June 1000.50, in June −279.75, after it 720.75.
  for (const words of ['期初应收¥1,000.50', '本期发生¥-279.75', '期末应收（小写）¥720.75', '柒佰贰拾元零柒角伍分'])
    assert.ok(june.text.includes(words), `${words} is not in: ${june.text}`)
  assert.ok(!june.text.includes('2026-05-10'), 'what was before is not listed')
  const none = await print(rep, 'account', account, { template: 'statement', from: '2026-05-01' })
  assert.ok(none.text.includes('期初应收¥0.00'), none.text)
  await assert.rejects(print(rep, 'account', account, { from: "'; drop" }), { status: 400 })
})

test('P14 every shipped form can be read, and asks for fields that there are', () => {
  const { registry } = w.tenant
  for (const form of registry.modules.flatMap((m) => m.prints ?? [])) {
    const object = registry.object(form.object)
    const wanted = [...form.layout.matchAll(/\{\{\/?([A-Za-z][\w.]*)/g)].map((m) => m[1]!.split('.')[0]!)
    const lines = Object.values(object.spec.lines ?? {}).flatMap((l) => Object.keys(l.fields))
    const system = 'number state owner dept createdAt company today reader from to'.split(' ')
    const known = new Set([...Object.keys(object.fields), ...Object.keys(object.spec.lines ?? {}), ...lines, ...system])
    const pointing = form.layout.match(/\[table (\w+)\.\w+/)?.[1]
    if (pointing) for (const name of [pointing, ...Object.keys(registry.object(pointing).fields)]) known.add(name)
    assert.deepEqual(
      wanted.filter((name) => !known.has(name)),
      [],
      form.name,
    )
    assert.ok(parseLayout(form.layout).blocks.length > 3)
  }
})
