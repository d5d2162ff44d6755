import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const TIME_LIMIT_MS = 15_000
const MEMORY_LIMIT = 400 * 1024 * 1024
const WATCH_MS = 50
const AT_ONCE = 2
const MAX_WAITING = 20
const PAGE_BYTES = 4096

let running = 0
const waiting: (() => void)[] = []

/** Waits for one of the few places; false when too many wait already. */
async function place(): Promise<boolean> {
  if (running < AT_ONCE) running++
  else if (waiting.length >= MAX_WAITING) return false
  else await new Promise<void>((resolve) => waiting.push(resolve))
  return true
}

/** Hands the place to the next in line. */
function leave(): void {
  const next = waiting.shift()
  if (next) next()
  else running--
}

/** Ends a child that takes more memory than any honest paper needs (where the system says how much it takes). */
function watch(child: ChildProcess): NodeJS.Timeout {
  return setInterval(async () => {
    const statm = await readFile(`/proc/${child.pid}/statm`, 'utf8').catch(() => '')
    if (Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES > MEMORY_LIMIT) child.kill('SIGKILL')
  }, WATCH_MS)
}

/**
 * Text of a PDF, '' when it has none or takes too long. Read in a process of its own with bounds on memory and time:
 * a PDF can be made to unpack to gigabytes, and what bursts then must not be the server.
 */
export async function pdfText(path: string, max: number): Promise<string> {
  if (!(await place())) return ''
  try {
    return await read(path, max)
  } finally {
    leave()
  }
}

function read(path: string, max: number): Promise<string> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('./pdfChild.ts', import.meta.url)), [path, String(max)], {
      execArgv: ['--max-old-space-size=192', '--no-warnings'],
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
    })
    const watching = watch(child)
    const done = (text: string) => {
      clearInterval(watching)
      resolve(text)
    }
    child.on('message', (text) => {
      done(typeof text === 'string' ? text : '')
      child.kill('SIGKILL')
    })
    child.on('error', () => done(''))
    child.on('exit', () => done(''))
  })
}
