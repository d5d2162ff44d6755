import { Worker } from 'node:worker_threads'
import type { Filled } from './fill.ts'

interface Answer {
  id: number
  bytes?: Uint8Array
  error?: string
}

interface Waiting {
  resolve: (bytes: Buffer) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

const TIMEOUT_MS = 60_000
const MEMORY_MB = 512

let worker: Worker | undefined
let serial = 0
const waiting = new Map<number, Waiting>()

function settle(id: number): Waiting | undefined {
  const found = waiting.get(id)
  waiting.delete(id)
  clearTimeout(found?.timer)
  // With nothing to draw the thread keeps no process alive.
  if (!waiting.size) worker?.unref()
  return found
}

function start(): Worker {
  const made = new Worker(new URL('./pdfWorker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  made.on('message', ({ id, bytes, error }: Answer) => {
    const one = settle(id)
    if (bytes) one?.resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    else one?.reject(new Error(`PDF: ${error}`))
  })
  const gone = (error: Error) => {
    if (worker === made) worker = undefined
    for (const id of [...waiting.keys()]) settle(id)?.reject(error)
  }
  made.on('error', gone)
  made.on('exit', () => gone(new Error('PDF: the drawing thread ended')))
  return made
}

/** Draws a document as PDF on a thread of its own: a long paper takes seconds, and requests do not wait behind it. */
export function drawPdf(doc: Filled, author: string): Promise<Buffer> {
  worker ??= start()
  worker.ref()
  const id = ++serial
  return new Promise((resolve, reject) => {
    // A thread that hangs is ended, with whatever else it had in hand; the next paper gets a new one.
    const timer = setTimeout(() => worker?.terminate(), TIMEOUT_MS)
    waiting.set(id, { resolve, reject, timer })
    worker!.postMessage({ id, doc, author })
  })
}
