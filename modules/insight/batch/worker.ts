/** One worker thread of a batch: see pool.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { loadChunkFunction } from './pool.ts'

const { url, exportName, shared } = workerData as { url: string; exportName: string; shared: unknown }
const ready = loadChunkFunction<unknown, unknown>(url, exportName)

parentPort?.on('message', async ({ index, tasks }: { index: number; tasks: unknown[] }) => {
  try {
    const work = await ready
    parentPort?.postMessage({ index, results: await work(tasks, shared) })
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
