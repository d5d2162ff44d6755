import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'

// `npm run bench [-- part-of-a-name …]`: each bench/**/*.bench.ts in a process of its own, one after the other,
// printing one JSON line per measure. Node's own options are handed on: the servers run with those of `npm start`. Ends with 1 when a target was missed or a bench broke.
process.chdir(resolve(import.meta.dirname, '..'))
const wanted = process.argv.slice(2)
const all = globSync('bench/**/*.bench.ts').sort()
const chosen = all.filter((file) => !wanted.length || wanted.some((part) => file.includes(part)))
if (chosen.length === 0) console.error(`no bench matches ${wanted.join(' ')}; there are ${all.join(', ')}`)
const missed = chosen.filter(
  (file) => spawnSync(process.execPath, [...process.execArgv, file], { stdio: 'inherit' }).status !== 0,
)
if (missed.length) console.error(`missed or broken: ${missed.join(', ')}`)
process.exitCode = missed.length || !chosen.length ? 1 : 0
