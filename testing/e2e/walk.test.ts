import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import iconv from 'iconv-lite'
import type { Locator, Page } from 'playwright-core'
import { choose, KNOWN, openStage, overflow, PHONE, type Stage, seen, shot, signIn } from './stage.ts'

/**
 * One day in the house, in a real browser against the real server, asserted by what is seen on the page. The steps
 * build on each other: whoever breaks an early one sees the later ones fail as well.
 */

const SAID = '与药剂科王主任沟通新品进院流程，约定下周提交资料'
const COMMENT = '资料请附上最新的药物经济学评价'

let stage: Stage
let rep: Page
let manager: Page
let admin: Page
let steward: Page

before(async () => {
  stage = await openStage()
})
after(() => stage?.stop())

/** The bell says its number in its name: `通知 (3)`. */
async function unread(page: Page): Promise<number> {
  const name = await page.locator('.xl-header button[aria-label^="通知"]').getAttribute('aria-label')
  return Number(/\((\d+)\)/.exec(name ?? '')?.[1] ?? 0)
}

test('P1 whoever asks for a page gets it, also one who takes anything; what is no page is not found', async () => {
  const asked = async (path: string, accept = '*/*') => {
    const { status, headers } = await fetch(stage.url + path, { headers: { accept } })
    return [status, headers.get('content-type')?.split(';')[0]]
  }
  assert.deepEqual(await asked('/'), [200, 'text/html'])
  assert.deepEqual(await asked('/accounts?q=a.b'), [200, 'text/html'])
  assert.deepEqual(await asked('/accounts', 'text/html,application/xhtml+xml'), [200, 'text/html'])
  assert.deepEqual(await asked('/accounts', 'application/json'), [404, 'application/problem+json'])
  assert.deepEqual(await asked('/assets/nothing.js'), [404, 'application/problem+json'])
  assert.deepEqual(await asked('/api/v1/nothing'), [404, 'application/problem+json'])
})

test('P1 signing in: a wrong password is told plainly, the right one leads to the to-dos', async () => {
  const { page } = await stage.seat()
  rep = page
  await page.goto(stage.url)
  await page.waitForURL('**/login**')
  await signIn(page, 'rep', 'not-the-password')
  await seen(page.getByRole('alert'), '账号或密码不正确')
  assert.match(page.url(), /\/login/)
  await signIn(page, 'rep')
  const todos = page.getByRole('region', { name: '我的待办' })
  await todos.waitFor()
  for (const label of ['今日需联系', '逾期未联系', '未来七天', '上级批注', '从未联系'])
    await todos.getByRole('tab', { name: new RegExp(`${label}\\s*\\d+`) }).waitFor()
  await todos.getByRole('tab', { name: /从未联系/ }).click()
  await todos.getByRole('link', { name: /查看全部|在列表中查看/ }).click()
  await page.getByText('来自链接的筛选').or(page.getByText('全部满足：')).first().waitFor()
  await shot(page, '01-never-contacted')
  await page.goBack()
  await todos.waitFor()
  await shot(page, '01-home')
})

test('C5 the one search box finds an account by its pinyin initials and opens its 360 page', async () => {
  await rep.locator('main').click({ position: { x: 2, y: 2 } })
  await rep.keyboard.press('/')
  await rep.keyboard.type(KNOWN.initials)
  await rep.getByRole('option', { name: KNOWN.name }).waitFor()
  await shot(rep, '02-search')
  await rep.keyboard.press('ArrowDown')
  await rep.keyboard.press('Enter')
  await rep.waitForURL(`**/o/accounts/${stage.knownId}`)
  await rep.getByRole('heading', { name: KNOWN.name }).waitFor()
  for (const tab of ['跟进动态', '概况', '联系人', '团队成员', '附件', '操作日志'])
    await rep.getByRole('tab', { name: new RegExp(`^${tab}`) }).waitFor()
})

test('C5 a contact record with a next date goes into the timeline, and its day into the to-dos', async () => {
  const composer = rep.getByRole('region', { name: '写联系记录' })
  await composer.getByLabel('沟通内容').fill(SAID)
  await composer.getByLabel('下次联系日期').click()
  await rep.locator('.ant-picker-dropdown').getByText('今天').first().click()
  await shot(rep, '03-composer')
  await composer.getByRole('button', { name: '保存记录' }).click()
  const entry = rep.locator('.xl-timeline-item', { hasText: SAID })
  await entry.waitFor()
  await shot(rep, '04-timeline')
  await rep.getByRole('link', { name: '首页' }).last().click()
  const todos = rep.getByRole('region', { name: '我的待办' })
  await todos.getByRole('tab', { name: /今日需联系/ }).click()
  await seen(todos, KNOWN.name)
})

