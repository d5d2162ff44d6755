import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { formatBytes } from '#ui/core/format.ts'
import { choose, KNOWN, openStage, overflow, PASSWORD, PHONE, type Stage, seen, shot } from './stage.ts'

/**
 * An approval from its drawing to its end, in a real browser against the real server: the administrator draws a flow for
 * freezing an account, a rep freezes one, his manager approves on the phone, the director signs at the desk.
 */

const REASON = '连续两期逾期未回款'

let stage: Stage
let admin: Page
let rep: Page
let manager: Page
let director: Page

before(async () => {
  stage = await openStage()
})
after(() => stage?.stop())

/** Makes the rep a leader of his office too, who may freeze its accounts, as an administrator does it with the API. */
async function repLeads(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const find = async (path: string, where: object) =>
      (await (await fetch(`/api/v1/${path}?where=${encodeURIComponent(JSON.stringify(where))}`)).json()).data
    const [person] = await find('employees', { username: { eq: 'rep' } })
    const roles = await find('roles', { name: { in: ['rep', 'manager'] } })
    const response = await fetch(`/api/v1/employees/${person.id}`, {
      method: 'PATCH',
      headers: {
        'content-type': 'application/json',
        'if-match': `"${person.version}"`,
        'idempotency-key': 'the-rep-leads-his-office-0001',
      },
      body: JSON.stringify({ roles: roles.map((r: { id: string }) => r.id) }),
    })
    return response.status
  })
  assert.equal(status, 200)
}

test('P2 the administrator draws a flow: two steps, the second to be signed, and tries it before it is in force', async () => {
  admin = await stage.signedIn('admin', {}, '/admin/approvals')
  await repLeads(admin)
  await admin.getByRole('button', { name: '新建审批流' }).first().click()
  const dialog = admin.getByRole('dialog', { name: '新建审批流' })
  await choose(admin, dialog.getByLabel('单据'), '客户')
  await choose(admin, dialog.getByLabel('需要审批的操作'), '冻结')
  await dialog.getByRole('button', { name: '开始设计' }).click()

  await admin.getByRole('button', { name: '设置节点' }).first().click()
  const drawer = admin.getByRole('dialog', { name: '审批节点' })
  await drawer.getByLabel('节点名称').fill('大区经理审批')
  await drawer.getByLabel('英文名称').fill('Regional manager')
  await drawer.getByLabel('第几级上级').fill('2')
  await drawer.getByLabel('时限（小时）').fill('24')
  await drawer.getByRole('button', { name: '完成' }).click()

  await admin.getByRole('button', { name: '在此添加节点' }).last().click()
  await admin.getByRole('menuitem', { name: '审批节点' }).click()
  await drawer.getByLabel('节点名称').fill('总监签批')
  await drawer.getByLabel('英文名称').fill('Director signs')
  await choose(admin, drawer.getByLabel('来源'), '指定角色')
  await choose(admin, drawer.getByLabel('角色', { exact: true }), '销售总监')
  await drawer.getByRole('switch', { name: '需要电子签名' }).click()
  await drawer.getByRole('button', { name: '完成' }).click()
  await shot(admin, 'approvals-01-designer')

  const aside = admin.locator('.xl-flow-aside')
  await aside.getByRole('tab', { name: '试运行' }).click()
  await choose(admin, aside.getByLabel('单据'), KNOWN.name)
  await aside.getByLabel('冻结原因').fill(REASON)
  await aside.getByRole('button', { name: '试运行' }).click()
  await seen(aside, '条件符合，需要走此审批')
  await seen(aside.getByRole('listitem').filter({ hasText: '总监签批' }), /./)
  await shot(admin, 'approvals-02-trial')

  await admin.getByRole('button', { name: '发布启用' }).click()
  await seen(admin, '启用中的流程不可直接修改')
  await shot(admin, 'approvals-03-published')
})

test('P2 freezing waits for approval: the rep is told so, and the account shows how far it is', async () => {
  rep = await stage.signedIn('rep', {}, `/o/accounts/${stage.knownId}`)
  // What is dangerous stands behind the others.
  await rep.locator('.xl-detail-actions').getByRole('button', { name: '更多' }).click()
  await rep.getByRole('menuitem', { name: '冻结', exact: true }).click()
  const dialog = rep.getByRole('dialog', { name: /冻结/ })
  await dialog.getByLabel('冻结原因').fill(REASON)
  const answer = rep.waitForResponse((r) => r.url().endsWith('/freeze'))
  await dialog.getByRole('button', { name: '冻结', exact: true }).click()
  assert.equal((await answer).status(), 202)
  await seen(rep.locator('.ant-notification'), '已提交审批')
  const strip = rep.getByRole('region', { name: '审批进度' })
  await seen(strip, '审批中')
  await seen(strip, '当前待')
  await shot(rep, 'approvals-04-strip')
  assert.equal(await rep.getByText('客户已冻结').count(), 0, 'nothing has happened yet')
})

