import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { build } from 'vite'
import { launchBrowser } from '#testing/browser.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const HARNESS = `
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { DecimalInput } from '${join(ROOT, 'ui/core/DecimalInput.tsx')}'
function App() {
  const [value, setValue] = useState('1200.50')
  return (<>
    <DecimalInput aria-label="amount" value={value} onChange={setValue} scale={2} />
    <output>{String(value)}</output>
    <button onClick={() => setValue('7.00')}>outside</button>
  </>)
}
createRoot(document.getElementById('root')).render(<App />)
`

let browser: Browser
let folder: string
let script: string

before(async () => {
  // The test command says `test`, for which Vite would bundle React's development build and then strip half of it.
  process.env.NODE_ENV = 'production'
  folder = await mkdtemp(join(ROOT, 'node_modules/.xinglin-harness-'))
  await writeFile(join(folder, 'main.tsx'), HARNESS)
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: join(folder, 'out'),
      lib: { entry: join(folder, 'main.tsx'), formats: ['iife'], name: 'harness', fileName: () => 'main.js' },
    },
  })
  script = await readFile(join(folder, 'out/main.js'), 'utf8')
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function open(): Promise<{ page: Page; ime: CDPSession; value: () => Promise<string | null> }> {
  const page = await browser.newPage()
  await page.setContent('<div id="root"></div>')
  await page.addScriptTag({ content: script })
  const ime = await page.context().newCDPSession(page)
  return { page, ime, value: () => page.textContent('output') }
}

/** Types through an input method: candidates appear one after another, then one is committed. */
async function compose(ime: CDPSession, steps: string[], commit: string): Promise<void> {
  for (const text of steps)
    await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await ime.send('Input.insertText', { text: commit })
}

test('P1 a Chinese input method does not erase the amount (espocrm#2921)', async () => {
  const { page, ime, value } = await open()
  await page.focus('input')
  await page.keyboard.press('End')
  await compose(ime, ['n', 'ni', 'ni h'], '')
  assert.equal(await page.inputValue('input'), '1,200.50', 'a cancelled composition leaves the text')
  assert.equal(await value(), '1200.50')
  await page.keyboard.press('Control+A')
  await compose(ime, ['３', '３４'], '３４５６。７')
  assert.equal(await value(), '3456.7')
  await page.keyboard.press('Tab')
  assert.equal(await page.inputValue('input'), '3,456.70', 'tidied on leaving')
  assert.equal(await value(), '3456.70')
  await page.close()
})

test('P1 text that is no number stays, marked, and the last good amount is kept', async () => {
  const { page, ime, value } = await open()
  await page.focus('input')
  await page.keyboard.press('Control+A')
  await compose(ime, ['yi', 'yi bai'], '一百')
  await page.keyboard.press('Tab')
  assert.equal(await page.inputValue('input'), '一百')
  assert.equal(await page.getAttribute('input', 'aria-invalid'), 'true')
  assert.equal(await value(), '1200.50')
  await page.close()
})

test('P1 a value set from outside replaces what was typed; clearing means nothing', async () => {
  const { page, value } = await open()
  await page.fill('input', '12')
  assert.equal(await value(), '12')
  await page.click('button')
  assert.equal(await page.inputValue('input'), '7.00')
  await page.fill('input', '')
  assert.equal(await value(), 'null')
  await page.close()
})
