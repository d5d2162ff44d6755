import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import ExcelJS from 'exceljs'
import { orSubmit } from '#kernel/approvals/start.ts'
import { Problem } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { Office, people } from '#testing/approvalWorld.ts'
import { makeDocx, makePdf, makePng, zipOf } from '#testing/fileSamples.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { cleanLooseFiles } from './cleaning.ts'
import { cleanFileName, contentDisposition } from './fileName.ts'
import { imageSize } from './imageSize.ts'
import { describeFile, type OpenFile, openFile, openPreview } from './open.ts'
import { fileStore } from './store.ts'
import { storeUpload, type Uploaded } from './upload.ts'

let w: World
let ann: Person
let ben: Person
before(async () => {
  w = await world()
  const a = await w.department('一部')
  const b = await w.department('二部')
  ann = await w.hire('安', { roles: ['rep'], department: a })
  ben = await w.hire('本', { roles: ['rep'], department: b })
})
after(() => w.close())

const upload = (who: Person, name: string, content: string | Buffer, max?: number): Promise<Uploaded> =>
  who.do((caller) => storeUpload(caller, Readable.from([Buffer.from(content)]), { name, max }))

async function content(file: OpenFile): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of file.stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const bodyOf = async (id: string) =>
  (
    await w.tenant.db.query<{ body_text: string }>(sql`select body_text from ${at(w.tenant, 'file')} where id = ${id}`)
  )[0]!.body_text

test('C14 a file comes back byte for byte, to its uploader and, before it hangs on anything, to nobody else', async () => {
  const bytes = makePng(20, 10)
  const file = await upload(ann, '门头照片.png', bytes)
  assert.deepEqual(
    [file.name, file.size, file.mime, file.preview],
    ['门头照片.png', bytes.length, 'image/png', 'image'],
  )
  const opened = await ann.do((c) => openFile(c, file.id))
  assert.deepEqual(await content(opened), bytes)
  await assert.rejects(
    ben.do((c) => openFile(c, file.id)),
    refusal('record.notFound', 404),
  )
  await assert.rejects(
    ann.do((c) => openFile(c, newId())),
    refusal('record.notFound', 404),
  )
  await assert.rejects(
    ann.do((c) => openFile(c, '../../etc/passwd')),
    refusal('record.notFound', 404),
  )
})

test('C14 the same content is kept once, under its hash', async () => {
  const bytes = Buffer.from('同一份合同\n'.repeat(20))
  await upload(ann, 'a.txt', bytes)
  await upload(ben, 'b.txt', bytes)
  const sha = createHash('sha256').update(bytes).digest('hex')
  const place = join(w.tenant.folder, 'files', sha.slice(0, 2), sha.slice(2, 4), sha)
  assert.deepEqual(readFileSync(place), bytes)
  assert.deepEqual(globSync('receiving/*', { cwd: join(w.tenant.folder, 'files') }), [], 'nothing is left lying about')
})

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const HTML = '<!doctype html><script>alert(1)</script>'

