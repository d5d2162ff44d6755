import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Report } from './report.ts'

/** The static checks; each counts as one passed or failed item. */
const CHECKS: Record<string, [program: string, ...args: string[]]> = {
  'lint and format (biome)': ['biome', 'check', '--error-on-warnings', '--reporter=summary', '.'],
  'types (tsc)': ['tsc', '--pretty', 'false'],
  'dead code (knip)': ['knip', '--no-progress', '--no-config-hints'],
}

/** Runs the static checks one after the other and tells the report. */
export async function runChecks(report: Report): Promise<void> {
  for (const [name, [program, ...args]] of Object.entries(CHECKS)) {
    const started = performance.now()
    const { code, output } = await runProgram(join('node_modules', '.bin', program), args)
    if (code === 0) report.passed(name, performance.now() - started)
    else report.failed(name, output || `${program} ended with ${code}`)
  }
}

/** Runs a program to its end; what it said on both channels. */
export function runProgram(program: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const gather = (chunk: Buffer) => {
      output += chunk
    }
    child.stdout.on('data', gather)
    child.stderr.on('data', gather)
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code, output: output.trim() }))
  })
}