/** A dialog of the rarer actions: fits, says what is missing, and does nothing when it is left. */
async function opensAndCloses(page: Page, action: string, missing: string): Promise<void> {
  await page.getByRole('button', { name: '更多' }).last().click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
  const sheet = page.getByRole('dialog', { name: new RegExp(`^${action}：`) })
  await sheet.getByRole('button', { name: `确认${action}` }).click()
  await seen(sheet, missing)
  await overflow(page, `the dialog of ${action}`)
  await sheet.getByRole('button', { name: /^取\s*消$/ }).click()
  await sheet.waitFor({ state: 'hidden' })
}

test('P2 the manager approves at the width of a phone, without sideways scrolling', async () => {
  manager = await stage.signedIn('manager', PHONE)
  const todos = manager.getByRole('region', { name: '我的待办' })
  await todos.getByRole('tab', { name: /待审批/ }).click()
  await shot(manager, 'approvals-05-todo-phone')
  await todos.getByRole('link', { name: new RegExp(KNOWN.name) }).click()
  await seen(manager, REASON)
  await overflow(manager, 'the request')
  await shot(manager, 'approvals-06-request-phone')
  for (const [action, missing] of [
    ['退回', '请选择退回到哪一步'],
    ['转审', '请选择人员'],
    ['加签', '请选择人员'],
  ] as const)
    await opensAndCloses(manager, action, missing)
  await manager.getByRole('button', { name: '同意', exact: true }).click()
  const sheet = manager.getByRole('dialog', { name: /同意/ })
  await sheet.getByRole('button', { name: '情况属实，同意' }).click()
  await overflow(manager, 'the dialog')
  await shot(manager, 'approvals-07-approve-phone')
  await sheet.getByRole('button', { name: '确认同意' }).click()
  await manager.waitForURL('**/approvals')
  await seen(manager, '没有待您审批的单据')
  await manager.getByRole('tab', { name: '我已处理' }).click()
  await seen(manager.locator('.xl-appr-list'), KNOWN.name)
  await overflow(manager, 'the inbox')
})

test('P2 the director signs: a wrong password decides nothing, the right one freezes the account', async () => {
  director = await stage.signedIn('director', { width: 1440, height: 900 })
  await director.getByRole('navigation', { name: '菜单' }).getByRole('link', { name: '我的审批' }).click()
  await seen(director.locator('.xl-appr-pane'), '情况属实，同意')
  await shot(director, 'approvals-08-inbox')
  await director.keyboard.press('a')
  const dialog = director.getByRole('dialog', { name: /同意并电子签名/ })
  await dialog.getByLabel('登录密码').fill('not-the-password')
  await dialog.getByRole('button', { name: '签名并同意' }).click()
  await dialog.getByRole('alert').waitFor()
  await shot(director, 'approvals-09-wrong-password')
  await dialog.getByLabel('登录密码').fill(PASSWORD)
  await dialog.getByRole('button', { name: '签名并同意' }).click()
  await dialog.waitFor({ state: 'detached' })

  await seen(rep, '客户已冻结')
  const strip = rep.getByRole('region', { name: '审批进度' })
  await seen(strip, '已签名')
  await seen(strip, '情况属实，同意')
  await shot(rep, 'approvals-10-done')
  await rep.goto(`${stage.url}/approvals?tab=started`)
  await seen(rep.locator('.xl-appr-list'), '已通过')
})

