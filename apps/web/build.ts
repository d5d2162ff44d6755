import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OUT = join(ROOT, 'dist/web')
const STAMP = join(ROOT, 'dist/web.stamp')

/** What the bundle is made of; a change in any of these makes a new one necessary. */
const SOURCES = ['apps/web', 'ui', 'kernel/declare', 'modules', 'package-lock.json']
const WEB = /\.(tsx?|css|html|svg|json)$/

async function walk(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => null)
  if (!info) return []
  if (info.isFile()) return [path]
  const names = (await readdir(path)).filter((n) => n !== 'node_modules' && !n.startsWith('.')).sort()
  return (await Promise.all(names.map((n) => walk(join(path, n))))).flat()
}

/** Of the modules only what a page can import: their screens, and what lies beside those. */
function counts(path: string): boolean {
  if (!WEB.test(path) || /\.test\.tsx?$/.test(path)) return false
  return !path.startsWith(join(ROOT, 'modules')) || /\.(tsx|css|svg)$|\.ui\.ts$/.test(path)
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  const files = (await Promise.all(SOURCES.map((s) => walk(join(ROOT, s))))).flat().filter(counts)
  for (const file of files) {
    hash.update(relative(ROOT, file))
    hash.update(await readFile(file))
  }
  return hash.digest('hex')
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** Builds the web app into `dist/web`, whatever is there. */
export async function buildWeb(): Promise<void> {
  const { build } = await import('vite')
  await build({ configFile: join(ROOT, 'apps/web/vite.config.ts'), logLevel: 'warn' })
}

/**
 * The folder of a web app that fits the sources: the one already built, or a new one (3–10 s). The server calls this
 * when it starts. Throws what Vite throws when the sources do not build.
 */
export async function ensureBuilt(): Promise<string> {
  const wanted = await fingerprint()
  const built = (await read(STAMP)).trim() === wanted && (await read(join(OUT, 'index.html'))) !== ''
  if (!built) {
    await buildWeb()
    await mkdir(join(ROOT, 'dist'), { recursive: true })
    await writeFile(STAMP, wanted)
  }
  return OUT
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await ensureBuilt())
