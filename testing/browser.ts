import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** Nothing but the page under test may reach the network, and no first-run page may cover it. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--lang=zh-CN',
]

const SYSTEM_CHROMIUM = '/usr/bin/chromium'
/** Value of `CHROMIUM_PATH` that asks for the Chromium of the npm package although the machine has one. */
const BUNDLED = 'bundled'

/**
 * A headless Chromium: `CHROMIUM_PATH`, else the machine's, else the one inside the npm package @sparticuz/chromium
 * (unpacked once per version in the temporary folder). The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const wanted = process.env.CHROMIUM_PATH
  if (wanted && wanted !== BUNDLED) return chromium.launch({ executablePath: wanted, args: FLAGS })
  if (wanted !== BUNDLED && existsSync(SYSTEM_CHROMIUM)) {
    return chromium.launch({ executablePath: SYSTEM_CHROMIUM, args: FLAGS })
  }
  const folder = unpackedChromium()
  const executablePath = join(folder, 'chromium')
  return chromium.launch({ executablePath, args: FLAGS, env: bundledEnvironment(folder, executablePath) })
}

/** Chromium's own libraries (NSS, NSPR …) are lent to it only where the machine lacks them. */
function bundledEnvironment(folder: string, executable: string): Record<string, string> {
  const env = { ...process.env } as Record<string, string>
  const lacking = /not found/.test(spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout ?? '')
  const libraries = join(folder, 'al2023', 'lib')
  if (lacking && existsSync(libraries)) env.LD_LIBRARY_PATH = [libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_PATH = join(folder, 'fonts')
  return env
}

/**
 * The package unpacks straight into the temporary folder and takes a half-written file of another process for a whole
 * one; so it is run apart, in a folder of its own that gets its name when complete.
 */
function unpackedChromium(): string {
  const packageFolder = resolve(import.meta.dirname, '..', 'node_modules', '@sparticuz', 'chromium')
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const kept = process.env.XINGLIN_KEPT ?? tmpdir() // `npm test` gives each run a temporary folder of its own
  const folder = join(kept, `xinglin-chromium-${version}-${process.getuid?.() ?? 'user'}`)
  if (existsSync(join(folder, 'chromium'))) return folder
  mkdirSync(kept, { recursive: true })
  const unfinished = mkdtempSync(`${folder}.`)
  // The package unpacks its shared libraries only where it believes to run on Amazon's Lambda.
  const env = { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
  const script = `await (await import('@sparticuz/chromium')).default.executablePath()`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env,
  })
  if (run.status !== 0) throw new Error(`Chromium of @sparticuz/chromium does not unpack: ${run.stderr}`)
  try {
    renameSync(unfinished, folder)
  } catch {
    rmSync(unfinished, { recursive: true, force: true }) // another process was first
  }
  return folder
}
