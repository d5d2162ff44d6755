import { parentPort } from 'node:worker_threads'
import type { Filled } from './fill.ts'
import { toPdf } from './pdf.ts'

/** The side of {@link drawPdf} that draws. */
parentPort?.on('message', async ({ id, doc, author }: { id: number; doc: Filled; author: string }) => {
  try {
    const bytes = new Uint8Array(await toPdf(doc, author))
    parentPort?.postMessage({ id, bytes }, [bytes.buffer])
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
