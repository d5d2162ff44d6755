import { mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '#testing/browser.ts'

/**
 * Takes the pictures of the README from a running demo server, which it only reads (apart from one import that is
 * uploaded and never started): `node testing/e2e/pictures.ts http://localhost:7300 <password>`.
 */

const OUT = resolve(import.meta.dirname, '../../docs/images')
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const MAX_BYTES = 250_000
/** What is still moving after the last request: a chart drawing itself, a drawer sliding in. */
const SETTLE_MS = 900

const SAMPLE = [
  '医院名称,客户类型,省,市,区县,地址,电话',
  '杭州西溪示例医院,医院,浙江省,杭州市,西湖区,文二西路108号,0571-85550123',
  '宁波海曙示例诊所,诊所,浙江省,宁波市,海曙区,解放南路66号,0574-87770456',
  '温州瓯海示例大药房,药店,浙江省,温州市,瓯海区,兴海路12号,0577-86660789',
].join('\r\n')

const [base = 'http://localhost:7300', password = ''] = process.argv.slice(2)

async function open(browser: Browser, login: string, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  await page.goto(`${base}/login`)
  await page.getByLabel('用户名 / 邮箱 / 手机号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.locator('.xl-home').first().waitFor()
  return page
}

async function settle(page: Page): Promise<void> {
  await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(SETTLE_MS)
}

async function take(page: Page, name: string): Promise<void> {
  await settle(page)
  const path = join(OUT, name)
  await page.screenshot({ path })
  const { size } = statSync(path)
  console.log(`${name}  ${Math.round(size / 1000)} kB`)
  if (size > MAX_BYTES) throw new Error(`${name} has ${size} bytes; ${MAX_BYTES} are allowed`)
}

interface Listed {
  data: { account: { id: string } | null }[]
}

/** The class A hospital that most of the newest contact records are about. */
async function busiest(page: Page): Promise<string> {
  const read = async (path: string, query: Record<string, string>): Promise<unknown> =>
    (await page.request.get(`${base}/api/v1/${path}?${new URLSearchParams(query)}`)).json()
  const where = JSON.stringify({ class: { eq: 'A' }, accountRoles: { has: ['hospital'] } })
  const { data } = (await read('accounts', { where, sort: '-lastContactAt', limit: '60', fields: 'id' })) as {
    data: { id: string }[]
  }
  const about = JSON.stringify({ account: { in: data.map((a) => a.id) } })
  const records = (await read('contact-records', { where: about, limit: '200', fields: 'account' })) as Listed
  const counts = new Map<string, number>()
  for (const { account } of records.data) if (account) counts.set(account.id, (counts.get(account.id) ?? 0) + 1)
  const first = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? data[0]?.id
  if (!first) throw new Error('the demo has no hospital of class A')
  return first
}

async function desk(browser: Browser): Promise<void> {
  const page = await open(browser, 'director', DESK)
  await page.getByText('我可见的').click()
  await page.locator('[role=img] > div > svg').first().waitFor()
  await take(page, 'home.png')
  await page.goto(`${base}/o/accounts`)
  await page.getByRole('row').nth(5).waitFor()
  await take(page, 'accounts.png')
  const id = await busiest(page)
  await page.goto(`${base}/o/accounts/${id}`)
  await page.locator('.xl-timeline-item').first().waitFor()
  await take(page, 'account.png')
  await page.goto(`${base}/imports?object=account`)
  const buffer = Buffer.from(SAMPLE)
  await page.locator('input[type=file]').setInputFiles({ name: '客户名单.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('cell', { name: '医院名称', exact: true }).waitFor()
  await take(page, 'import.png')
  await page.context().close()
}

async function roles(browser: Browser): Promise<void> {
  const page = await open(browser, 'admin', DESK)
  await page.goto(`${base}/admin/roles`)
  await page.getByText('区域经理', { exact: true }).click()
  await page.locator('.xl-grants').waitFor()
  await take(page, 'roles.png')
  await page.context().close()
}

/** Three screens of a phone beside each other. */
async function phone(browser: Browser): Promise<void> {
  const page = await open(browser, 'rep', PHONE)
  const screens: Buffer[] = []
  const add = async (): Promise<void> => {
    await settle(page)
    screens.push(await page.screenshot())
  }
  await add()
  await page.goto(`${base}/o/accounts`)
  await page.locator('.xl-card').first().waitFor()
  await add()
  await page.goto(`${base}/o/accounts/${await busiest(page)}`)
  await page.locator('.xl-timeline-item').first().waitFor()
  await add()
  const images = screens.map((s) => `<img src="data:image/png;base64,${s.toString('base64')}">`).join('')
  const style = `body{margin:0;display:flex;gap:28px;padding:28px;background:#e9efec}
    img{width:390px;height:844px;border-radius:28px;box-shadow:0 6px 24px #1238}`
  await page.setViewportSize({ width: 3 * 390 + 4 * 28, height: 844 + 2 * 28 })
  await page.setContent(`<style>${style}</style>${images}`)
  await take(page, 'phone.png')
  await page.context().close()
}

mkdirSync(OUT, { recursive: true })
const browser = await launchBrowser()
try {
  await desk(browser)
  await roles(browser)
  await phone(browser)
} finally {
  await browser.close()
}
