import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ensureBuilt } from './build.ts'

/** Most bytes, gzipped, that a browser fetches before the first page is drawn. */
const FIRST_LOAD = 450 * 1024

/** Files that `index.html` names, and all that those import statically. */
async function firstLoad(folder: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  const queue = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1]!)
  while (queue.length) {
    const name = queue.pop()!
    if (found.has(name)) continue
    const body = await readFile(join(folder, name))
    found.set(name, body)
    if (name.endsWith('.js'))
      for (const m of body.toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
        queue.push(`assets/${m[1]!}`)
  }
  return found
}

test('web: builds once, is small at first load, brings charts only when needed, and asks no other site', async () => {
  const folder = await ensureBuilt()
  const { mtimeMs } = await stat(join(folder, 'index.html'))
  assert.equal(await ensureBuilt(), folder)
  assert.equal((await stat(join(folder, 'index.html'))).mtimeMs, mtimeMs, 'unchanged sources are not built again')

  const files = await firstLoad(folder)
  const bytes = [...files.values()].reduce((n, body) => n + gzipSync(body).length, 0)
  console.log(`first load: ${Math.round(bytes / 1024)} kB gzip in ${files.size} files`)
  assert.ok(bytes <= FIRST_LOAD, `${bytes} bytes`)
  assert.ok(![...files.keys()].some((name) => name.includes('charts')))

  const assets = await readdir(join(folder, 'assets'))
  assert.ok(assets.some((name) => name.startsWith('charts-')))
  for (const name of assets.filter((n) => n.endsWith('.css'))) {
    const css = await readFile(join(folder, 'assets', name), 'utf8')
    assert.doesNotMatch(css, /url\(["']?(https?:)?\/\//, name)
  }
})
