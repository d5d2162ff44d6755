import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { testServer } from '../pg.ts'
import { MUTANTS } from './mutants.ts'

const CAUGHT = 3
const AT_ONCE = 2

/** Runs the model test in a process of its own whose kernel has this leak; says how it ended. */
function runMutant(name: string, server: string): Promise<{ code: number | null; said: string }> {
  const here = import.meta.dirname
  const args = ['--import', join(here, 'mutantHook.ts'), join(here, 'mutantRun.ts')]
  const env = { ...process.env, XINGLIN_MUTANT: name, XINGLIN_TEST_PG: server, NODE_TEST_CONTEXT: undefined }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said: said.trim() })))
}

test(`P1 planted leaks: ${MUTANTS.length} mutants of the kernel, each caught by the model test`, {
  concurrency: AT_ONCE,
}, async (t) => {
  const server = await testServer()
  const only = process.env.XINGLIN_MUTANT
  await Promise.all(
    MUTANTS.filter((m) => !only || m.name === only).map((m) =>
      t.test(`P1 caught: ${m.name}`, async () => {
        const { code, said } = await runMutant(m.name, server)
        assert.equal(code, CAUGHT, `not caught (exit ${code}): ${said.slice(-1500)}`)
        if (process.env.XINGLIN_SHOW) console.log(`${m.name}: ${said.slice(0, 160)}`)
      }),
    ),
  )
})
