import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OUT = join(ROOT, 'dist/web')
/** Says which sources the folder was built from; lies inside it, so that the two can only be replaced together. */
const STAMP = 'sources.sha256'

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

const stampOf = (folder: string): Promise<string> => readFile(join(folder, STAMP), 'utf8').catch(() => '')

/**
 * Always the production bundle, whatever this process runs as: under `NODE_ENV=test` Vite would bundle React's
 * development half, and Ant Design would give every dialog the same id.
 */
async function bundle(outDir: string): Promise<void> {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    const vite = await import('vite')
    const configFile = join(ROOT, 'apps/web/vite.config.ts')
    await vite.build({ configFile, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

/**
 * Builds beside the present folder and then takes its place, so that two servers starting at once, or one that is
 * serving, never see half a build.
 */
async function build(fingerprint: string): Promise<void> {
  const fresh = `${OUT}.${process.pid}`
  const old = `${fresh}.old`
  await bundle(fresh)
  await writeFile(join(fresh, STAMP), fingerprint)
  await mkdir(old, { recursive: true })
  await rename(OUT, join(old, 'web')).catch(() => undefined)
  await rename(fresh, OUT).catch(async (error: unknown) => {
    // somebody else was faster with the same sources: his build is as good
    if ((await stampOf(OUT)) !== fingerprint) throw error
    await rm(fresh, { recursive: true, force: true })
  })
  await rm(old, { recursive: true, force: true })
}

/**
 * The folder of a web app that fits the sources: the one already built, or a new one (3–10 s). The server calls this
 * when it starts. Throws what Vite throws when the sources do not build.
 */
export async function ensureBuilt(): Promise<string> {
  const wanted = await fingerprint()
  if ((await stampOf(OUT)) !== wanted) await build(wanted)
  return OUT
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await ensureBuilt())
