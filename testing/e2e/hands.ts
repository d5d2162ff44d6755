import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

export const PHONE = { width: 390, height: 844 }

/** Waits until the words can be seen. */
export const seen = (where: Page | Locator, text: string | RegExp): Promise<void> =>
  where.getByText(text).filter({ visible: true }).first().waitFor()

/** Opens an antd select and chooses an option; `find` is typed where the options are many. */
export async function choose(page: Page, field: Locator, option: string, find = option): Promise<void> {
  await field.click()
  await field.fill(find).catch(() => undefined)
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click()
}

/** Nothing may be wider than the phone. */
export async function overflow(page: Page, where: string): Promise<void> {
  const width = await page.evaluate(() => document.scrollingElement!.scrollWidth)
  assert.ok(width <= PHONE.width, `${where} is ${width} px wide on a phone of ${PHONE.width}`)
}