test('#13 web pages, SVG and polyglots are never shown by the server as what a browser would run', async () => {
  const polyglots: [string, string | Buffer][] = [
    ['a.svg', SVG],
    ['a.html', HTML],
    ['a.htm', HTML],
    ['a.xhtml', `<?xml version="1.0"?>${HTML}`],
    ['a.xml', `<?xml version="1.0"?>${SVG}`],
    ['a.js', 'alert(1)'],
    ['a', HTML],
    ['a.txt', HTML],
    ['a.csv', HTML],
    ['a.xls', HTML],
    ['a.png', Buffer.concat([makePng(4, 4), Buffer.from(HTML)])],
    ['a.gif', Buffer.concat([Buffer.from('GIF89a/*\x04\0\x04\0\0\0\0*/=1;', 'latin1'), Buffer.from(HTML)])],
    ['a.pdf', Buffer.concat([makePdf('hello'), Buffer.from(HTML)])],
  ]
  for (const [name, bytes] of polyglots) {
    const made = await upload(ann, name, bytes).catch((error) => {
      assert.ok(error instanceof Problem && error.status === 422, `${name}: ${error}`)
    })
    if (!made) continue
    const { headers, stream } = await ann.do((c) => openFile(c, made.id))
    stream.destroy()
    assert.equal(headers['x-content-type-options'], 'nosniff', name)
    assert.match(headers['content-disposition']!, /^attachment;/, name)
    assert.match(headers['content-security-policy']!, /default-src 'none'; sandbox/, name)
    assert.doesNotMatch(headers['content-type']!, /html|svg|xml|javascript/, name)
    const preview = await ann.do((c) => openPreview(c, made.id)).catch(() => undefined)
    if (!preview) continue
    preview.stream.destroy()
    assert.match(
      preview.headers['content-type']!,
      /^(image\/(png|gif)|application\/pdf|text\/plain; charset=utf-8)$/,
      name,
    )
    assert.equal(preview.headers['x-content-type-options'], 'nosniff')
    assert.match(preview.headers['content-security-policy']!, /default-src 'none'/)
  }
})

test('#13 what a name promises and the content is not is refused; programs are refused', async () => {
  for (const [name, bytes] of [
    ['a.png', HTML],
    ['a.pdf', SVG],
    ['a.docx', '%PDF-1.4'],
    ['a.jpg', makePng(3, 3)],
    ['a.zip', 'no zip'],
  ] as const)
    await assert.rejects(upload(ann, name, bytes), refusal('file.mismatch'), name)
  for (const [name, bytes] of [
    ['a.exe', 'MZ\x90\0'],
    ['报价单.pdf', 'MZ\x90\0'],
    ['a.bat', 'del *'],
    ['a.sh', '#!/bin/sh'],
    ['发票.pdf.js', 'x'],
    ['a.hta', HTML],
  ] as const)
    await assert.rejects(upload(ann, name, bytes), refusal('file.program'), name)
  await assert.rejects(upload(ann, 'a.txt', ''), refusal('file.empty'))
})

test('#13 a preview is judged by the bytes on disk, not by what was noted', async () => {
  const file = await upload(ann, '笔记.txt', '你好')
  await w.tenant.db.query(
    sql`update ${at(w.tenant, 'file')} set preview = 'image', mime = 'image/png' where id = ${file.id}`,
  )
  await assert.rejects(
    ann.do((c) => openPreview(c, file.id)),
    refusal('record.notFound', 404),
  )
})

test('#14 a stream beyond the limit is refused while it comes, and leaves nothing', async () => {
  let sent = 0
  async function* endless() {
    const block = Buffer.alloc(64 * 1024, 65)
    while (sent < 2 * 1024 ** 3) {
      sent += block.length
      yield block
    }
  }
  const before = process.memoryUsage.rss()
  let highest = before
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, 5)
  await assert.rejects(
    ann.do((c) => storeUpload(c, endless(), { name: 'a.bin' })),
    refusal('file.tooLarge', 413),
  )
  clearInterval(watch)
  assert.ok(sent < 60 * 1024 * 1024, `stopped after ${sent} bytes`)
  assert.ok(highest - before < 100 * 1024 * 1024, `RSS +${highest - before}`)
  assert.deepEqual(globSync('receiving/*', { cwd: join(w.tenant.folder, 'files') }), [])
})

