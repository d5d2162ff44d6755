import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made = new Set<string>()

export function removeFolder(path: string): void {
  made.delete(path)
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  } catch (error) {
    // Somebody still writes there; that is no reason to fail, but one to say so.
    console.warn(`${path} stays behind: ${(error as Error).message}`)
  }
}

/** A temporary folder that goes with this process, however its tests end; `removeFolder` takes it away sooner. */
export function tempFolder(name: string): string {
  if (!made.size) process.once('exit', () => made.forEach(removeFolder))
  const path = mkdtempSync(join(tmpdir(), `xinglin-${name}-`))
  made.add(path)
  return path
}
