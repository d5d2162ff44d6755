import { connect, type Socket } from 'node:net'
import { percentile } from './measure.ts'
import { readResponse } from './response.ts'

/** One request; `path` with its query. A body is sent as JSON unless a content-type header says otherwise. */
export interface LoadRequest {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
}

export interface LoadOptions {
  /** `http://127.0.0.1:7300`. */
  url: string
  /** Keep-alive connections, each with one request under way. */
  connections?: number
  /** Length of the measured time; `warmup` seconds before it are not counted. */
  seconds?: number
  warmup?: number
  /** The same request always, or the n-th one. */
  request: LoadRequest | ((n: number) => LoadRequest)
}

/** Times are milliseconds; `errors` counts answers outside 2xx and broken connections. */
export interface LoadResult {
  requests: number
  rps: number
  p50: number
  p95: number
  p99: number
  max: number
  errors: number
  statuses: Record<string, number>
  bytes: number
  /** Body of the first answer outside 2xx, to see what went wrong. */
  firstError?: string
}

/**
 * Loads an HTTP server over plain sockets: the client must cost little, for it shares the machine with the server.
 * Closed loop: a connection asks again as soon as it is answered.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { connections = 16, seconds = 10, warmup = 1 } = options
  const run = new Run(options)
  const begin = performance.now() + warmup * 1000
  run.measuredFrom = begin
  run.until = begin + seconds * 1000
  await Promise.all(Array.from({ length: connections }, () => run.connection()))
  return run.result(seconds)
}

const SILENCE = 30_000

/**
 * What has come of an answer, in memory that is used again. A new buffer for each chunk would be collected with the whole
 * heap every second or two, and that pause was the 99th percentile of every server measured.
 */
class Gathered {
  #memory = Buffer.allocUnsafe(1 << 17)
  #length = 0

  add(chunk: Uint8Array): Buffer {
    const length = this.#length + chunk.length
    if (length > this.#memory.length) {
      const larger = Buffer.allocUnsafe(2 * length)
      this.#memory.copy(larger, 0, 0, this.#length)
      this.#memory = larger
    }
    this.#memory.set(chunk, this.#length)
    this.#length = length
    return this.#memory.subarray(0, length)
  }

  drop(length: number): void {
    this.#memory.copyWithin(0, length, this.#length)
    this.#length -= length
  }
}

class Run {
  measuredFrom = 0
  until = 0
  #url: URL
  #next: () => Buffer
  #times: number[] = []
  #statuses: Record<string, number> = {}
  #errors = 0
  #bytes = 0
  #firstError: string | undefined
  /** All sockets read into this one: each chunk is taken over before the next comes. */
  readonly #read = Buffer.allocUnsafe(1 << 16)

  constructor({ url, request }: LoadOptions) {
    this.#url = new URL(url)
    if (typeof request === 'function') {
      let n = 0
      this.#next = () => encode(this.#url, request(n++))
    } else {
      const fixed = encode(this.#url, request)
      this.#next = () => fixed
    }
  }

  /** One connection from open to the end of the run; opens anew when the server closes it. */
  async connection(): Promise<void> {
    while (performance.now() < this.until) {
      try {
        await this.#converse()
      } catch (error) {
        this.#fail('connection', String(error))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }

  #converse(): Promise<void> {
    return new Promise((resolve, reject) => {
      const answer = new Gathered()
      let asked = 0
      const ask = () => {
        asked = performance.now()
        if (asked >= this.until) socket.end(() => resolve())
        else socket.write(this.#next())
      }
      const heard = (length: number, memory: Uint8Array): boolean => {
        const found = readResponse(answer.add(memory.subarray(0, length)))
        if (!found) return true
        this.#answered(asked, found.status, found.length, found.body)
        answer.drop(found.length)
        ask()
        return true
      }
      const socket: Socket = connect({
        host: this.#url.hostname,
        port: Number(this.#url.port || 80),
        noDelay: true,
        onread: { buffer: this.#read, callback: heard },
      })
      socket.setTimeout(SILENCE, () => socket.destroy(new Error('no answer for 30 s')))
      socket.on('connect', ask)
      socket.on('error', reject)
      socket.on('close', () => resolve())
    })
  }

  #answered(asked: number, status: number, bytes: number, body: Buffer): void {
    const now = performance.now()
    if (asked < this.measuredFrom || now > this.until) return
    this.#times.push(now - asked)
    this.#bytes += bytes
    if (status < 200 || status > 299) this.#fail(String(status), body.toString())
    else this.#statuses[status] = (this.#statuses[status] ?? 0) + 1
  }

  #fail(kind: string, detail: string): void {
    this.#errors++
    this.#statuses[kind] = (this.#statuses[kind] ?? 0) + 1
    this.#firstError ??= detail.slice(0, 500)
  }

  result(seconds: number): LoadResult {
    const sorted = Float64Array.from(this.#times).sort()
    return {
      requests: sorted.length,
      rps: sorted.length / seconds,
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
      p99: percentile(sorted, 0.99),
      max: sorted.at(-1) ?? 0,
      errors: this.#errors,
      statuses: this.#statuses,
      bytes: this.#bytes,
      ...(this.#firstError === undefined ? {} : { firstError: this.#firstError }),
    }
  }
}

function encode(url: URL, request: LoadRequest): Buffer {
  const body = request.body === undefined ? undefined : Buffer.from(request.body)
  const headers: Record<string, string> = { host: url.host, connection: 'keep-alive' }
  if (body) {
    headers['content-type'] = 'application/json'
    headers['content-length'] = String(body.length)
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${request.method ?? (body ? 'POST' : 'GET')} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`
  return body ? Buffer.concat([Buffer.from(head), body]) : Buffer.from(head)
}