test('#14 archives that would burst, lead outside or are damaged are refused', async () => {
  const zeros = Buffer.alloc(120 * 1024 * 1024)
  const bomb = zipOf({ 'word/document.xml': zeros })
  assert.ok(bomb.length < 200_000)
  const before = process.memoryUsage.rss()
  for (const name of ['a.docx', 'a.xlsx', 'a.zip', 'a.ofd'])
    await assert.rejects(upload(ann, name, bomb), refusal('file.badArchive'), name)
  const grown = process.memoryUsage.rss() - before
  assert.ok(grown < 100 * 1024 * 1024, `RSS +${grown}`)
  await assert.rejects(upload(ann, 'a.zip', zipOf({ '../../x.txt': 'x' })), refusal('file.badArchive'), 'path')
  await assert.rejects(upload(ann, 'a.zip', zipOf({ a: 'x' }).subarray(0, 40)), refusal('file.badArchive'), 'cut')
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, '']))
  await assert.rejects(upload(ann, 'a.zip', zipOf(many)), refusal('file.badArchive'), 'many')
  // An entry that is larger than the directory says.
  const liar = zipOf({ 'word/document.xml': `<w:t>${'x'.repeat(5000)}</w:t>` }, { 'word/document.xml': 10 })
  await assert.rejects(upload(ann, 'a.docx', liar), refusal('file.badArchive'), 'liar')
})

test('#14 a picture of a hundred million points is refused', async () => {
  await assert.rejects(upload(ann, 'a.png', makePng(20_000, 20_000)), refusal('file.tooManyPixels'))
  assert.deepEqual(imageSize(makePng(640, 480)), { width: 640, height: 480 })
})

test('#14 names lose paths, invisible and turning characters, and keep their extension', () => {
  const cases: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\a.txt', 'a.txt'],
    ['/abs/报价 单.pdf', '报价 单.pdf'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['报价\u202Efdp.txt', '报价fdp.txt'],
    ['...', '文件'],
    ['', '文件'],
    ['a<b>:"c|?*.txt', 'a_b___c___.txt'],
  ]
  for (const [given, want] of cases) assert.equal(cleanFileName(given), want)
  const long = cleanFileName(`${'长'.repeat(300)}.xlsx`)
  assert.equal([...long].length, 150)
  assert.ok(long.endsWith('.xlsx'))
})

test('C14 a download bears its Chinese name (RFC 5987) and no line break can enter a header', () => {
  assert.equal(
    contentDisposition('attachment', '合同(1)"x".pdf'),
    `attachment; filename="__(1)_x_.pdf"; filename*=UTF-8''%E5%90%88%E5%90%8C%281%29%22x%22.pdf`,
  )
  assert.doesNotMatch(contentDisposition('inline', 'a\r\nSet-Cookie: x'), /[\r\n]/)
})

test('C14 the words inside papers are read: text in UTF-8 and GB18030, Word, Excel, PowerPoint, OFD, PDF', async () => {
  const text = async (name: string, bytes: string | Buffer) => bodyOf((await upload(ann, name, bytes)).id)
  assert.match(await text('a.txt', '协议价格 Ａ１２\n第二行'), /协议价格a12 第二行/)
  // 中标通知 in GB18030, written by hand from the code table.
  assert.match(await text('a.csv', Buffer.from('d6d0b1eacda8d6aa', 'hex')), /中标通知/)
  assert.match(await text('a.docx', makeDocx(['年度<b>供货', '协议 & 附件'])), /年度b供货 协议附件/)
  const book = new ExcelJS.Workbook()
  book.addWorksheet('s').addRow(['阿莫西林胶囊', '国药准字H20013456'])
  assert.match(await text('a.xlsx', Buffer.from(await book.xlsx.writeBuffer())), /阿莫西林胶囊 国药准字h20013456/)
  const slide = '<p:sld><a:p><a:r><a:t>市场准入</a:t></a:r></a:p></p:sld>'
  assert.match(await text('a.pptx', zipOf({ 'ppt/slides/slide1.xml': slide })), /市场准入/)
  const page = '<ofd:TextObject><ofd:TextCode X="1">电子发票</ofd:TextCode></ofd:TextObject>'
  assert.match(await text('a.ofd', zipOf({ 'Doc_0/Pages/Page_0/Content.xml': page })), /电子发票/)
  assert.match(await text('a.pdf', makePdf('Annual supply agreement')), /annualsupplyagreement/)
  assert.equal(await text('b.pdf', '%PDF-1.4 this is no real one'), '')
})

test('C14 entities are not expanded: a billion laughs is just text', async () => {
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:t>&b; &#20320;</w:t>`
  const file = await upload(ann, 'a.docx', zipOf({ 'word/document.xml': laughs }))
  assert.equal(await bodyOf(file.id), 'b你')
})

