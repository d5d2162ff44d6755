import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'

/** PostgreSQL settings by name, as they would stand in postgresql.conf (`{ shared_buffers: '256MB' }`). */
export type Settings = Record<string, string>

const MiB = 1024 * 1024

/** Docker gives /dev/shm 64 MB by default, where a parallel query fails half-way; files in the data folder do not. */
function sharedMemoryType(): Settings {
  if (process.platform !== 'linux') return {}
  try {
    const shm = statfsSync('/dev/shm')
    if (shm.blocks * shm.bsize >= 256 * MiB) return {}
  } catch {
    // no /dev/shm at all: same answer
  }
  return { dynamic_shared_memory_type: 'mmap' }
}

/** Modest in memory, right for SSDs and short queries. Never turns durability off. */
export function defaultSettings(): Settings {
  return {
    max_connections: '200',
    shared_buffers: '256MB',
    effective_cache_size: `${Math.max(512, Math.floor((totalmem() / MiB) * 0.5))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: 'on',
    // Statement errors are answered, and logged, by the application; here only the server's own life is of interest.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    ...sharedMemoryType(),
  }
}

/** Reads `XINGLIN_PG_SETTINGS`: `name=value` pairs separated by `;` (values may hold commas). */
export function parseSettings(text: string | undefined): Settings {
  const settings: Settings = {}
  for (const pair of (text ?? '').split(';')) {
    if (!pair.trim()) continue
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    if (at < 1 || !/^[a-z_][a-z0-9_.]*$/i.test(name)) {
      throw new Error(`XINGLIN_PG_SETTINGS: "${pair.trim()}" is not name=value`)
    }
    // Durability is not a matter of tuning; throwaway servers of tests ask for it in code.
    if (/^(fsync|full_page_writes)$/i.test(name)) throw new Error(`XINGLIN_PG_SETTINGS: ${name} cannot be changed`)
    settings[name] = pair.slice(at + 1).trim()
  }
  return settings
}

/** Defaults, then the environment, then the caller; as command-line arguments of `postgres`. */
export function settingArguments(own: Settings = {}): string[] {
  const all = { ...defaultSettings(), ...parseSettings(process.env.XINGLIN_PG_SETTINGS), ...own }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
