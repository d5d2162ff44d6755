import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { create } from '#kernel/records/create.ts'
import { rows } from '#kernel/records/list.ts'
import { launchBrowser } from '#testing/browser.ts'
import { removeFolder, tempFolder } from '#testing/folder.ts'
import { newDatabase } from '#testing/pg.ts'
import { startServer } from '../../apps/server/server.ts'
import type { DemoOptions } from '../../seeds/demo.ts'

export const PASSWORD = 'Walk-through-the-house-2026'
export const PHONE = { width: 390, height: 844 }
const SHOTS = resolve(import.meta.dirname, '../../artifacts/e2e')
/** What a person would wait at most before calling it broken, on a slow machine. */
const PATIENCE = 30_000

/** Enough of a company to walk through. */
const SMALL: DemoOptions = { institutions: 120, distributors: 20, activityDays: 20, approvals: false }

/** An account that the walk knows by heart, so that its pinyin and its look-alikes need no code of the house. */
export const KNOWN = { name: '杭州余杭仁济示例医院', initials: 'hzyhrj', regionCode: '330110' }

export interface Size {
  width?: number
  height?: number
}

/** One person in front of an own browser profile. */
export interface Seat {
  page: Page
  context: BrowserContext
}

export interface Stage {
  url: string
  /** Page errors of all seats, to be empty at the end. */
  errors: string[]
  knownId: string
  /** With a login, somebody who has signed in (by the request that the login page makes) and not opened a page yet. */
  seat(size?: Size, login?: string): Promise<Seat>
  /** The page of somebody signed in, open at a path of the house. */
  signedIn(login: string, size?: Size, path?: string): Promise<Page>
  stop(): Promise<void>
}

/** Signs in through the login page. */
export async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('用户名 / 邮箱 / 手机号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

export const seen = (where: Page | Locator, text: string | RegExp): Promise<void> =>
  where.getByText(text).filter({ visible: true }).first().waitFor()

/** Opens an antd select and chooses an option; `find` is typed where one can type. */
export async function choose(page: Page, field: Locator, option: string, find = option): Promise<void> {
  await field.click()
  // A select without search cannot be filled, and filling would wait for as long as patience lasts.
  if (await field.isEditable()) await field.fill(find)
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click()
}

/** Nothing on a phone scrolls sideways. */
export async function overflow(page: Page, where: string): Promise<void> {
  // The page itself cuts off what stands out, and then cannot be scrolled to it.
  const width = await page.evaluate(() => {
    const parts = [document.scrollingElement, document.querySelector('.xl-main')]
    return Math.max(...parts.map((e) => e?.scrollWidth ?? 0))
  })
  assert.ok(width <= PHONE.width, `${where} is ${width} px wide on a phone of ${PHONE.width}`)
}

/** Keeps a picture of what is on the page, for whoever looks into a failure. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}

async function knownAccount(server: Awaited<ReturnType<typeof startServer>>): Promise<string> {
  const tenant = server.opened.tenants[0]!
  const where = { username: { eq: 'rep' } }
  const [rep] = await rows<{ id: string }>(await systemCaller(tenant), 'employee', { where, fields: ['id'] })
  const made = await withCaller(
    () => systemCaller(tenant),
    (caller) =>
      write(caller, { command: 'test', body: null }, (unit) =>
        create(unit, 'account', {
          name: KNOWN.name,
          accountRoles: ['hospital'],
          regionCode: KNOWN.regionCode,
          phone: '0571-86990001',
          source: 'visit',
          owner: rep!.id,
        }),
      ),
  )
  return made.id as string
}

function seats(browser: Browser, url: string, errors: string[]): Pick<Stage, 'seat' | 'signedIn'> {
  const seat = async ({ width = 1280, height = 800 }: Size = {}, login?: string): Promise<Seat> => {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      acceptDownloads: true,
    })
    context.setDefaultTimeout(PATIENCE)
    const page = await context.newPage()
    if (login) {
      const data = { login, password: PASSWORD }
      const reply = await context.request.post(`${url}/api/auth/sign-in`, { data, headers: { origin: url } })
      if (!reply.ok()) throw new Error(`sign-in of ${login}: ${reply.status()} ${await reply.text()}`)
    }
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.stack ?? error.message}`))
    return { page, context }
  }
  const signedIn = async (login: string, size?: Size, path = '/'): Promise<Page> => {
    const { page } = await seat(size, login)
    await page.goto(`${url}${path}`)
    if (path === '/') await page.locator('.xl-todos, .xl-home').first().waitFor()
    return page
  }
  return { seat, signedIn }
}

/** The real server with its pages and a small demo company on a database of its own, and a browser before it. */
export async function openStage(demo: DemoOptions = SMALL): Promise<Stage> {
  process.env.XINGLIN_DEMO_PASSWORD = PASSWORD
  process.env.XINGLIN_DEMO = '1'
  const dataDir = tempFolder('walk')
  const [server, browser] = await Promise.all([
    startServer({
      version: 'test',
      port: 0,
      host: '127.0.0.1',
      dataDir,
      databaseUrl: await newDatabase('walk'),
      demo,
      logLevel: process.env.XINGLIN_LOG ?? 'silent',
      say: () => {},
    }),
    launchBrowser(),
  ])
  const errors: string[] = []
  const url = server.url.replace('localhost', '127.0.0.1')
  return {
    url,
    errors,
    knownId: await knownAccount(server),
    ...seats(browser, url, errors),
    async stop() {
      await browser.close()
      await server.stop()
      removeFolder(dataDir)
    },
  }
}
