import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, lchownSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Native } from './native.ts'
import type { Runner } from './owner.ts'
import { EmbeddedProblem } from './problem.ts'

/** Name of PostgreSQL's own folder inside the data folder. */
export const CLUSTER = 'cluster'

/**
 * Makes the database cluster on first start; later reads its superuser password. The cluster appears under its name
 * only when complete, so a start killed half-way begins anew.
 *
 * @returns the superuser's password.
 */
export function prepareCluster(dataDir: string, native: Native, runner: Runner): string {
  const passwordFile = join(dataDir, 'superuser.password')
  const pgdata = join(dataDir, CLUSTER)
  if (existsSync(join(pgdata, 'PG_VERSION'))) return knownPassword(passwordFile, pgdata)
  const password = randomBytes(24).toString('hex')
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (runner.uid !== undefined && runner.gid !== undefined) lchownSync(passwordFile, runner.uid, runner.gid)
  const unfinished = `${pgdata}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  initdb(unfinished, passwordFile, native, runner)
  renameSync(unfinished, pgdata)
  return password
}

function knownPassword(passwordFile: string, pgdata: string): string {
  try {
    return readFileSync(passwordFile, 'utf8').trim()
  } catch (cause) {
    throw new EmbeddedProblem(
      'embedded.noPassword',
      {
        zh: `数据库目录 ${pgdata} 已存在，但无法读取密码文件 ${passwordFile}。请以创建它的用户启动，或从备份恢复该文件。`,
        en: `The database folder ${pgdata} exists but its password file ${passwordFile} cannot be read. Start as the user who made it, or restore that file from a backup.`,
      },
      String(cause),
    )
  }
}

/** `builtin` C.UTF-8: the same order on every machine, and Chinese is letters to pg_trgm (under plain `C` it is not). */
function initdb(pgdata: string, passwordFile: string, native: Native, runner: Runner): void {
  const options = ['-D', pgdata, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const language = ['--locale-provider=builtin', '--locale=C.UTF-8', '--encoding=UTF8', '--no-instructions']
  const run = spawnSync(native.initdb, [...options, ...language], { ...runner.spawn, cwd: '/', encoding: 'utf8' })
  if (run.status === 0) return
  throw new EmbeddedProblem(
    'embedded.initdb',
    { zh: `无法在 ${pgdata} 创建数据库。`, en: `The database cannot be created in ${pgdata}.` },
    `${run.error?.message ?? ''}${run.stdout ?? ''}${run.stderr ?? ''}`.trim(),
  )
}