test('P2 a new customer waits for approval: the form says so, it stands under 我发起的, and comes into being when approved', async () => {
  const published = await admin.evaluate(async () => {
    const post = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': `create-${path}-1`.replaceAll('/', '-') }
      return (await fetch(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
    }
    const step = { key: 'a', name: { zh: '建档审批', en: 'New customer' }, kind: 'approve', mode: 'any' }
    const approvers = [{ by: 'role', role: 'director' }]
    const node = { ...step, approvers, allowTransfer: true, allowAddSign: true, emptyApprovers: 'admin' }
    const condition = "'rep' in submitter.roles"
    const flow = { name: '新客户建档', object: 'account', command: 'create', condition, definition: { nodes: [node] } }
    const { id } = await post('/approval-flows', flow)
    return (await post(`/approval-flows/${id}/publish`, {})).row.state
  })
  assert.equal(published, 'active')
  await rep.goto(`${stage.url}/o/accounts`)
  await rep.getByRole('button', { name: '新建客户' }).click()
  const form = rep.getByRole('dialog', { name: '新建客户' })
  await form.getByLabel('客户名称').fill('西溪天目示例骨伤医院')
  await choose(rep, form.getByLabel('客户类型'), '医院')
  await form.getByLabel('所在地区').fill('余杭')
  await rep.locator('.ant-cascader-menu-item', { hasText: '余杭区' }).first().click()
  const answer = rep.waitForResponse((r) => r.url().endsWith('/api/v1/accounts') && r.request().method() === 'POST')
  await form.getByRole('button', { name: '保存', exact: true }).click()
  assert.equal((await answer).status(), 202)
  await form.waitFor({ state: 'detached' })
  const notice = rep.locator('.ant-notification')
  await seen(notice, '已提交审批')
  await notice.getByRole('button', { name: /查看进度/ }).click()
  await seen(rep.locator('.xl-appr-pane'), '建档审批')
  await seen(rep.locator('.xl-appr-list'), '新建 西溪天目示例骨伤医院')
  await shot(rep, 'approvals-11-create')
  await director.goto(`${stage.url}/approvals`)
  await seen(director.locator('.xl-appr-pane'), '西溪天目示例骨伤医院')
  await director.getByRole('button', { name: '同意', exact: true }).click()
  await director.getByRole('dialog', { name: /同意/ }).getByRole('button', { name: '确认同意' }).click()
  await seen(rep.locator('.xl-appr-pane'), '已通过')
  await rep.getByRole('link', { name: '打开单据' }).click()
  await rep.getByRole('heading', { name: '西溪天目示例骨伤医院' }).waitFor()
  await seen(rep.getByRole('region', { name: '审批进度' }), '新建审批')
})

/** A call of the API from a page of somebody signed in, as his browser would make it. */
const post = (page: Page, path: string, body: object) =>
  page.evaluate(
    async ([to, sent]) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
      return (await fetch(`/api/v1${to}`, { method: 'POST', headers, body: sent })).json()
    },
    [path, JSON.stringify(body)] as const,
  )

/** A rep's licence with a scan that the director has sent back; the request's id. */
async function sentBackLicence(scan: Buffer): Promise<string> {
  const approvers = [{ by: 'role', role: 'director' }]
  const step = { key: 'a', name: { zh: '资质审批', en: 'Licence' }, kind: 'approve', mode: 'any', approvers }
  const definition = { nodes: [{ ...step, allowTransfer: false, allowAddSign: false, emptyApprovers: 'admin' }] }
  const flow = await post(admin, '/approval-flows', { name: '资质', object: 'license', command: 'create', definition })
  await post(admin, `/approval-flows/${flow.id}/publish`, {})
  const file = { name: '执业许可证扫描件.png', mimeType: 'image/png', buffer: scan }
  const uploaded = await rep.request.post(`${stage.url}/api/v1/files`, {
    multipart: { file },
    headers: { origin: stage.url, 'idempotency-key': 'the-scan-of-a-licence-0001' },
  })
  const { approval } = await post(rep, '/licenses', {
    account: stage.knownId,
    licenseType: 'medicalInstitutionLicense',
    licenseNo: '示例-PDY-0001',
    validFrom: '2026-01-01',
    validTo: '2030-12-31',
    files: [(await uploaded.json()).id],
  })
  const { mine } = await director.evaluate(
    async (id) => (await fetch(`/api/v1/approvals/${id}`)).json(),
    approval.id as string,
  )
  await post(director, `/approvals/tasks/${mine}/return`, { to: 'submitter', comment: '证号有误' })
  return approval.id
}

test('P2 修改后重新提交 shows the files that were sent by name and size, opens them, and sends them again; whoever decides opens them', async () => {
  const scan = readFileSync(join(import.meta.dirname, '../../seeds/demo/scans/deposit.png'))
  const id = await sentBackLicence(scan)
  await rep.goto(`${stage.url}/approvals/${id}`)
  await rep.getByRole('button', { name: '修改后重新提交' }).click()
  const form = rep.getByRole('dialog', { name: /资质/ })
  const item = form.locator('.ant-upload-list-item', { hasText: '执业许可证扫描件.png' })
  await seen(item, formatBytes(scan.length))
  await shot(rep, 'approvals-12-files')
  await item.getByText('执业许可证扫描件.png').click()
  const preview = rep.getByRole('dialog', { name: '执业许可证扫描件.png' })
  await preview.getByRole('img', { name: '执业许可证扫描件.png' }).waitFor()
  await preview.getByRole('button', { name: /Close|关闭/ }).click()
  await form.getByLabel('证照编号').fill('示例-PDY-0002')
  const sent = rep.waitForRequest((r) => r.url().endsWith('/resubmit'))
  await form.getByRole('button', { name: '重新提交审批' }).click()
  const { values } = (await sent).postDataJSON().input
  assert.deepEqual([values.licenseNo, values.files.length], ['示例-PDY-0002', 1])
  await seen(rep.locator('.xl-appr-pane'), '审批中')

  await director.goto(`${stage.url}/approvals/${id}`)
  await director.locator('.xl-appr-facts').getByText('执业许可证扫描件.png').click()
  await director.getByRole('dialog', { name: '执业许可证扫描件.png' }).getByRole('img').first().waitFor()
  await shot(director, 'approvals-13-papers')
})

test('P2 nothing failed in any of the browsers', () => {
  assert.deepEqual(stage.errors, [])
})
