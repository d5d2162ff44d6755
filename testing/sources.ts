import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Root folder of the repository. */
export const ROOT = resolve(import.meta.dirname, '..')

const ROOMS = ['kernel', 'modules', 'ui', 'apps', 'testing', 'bench', 'seeds', 'migrations']

/** Source texts of the repository by path from its root; `kinds` are file name endings. */
export function sources(kinds: string[]): Record<string, string> {
  const exclude = (name: string) => /(^|\/)(node_modules|dist|out)$/.test(name)
  const files = ROOMS.flatMap((room) =>
    kinds.flatMap((kind) => globSync(`${room}/**/*${kind}`, { cwd: ROOT, exclude })),
  )
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(resolve(ROOT, file), 'utf8')]))
}
