import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { launchBrowser } from './browser.ts'

/** A page with Chinese text: script runs, layout happens, and 杏 and 林 are drawn, not left out. */
async function tryPage(screenshot: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.setContent('<button onclick="this.textContent=\'已保存\'">杏林保存</button>')
    await page.click('button')
    assert.equal(await page.textContent('button'), '已保存')
    assert.ok((await page.locator('button').boundingBox())!.width > 20)
    mkdirSync('artifacts', { recursive: true })
    await page.screenshot({ path: `artifacts/${screenshot}` })
  } finally {
    await browser.close()
  }
}

test('testing: a browser runs a page', () => tryPage('browser.png'))

test('testing: the Chromium of the npm package runs a page too', {
  skip: (process.arch !== 'x64' || process.platform !== 'linux') && 'the package holds Chromium for Linux on x64 only',
}, async (t) => {
  const before = process.env.CHROMIUM_PATH
  process.env.CHROMIUM_PATH = 'bundled'
  t.after(() => {
    if (before === undefined) delete process.env.CHROMIUM_PATH
    else process.env.CHROMIUM_PATH = before
  })
  await tryPage('browser-bundled.png')
})