test('C7 typing the name of an existing account warns before saving; another name saves', async () => {
  await rep.goto(`${stage.url}/o/accounts`)
  await rep.getByRole('button', { name: '新建客户' }).click()
  const form = rep.getByRole('dialog', { name: '新建客户' })
  await form.getByLabel('客户名称').fill(KNOWN.name)
  await choose(rep, form.getByLabel('客户类型'), '医院')
  await rep.keyboard.press('Escape') // of several kinds: the list stays open
  await form.getByLabel('所在地区').fill('余杭')
  await rep.locator('.ant-cascader-menu-item', { hasText: '余杭区' }).first().click()
  await seen(form, /发现 \d+ 条相似的客户/)
  await form.locator('.xl-match', { hasText: KNOWN.name }).first().waitFor()
  await shot(rep, '05-duplicate')
  await form.getByLabel('客户名称').fill('西溪天目示例骨伤医院')
  await form.locator('.xl-match', { hasText: KNOWN.name }).waitFor({ state: 'detached' })
  await form.getByRole('button', { name: '保存', exact: true }).click()
  await rep.getByRole('heading', { name: '西溪天目示例骨伤医院' }).waitFor()
  await shot(rep, '06-created')
})

test('F8 P3 the manager sees the record and comments it; the rep hears of it without a reload', async () => {
  await rep.goto(`${stage.url}/`)
  await rep.evaluate(() => Object.assign(window, { stayed: true }))
  const had = await unread(rep)
  manager = await stage.signedIn('manager', {}, `/o/accounts/${stage.knownId}`)
  const entry = manager.locator('.xl-timeline-item', { hasText: SAID })
  await entry.getByRole('button', { name: '批注' }).click()
  const dialog = manager.getByRole('dialog', { name: '批注' })
  await dialog.getByLabel('批注').fill(COMMENT)
  await dialog.getByRole('button', { name: '确定' }).click()
  await seen(entry, COMMENT)
  await shot(manager, '07-comment')
  await seen(rep.locator('.ant-notification'), '批注了联系记录')
  await rep.locator(`.xl-header button[aria-label="通知 (${had + 1})"]`).waitFor()
  const todos = rep.getByRole('region', { name: '我的待办' })
  await todos.getByRole('tab', { name: /上级批注/ }).click()
  await seen(todos, COMMENT)
  assert.equal(await rep.evaluate(() => 'stayed' in window), true, 'the page was not loaded again')
  await shot(rep, '08-bell')
})

test('C1 P1 another rep neither finds the account nor opens it by its address', async () => {
  const rep2 = await stage.signedIn('rep2')
  await rep2.keyboard.press('/')
  await rep2.keyboard.type(KNOWN.name)
  await seen(rep2.getByRole('listbox'), '没有找到')
  assert.equal(await rep2.getByRole('option', { name: KNOWN.name }).count(), 0)
  await rep2.goto(`${stage.url}/o/accounts/${stage.knownId}`)
  await seen(rep2, '没有找到，或您无权查看')
  assert.equal(await rep2.getByText(KNOWN.name).count(), 0)
  await shot(rep2, '09-not-yours')
  await rep2.context().close()
})

test('P5 a field that the administrator adds is in the rep’s form and list without a restart', async () => {
  admin = await stage.signedIn('admin', {}, '/admin/fields?object=account')
  await admin.getByRole('button', { name: '新增字段' }).click()
  const dialog = admin.getByRole('dialog', { name: '新增字段' })
  await dialog.getByLabel('名称', { exact: true }).fill('药事会月份')
  await dialog.getByLabel('英文名称').fill('Committee month')
  await dialog.getByLabel('标识').fill('committeeMonth')
  await shot(admin, '10-custom-field')
  await dialog.getByRole('button', { name: '保存', exact: true }).click()
  await admin.getByRole('row', { name: /药事会月份/ }).waitFor()

  await rep.goto(`${stage.url}/o/accounts/${stage.knownId}`)
  await rep.getByRole('button', { name: '编辑' }).click()
  const form = rep.getByRole('dialog', { name: '编辑客户' })
  await form.getByLabel('药事会月份').fill('每年三月')
  await form.getByRole('button', { name: '保存', exact: true }).click()
  await form.waitFor({ state: 'detached' })
  await rep.goto(`${stage.url}/o/accounts?q=${KNOWN.initials}`)
  await rep.getByRole('columnheader', { name: '药事会月份' }).waitFor()
  await seen(rep.getByRole('row', { name: new RegExp(KNOWN.name) }), '每年三月')
  await shot(rep, '11-custom-column')
})

