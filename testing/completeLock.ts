import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** An entry of package-lock.json (version 3), as far as it matters here. */
interface Entry {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

type Packages = Record<string, Entry>

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32']
const CPUS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32']

/** os, cpu and libc that a platform package is for, read from its name (`@x/binding-linux-arm64-musl`). */
export function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const parts = name.split(/[/-]/)
  const os = SYSTEMS.find((system) => parts.includes(system)) ?? (parts.includes('windows') ? 'win32' : undefined)
  const cpu = CPUS.find((each) => parts.includes(each))
  const libc = parts.some((part) => /^musl/.test(part))
    ? 'musl'
    : parts.some((part) => /^gnu/.test(part))
      ? 'glibc'
      : ''
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(libc && os === 'linux' ? { libc: [libc] } : {}),
    ...(os ? { os: [os] } : {}),
  }
}

/**
 * Optional platform packages that the lock file names but does not hold. npm leaves them out where the registry it was
 * made with does not carry them, and `npm ci` then refuses the lock file everywhere. Only exact versions can be added.
 */
export function missingPlatforms(packages: Packages): Packages {
  const missing: Packages = {}
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const nested = `${path}/node_modules/${name}`
      const hoisted = `node_modules/${name}`
      if (packages[nested] || packages[hoisted] || !/^\d/.test(version)) continue
      missing[hoisted] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platformOf(name) }
    }
  }
  return missing
}

const LOCK = resolve(import.meta.dirname, '..', 'package-lock.json')

/** package-lock.json of the repository. */
export function readLock(): { packages: Packages } {
  return JSON.parse(readFileSync(LOCK, 'utf8')) as { packages: Packages }
}

// `npm run lock:complete`, after each change of dependencies
if (import.meta.main) {
  const lock = readLock()
  const missing = missingPlatforms(lock.packages)
  const [root, ...rest] = Object.entries({ ...lock.packages, ...missing })
  const sorted = rest.sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(LOCK, `${JSON.stringify({ ...lock, packages: Object.fromEntries([root!, ...sorted]) }, null, 2)}\n`)
  console.log(`${Object.keys(missing).length} platform packages added to package-lock.json`)
}
