/**
 * Batches on worker threads. A task list is cut into chunks; every worker imports a module and calls one exported
 * function `(chunk, shared?) => results` per chunk. Plain data only: it is copied to the thread.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export interface BatchOptions {
  /** Worker threads; the machine's cores when absent. 0 runs in this thread. */
  threads?: number
  /** Tasks per message; 500 when absent. */
  chunk?: number
  /** Data every worker gets once, before its first chunk. SharedArrayBuffers are shared, the rest is copied. */
  shared?: unknown
}

export type ChunkFunction<T, R> = (chunk: readonly T[], shared?: unknown) => R[] | Promise<R[]>

/**
 * Run `exportName` of the module at `moduleUrl` over all tasks; results come back in the order of the tasks.
 * Rejects with the worker's error; the other workers are stopped.
 */
export async function runBatch<T, R>(
  moduleUrl: URL,
  exportName: string,
  tasks: readonly T[],
  { threads = availableParallelism(), chunk = 500, shared }: BatchOptions = {},
): Promise<R[]> {
  const chunks: T[][] = []
  for (let i = 0; i < tasks.length; i += chunk) chunks.push(tasks.slice(i, i + chunk) as T[])
  const results = new Array<R[]>(chunks.length)
  if (threads < 1 || chunks.length < 2) {
    const work = await loadChunkFunction<T, R>(moduleUrl.href, exportName)
    for (let i = 0; i < chunks.length; i++) results[i] = await work(chunks[i]!, shared)
    return results.flat()
  }
  let next = 0
  const workers = Array.from(
    { length: Math.min(threads, chunks.length) },
    () =>
      new Worker(new URL('./worker.ts', import.meta.url), { workerData: { url: moduleUrl.href, exportName, shared } }),
  )
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            const give = () => {
              const index = next++
              if (index < chunks.length) worker.postMessage({ index, tasks: chunks[index] })
              else resolve()
            }
            worker.on('message', (m: { index: number; results: R[] } | { error: string }) => {
              if ('error' in m) return reject(new Error(m.error))
              results[m.index] = m.results
              give()
            })
            worker.on('error', reject)
            worker.on('exit', (code) => reject(new Error(`batch worker stopped with code ${code}`)))
            give()
          }),
      ),
    )
  } finally {
    await Promise.all(workers.map((w) => w.terminate()))
  }
  return results.flat()
}

/** The chunk function a batch names, or a TypeError that says which one is missing. */
export async function loadChunkFunction<T, R>(url: string, exportName: string): Promise<ChunkFunction<T, R>> {
  const module = (await import(url)) as Record<string, unknown>
  const found = module[exportName]
  if (typeof found !== 'function') throw new TypeError(`batch: ${url} exports no function ${exportName}`)
  return found as ChunkFunction<T, R>
}