test('P1 P5 a field hidden from a role is gone from its pages at the next load', async () => {
  await rep.goto(`${stage.url}/o/accounts/${stage.knownId}`)
  await rep.getByRole('tab', { name: '概况' }).click()
  await seen(rep, '0571-86990001')
  await admin.goto(`${stage.url}/admin/roles`)
  await admin.getByText('销售代表', { exact: true }).click()
  const row = admin.getByRole('row').filter({ has: admin.getByRole('rowheader', { name: '客户', exact: true }) })
  await row.getByRole('button', { name: /字段/ }).click()
  await admin
    .locator('.xl-grants-fields label')
    .filter({ has: admin.getByTitle('电话', { exact: true }) })
    .locator('select')
    .selectOption('hidden')
  await shot(admin, '12-grants')
  await admin.getByRole('button', { name: '保存', exact: true }).click()
  await seen(admin, '已保存')
  await rep.reload()
  await rep.getByRole('tab', { name: '概况' }).click()
  await seen(rep, '所在地区')
  assert.equal(await rep.getByText('0571-86990001').count(), 0)
  assert.equal(await rep.locator('dt', { hasText: /^电话$/ }).count(), 0)
  await shot(rep, '13-hidden')
})

const HEADER = '客户名称,客户类型,所在地区,详细地址'
const SHEETS = {
  utf8: [
    HEADER,
    '走查第一示例医院,医院,浙江省杭州市西湖区,文三路1号',
    '走查第二示例诊所,诊所,浙江省杭州市拱墅区,莫干山路2号',
    '走查第三示例药店,不存在的类型,浙江省宁波市海曙区,中山路3号',
  ].join('\r\n'),
  gb: [HEADER, '走查第四示例医院,医院,上海市浦东新区,世纪大道4号'].join('\r\n'),
}