test('C14 a text is previewed in UTF-8 whatever it was written in', async () => {
  const file = await upload(ann, 'a.csv', Buffer.from('d6d0b1eacda8d6aa', 'hex'))
  const preview = await ann.do((c) => openPreview(c, file.id))
  assert.equal((await content(preview)).toString('utf8'), '中标通知')
})

test('C14 a file that never hung on anything is removed after a day, with its content unless another has the same', async () => {
  const first = await upload(ann, 'a.txt', '只此一份的内容')
  const shared = await upload(ann, 'b.txt', '两人都有的内容')
  w.now = new Date(w.now.getTime() + 25 * 3_600_000)
  const second = await upload(ben, 'c.txt', '两人都有的内容')
  const hash = async (text: string) => createHash('sha256').update(text).digest('hex')
  const store = fileStore(w.tenant)
  const path = async (text: string) => {
    const sha = await hash(text)
    return join(w.tenant.folder, 'files', sha.slice(0, 2), sha.slice(2, 4), sha)
  }
  const { utimesSync } = await import('node:fs')
  for (const text of ['只此一份的内容', '两人都有的内容']) utimesSync(await path(text), new Date(0), new Date(0))
  assert.ok((await cleanLooseFiles(w.tenant)) >= 2)
  assert.equal(existsSync(await path('只此一份的内容')), false)
  assert.ok(await store.touched(await hash('两人都有的内容')))
  await assert.rejects(ann.do((c) => openFile(c, first.id)))
  await assert.rejects(ann.do((c) => openFile(c, shared.id)))
  ;(await ben.do((c) => openFile(c, second.id))).stream.destroy()
})

test('C14 P2 what was submitted for approval is not removed while it waits; its name is told to who may open it', async () => {
  const admin = await w.hire('管', { roles: ['admin'] })
  const boss = await w.hire('总', { roles: ['director'] })
  const office = new Office(w, admin)
  await office.flow([{ approvers: people(boss) }], { object: 'attachment', command: 'create' })
  const account = await ann.create('account', {
    name: '审批附件医院',
    accountRoles: ['hospital'],
    regionCode: '330106',
    source: 'visit',
  })
  const file = await upload(ann, '授权书.txt', '等待审批的授权书')
  const values = { object: 'account', record: account.id, title: '授权书', file: [file.id] }
  const asked = await ann.write((unit) => orSubmit(unit, 'attachment.create', () => create(unit, 'attachment', values)))
  assert.ok(asked.approval)
  w.now = new Date(w.now.getTime() + 72 * 3_600_000)
  await cleanLooseFiles(w.tenant)
  assert.deepEqual(await ann.do((c) => describeFile(c, file.id)), {
    id: file.id,
    name: '授权书.txt',
    size: Buffer.byteLength('等待审批的授权书'),
    mime: 'text/plain',
    preview: 'text',
  })
  await assert.rejects(
    ben.do((c) => describeFile(c, file.id)),
    refusal('record.notFound', 404),
  )
  // Whoever has to decide reads what he decides on, as far as he may see the field; nothing else of the submitter's.
  assert.equal((await content(await boss.do((c) => openFile(c, file.id)))).toString(), '等待审批的授权书')
  const other = await upload(ann, '私人.txt', '没有提交')
  await assert.rejects(
    boss.do((c) => openFile(c, other.id)),
    refusal('record.notFound', 404),
  )
  await w.fieldRight('director', 'attachment', 'file', 'masked')
  await assert.rejects(
    boss.do((c) => openFile(c, file.id)),
    refusal('record.notFound', 404),
  )
  await w.fieldRight('director', 'attachment', 'file', null)
  assert.equal((await office.approve(asked.approval.id, boss)).state, 'executed')
  const [kept] = await ann.list<{ file: { id: string } }>('attachment', { where: { record: { eq: account.id } } })
  assert.equal(kept!.file.id, file.id)
})
