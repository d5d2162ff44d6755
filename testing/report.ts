import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

interface FileState {
  passed: number
  failed: number
  skipped: number
  output: string
  ms: number
}

/** Lines of output kept per file, shown only when the file fails (seeds of random tests are among them). */
const OUTPUT_LIMIT = 20_000
const DETAIL_LINES = 60
const SLOWEST = 10

/**
 * Counts `node:test` events and says what a person wants to know: failures at once and in full, one line per file,
 * skips with their reason, and last `N passed, N failed[, N skipped]`.
 */
export class Report {
  failures = 0
  #passes = 0
  #skips: string[] = []
  #files = new Map<string, FileState>()
  #print: (line: string) => void

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** One item outside the test files (a static check) that passed, after so many milliseconds. */
  passed(name: string, ms: number): void {
    this.#passes++
    this.#print(`✔ ${name} (${seconds(ms)})`)
  }

  failed(name: string, detail: string): void {
    this.failures++
    this.#print(`✖ ${name}\n${indent(detail)}`)
  }

  /** Takes one event of `run()` from node:test. */
  take(event: TestEvent): void {
    if (event.type === 'test:pass') this.#onPass(event.data)
    else if (event.type === 'test:fail') this.#onFail(event.data)
    else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      const file = this.#file(event.data.file)
      if (file.output.length < OUTPUT_LIMIT) file.output += event.data.message
    } else if (event.type === 'test:diagnostic') this.#onDiagnostic(event.data.message)
    else if (event.type === 'test:summary' && event.data.file) this.#endOfFile(event.data.file, event.data.duration_ms)
  }

  #onPass(data: Extract<TestEvent, { type: 'test:pass' }>['data']): void {
    if (data.details.type === 'suite') return
    const file = this.#file(data.file)
    if (data.skip === undefined && data.todo === undefined) {
      this.#passes++
      file.passed++
      return
    }
    if (typeof data.skip !== 'string' || !data.skip) {
      file.failed++
      this.failed(`${short(data.file)}:${data.line ?? '?'} ${data.name}`, 'skipped without a reason')
      return
    }
    file.skipped++
    this.#skips.push(`${data.name}: ${data.skip}`)
  }

  /** What a test says by `t.diagnostic` (a seed, a figure); the runner's own totals are left out. */
  #onDiagnostic(message: string): void {
    if (!/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message))
      this.#print(`  ${message}`)
  }

  #onFail(data: Extract<TestEvent, { type: 'test:fail' }>['data']): void {
    const error = data.details.error as Error & { failureType?: string; cause?: unknown }
    // A parent that fails only because a subtest did says nothing new.
    if (error.failureType === 'subtestsFailed') return
    this.failures++
    this.#file(data.file).failed++
    const cause = error.cause ?? error
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause)
    this.#print(`✖ ${short(data.file)}:${data.line ?? '?'} ${data.name}\n${indent(detail)}`)
  }

  #endOfFile(path: string, ms: number): void {
    const file = this.#file(path)
    file.ms = ms
    const counts = [`${file.passed} passed`]
    if (file.failed) counts.push(`${file.failed} failed`)
    if (file.skipped) counts.push(`${file.skipped} skipped`)
    this.#print(`${file.failed ? '✖' : '✔'} ${short(path)}: ${counts.join(', ')} (${seconds(ms)})`)
    this.#showOutput(path, file)
  }

  #showOutput(path: string, file: FileState): void {
    if (file.failed && file.output.trim()) this.#print(`  output of ${short(path)}:\n${indent(file.output.trim())}`)
    file.output = ''
  }

  #file(path = '?'): FileState {
    let state = this.#files.get(path)
    if (!state) {
      state = { passed: 0, failed: 0, skipped: 0, output: '', ms: 0 }
      this.#files.set(path, state)
    }
    return state
  }

  #showSlowest(): void {
    const slowest = [...this.#files].sort(([, a], [, b]) => b.ms - a.ms).slice(0, SLOWEST)
    if (this.#files.size <= SLOWEST) return
    this.#print(`slowest files: ${slowest.map(([path, { ms }]) => `${short(path)} ${seconds(ms)}`).join(', ')}`)
  }

  /** Prints the slowest files of a long run, the skips and the last line. */
  finish(): void {
    // A file that could not be loaded has no summary; what it said on its way out is the reason.
    for (const [path, file] of this.#files) this.#showOutput(path, file)
    this.#showSlowest()
    for (const skip of this.#skips) this.#print(`- skipped: ${skip}`)
    const skipped = this.#skips.length ? `, ${this.#skips.length} skipped` : ''
    this.#print(`${this.#passes} passed, ${this.failures} failed${skipped}`)
  }
}

function short(path = '?'): string {
  return relative('.', path)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function indent(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\s+at .*\(?node:internal/.test(line))
  const shown = lines.slice(0, DETAIL_LINES)
  if (lines.length > shown.length) shown.push(`… ${lines.length - shown.length} more lines`)
  return shown.map((line) => `    ${line}`).join('\n')
}
