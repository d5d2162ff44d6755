import { lchownSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EmbeddedProblem } from './problem.ts'

/** The account PostgreSQL runs as: our own, or an unprivileged one when we are root. */
export interface Runner {
  uid?: number
  gid?: number
  /** To be spread into the options of `spawn`. */
  spawn: { uid?: number; gid?: number; env: NodeJS.ProcessEnv }
}

/** `nobody` on every Linux; PostgreSQL refuses to run as root. */
const NOBODY = 65534

/** Root gives PostgreSQL to the present owner of the data, else to `nobody`; anyone else runs it as themselves. */
export function chooseRunner(pgdata: string): Runner {
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
  if (process.getuid?.() !== 0) return { spawn: { env: { ...process.env, LC_ALL: 'C' } } }
  let uid = NOBODY
  let gid = NOBODY
  try {
    const found = statSync(pgdata)
    if (found.uid !== 0) {
      uid = found.uid
      gid = found.gid
    }
  } catch {
    // first start
  }
  return { uid, gid, spawn: { uid, gid, env } }
}

/**
 * Makes the data folder, gives it to the runner and proves that the runner can come there: a folder on the way that
 * others may not enter (a home of mode 700) stops PostgreSQL, and its own message would not say so.
 *
 * @returns the folder's real path (symlinks resolved), as processes report it.
 */
export function prepareDataDir(dataDir: string, runner: Runner): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  } catch (cause) {
    throw new EmbeddedProblem(
      'embedded.dataNotWritable',
      { zh: `无法创建数据目录 ${dataDir}。`, en: `The data folder ${dataDir} cannot be created.` },
      String(cause),
    )
  }
  const path = realpathSync(dataDir)
  if (runner.uid === undefined || runner.gid === undefined) return path
  const closed = closedFolder(dirname(path), runner.uid, runner.gid)
  if (closed) {
    throw new EmbeddedProblem('embedded.dataUnreachable', {
      zh: `数据库以普通用户（uid ${runner.uid}）运行，但目录 ${closed} 不允许其他用户进入，因此无法使用数据目录 ${path}。请用 XINGLIN_DATA 指定别处（例如 /var/lib/xinglin），或执行 chmod o+x ${closed}，或不要以 root 启动。`,
      en: `The database runs as an unprivileged user (uid ${runner.uid}), which may not enter ${closed}, so the data folder ${path} cannot be used. Set XINGLIN_DATA to another place (such as /var/lib/xinglin), or run chmod o+x ${closed}, or do not start as root.`,
    })
  }
  giveTo(path, runner.uid, runner.gid)
  return path
}

/** The first folder from the root down to `path` that `uid` may not enter; undefined when the way is open. */
export function closedFolder(path: string, uid: number, gid: number): string | undefined {
  const above = dirname(path)
  if (above !== path) {
    const closed = closedFolder(above, uid, gid)
    if (closed) return closed
  }
  const found = statSync(path)
  const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001
  return found.mode & bit ? undefined : path
}

/** chown, downwards, of whatever is not the runner's yet (a folder restored by root from a backup, say). */
function giveTo(path: string, uid: number, gid: number): void {
  const found = lstatSync(path)
  if (found.uid !== uid || found.gid !== gid) {
    lchownSync(path, uid, gid)
  }
  if (!found.isDirectory()) return
  for (const name of readdirSync(path)) giveTo(join(path, name), uid, gid)
}
