import { modelWorld } from './load.ts'
import { Mismatch } from './look.ts'
import { checkCharts } from './run.ts'

/** Runs the model test on a mutated kernel until something is noticed. Exit code 3: caught; 0: it got away. */
const SEED = 1000
const MOST = 64
const AT_A_TIME = 4
const READERS = 3

const m = await modelWorld()
let code = 0
for (let i = 0; i < MOST && !code; i += AT_A_TIME)
  try {
    await checkCharts(
      m,
      Array.from({ length: AT_A_TIME }, (_, k) => SEED + i + k),
      READERS,
    )
  } catch (error) {
    if (!(error instanceof Mismatch || (error as Error).cause instanceof Mismatch)) throw error
    console.log((error as Error).message)
    code = 3
  }
await m.close()
process.exitCode = code