async function uploadImport(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${stage.url}/imports?object=account`)
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await page.waitForURL('**/imports?id=**')
  await page.getByRole('cell', { name: '客户名称', exact: true }).waitFor()
}

const figure = (page: Page, label: string): Locator =>
  page
    .locator('.xl-import-figures > div')
    .filter({ hasText: new RegExp(`${label}$`) })
    .locator('strong')

async function runImport(page: Page, wanted: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: '下一步：校验' }).click()
  await page.getByRole('button', { name: '开始导入' }).click()
  await seen(page, '导入完成')
  for (const [label, value] of Object.entries(wanted)) assert.equal(await figure(page, label).textContent(), value)
}

test('P13 the steward imports a UTF-8 file: mapping, preview, run, counts, bad rows; then exports', async () => {
  ;({ page: steward } = await stage.seat({}, 'steward'))
  await uploadImport(steward, '客户-utf8.csv', Buffer.from(SHEETS.utf8))
  await seen(steward, '编码 UTF-8')
  await seen(steward.getByRole('row', { name: /详细地址/ }), '文三路1号')
  await shot(steward, '14-mapping')
  await steward.getByRole('button', { name: '下一步：校验' }).click()
  assert.equal(await figure(steward, '可导入').textContent(), '2')
  assert.equal(await figure(steward, '有错误').textContent(), '1')
  await steward.getByRole('cell', { name: '不存在的类型' }).waitFor()
  await shot(steward, '15-preview')
  await steward.getByRole('button', { name: '返回修改' }).click()
  await runImport(steward, { 新建: '2', 错误: '1' })
  await shot(steward, '16-imported')
  const [bad] = await Promise.all([
    steward.waitForEvent('download'),
    steward.getByRole('button', { name: 'CSV', exact: true }).click(),
  ])
  const text = readFileSync(await bad.path(), 'utf8')
  assert.match(text, /走查第三示例药店/)
  assert.doesNotMatch(text, /走查第一示例医院/)

  await steward.goto(`${stage.url}/o/accounts?q=${encodeURIComponent('走查第')}`)
  await seen(steward, '走查第二示例诊所')
  await steward.getByRole('button', { name: /更多/ }).first().click()
  await steward.getByRole('menuitem', { name: '导出' }).click()
  const dialog = steward.getByRole('dialog', { name: '导出客户' })
  await dialog.getByText('CSV (UTF-8)').click()
  const [file] = await Promise.all([
    steward.waitForEvent('download'),
    dialog.getByRole('button', { name: '导出', exact: true }).click(),
  ])
  const exported = readFileSync(await file.path(), 'utf8')
  assert.match(exported, /走查第一示例医院/)
  assert.match(exported, /走查第二示例诊所/)
  assert.doesNotMatch(exported, new RegExp(KNOWN.name))
})

test('P13 a GB18030 file of Chinese Excel is read as what it is', async () => {
  await uploadImport(steward, '客户-gb.csv', iconv.encode(SHEETS.gb, 'gb18030'))
  await seen(steward, '编码 GB18030')
  await runImport(steward, { 新建: '1' })
  await steward.goto(`${stage.url}/o/accounts?q=${encodeURIComponent('走查第四')}`)
  await seen(steward, '走查第四示例医院')
})

test('the menu speaks English after one click', async () => {
  await steward.goto(`${stage.url}/`)
  await steward.getByRole('button', { name: 'Switch to English' }).click()
  const menu = steward.getByRole('navigation', { name: 'Menu' })
  // With many rooms the menu is folded.
  await menu.getByText('Customers', { exact: true }).click()
  for (const name of ['Home', 'Account', 'Contact record', 'Imports', 'Recycle bin'])
    await menu.getByRole('link', { name, exact: true }).waitFor()
  assert.doesNotMatch((await menu.textContent()) ?? '', /[一-鿿]/)
  await shot(steward, '17-english')
  await steward.getByRole('button', { name: '切换到中文' }).click()
  await seen(steward.getByRole('navigation', { name: '菜单' }), '联系记录')
})

test('F9 on a phone of 390 px nothing scrolls sideways and the bottom bar works', async () => {
  const { page: phone } = await stage.seat(PHONE)
  await phone.goto(stage.url)
  await signIn(phone, 'steward')
  const bar = phone.locator('.xl-tabbar')
  await bar.waitFor()
  await seen(phone, '通知')
  await shot(phone, '18-phone-home')
  await overflow(phone, 'home')
  await bar.getByRole('link', { name: '客户', exact: true }).click()
  await phone.locator('.xl-card').first().waitFor()
  await shot(phone, '19-phone-list')
  await overflow(phone, 'the list')
  await phone.getByRole('button', { name: '新建客户' }).click()
  const form = phone.getByRole('dialog', { name: '新建客户' })
  await form.getByLabel('客户名称').waitFor()
  await shot(phone, '20-phone-form')
  await overflow(phone, 'the form')
  await form.getByRole('button', { name: '取消' }).click()
  await phone.locator('.xl-card').first().click()
  await phone.getByRole('tab', { name: '跟进动态' }).waitFor()
  await shot(phone, '21-phone-detail')
  await overflow(phone, 'the detail')
  await uploadImport(phone, '手机.csv', Buffer.from(SHEETS.gb))
  await shot(phone, '22-phone-wizard')
  await overflow(phone, 'the wizard')
  await bar.getByRole('button', { name: '菜单' }).click()
  await phone.getByRole('link', { name: '回收站' }).click()
  await phone.waitForURL('**/recycle')
  await overflow(phone, 'the recycle bin')
  await phone.context().close()
})

test('P1 after signing out the back button shows the login page, not the customers', async () => {
  await rep.goto(`${stage.url}/o/accounts/${stage.knownId}`)
  await rep.getByRole('heading', { name: KNOWN.name }).waitFor()
  await rep.getByRole('button', { name: '个人中心' }).click()
  await rep.getByRole('menuitem', { name: '退出登录' }).click()
  await rep.waitForURL('**/login')
  await rep.goBack()
  await rep.getByRole('button', { name: '登录', exact: true }).waitFor()
  assert.equal(await rep.getByText(KNOWN.name).filter({ visible: true }).count(), 0)
  await shot(rep, '23-signed-out')
})

test('no page threw during the walk', () => {
  assert.deepEqual(stage.errors, [])
})
