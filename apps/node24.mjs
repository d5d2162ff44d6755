// Runs a TypeScript entry point on Node 24: `node apps/node24.mjs <entry.ts> [arguments]`.
// Plain JavaScript for old Nodes: this file must be readable by the Node that the machine happens to have.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { argv, env, execPath, exit, version } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED = 24
const here = fileURLToPath(import.meta.url)

/** The Node that npm installed, in this package's node_modules or, when we are a dependency, in one above. */
function installedNode() {
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  for (let folder = dirname(dirname(here)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', program)
    if (existsSync(candidate)) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

function explain() {
  console.error(
    `杏林需要 Node ${NEEDED}，当前是 ${version}（${execPath}），且 node_modules 中没有 Node ${NEEDED}：npm 的安装脚本可能被跳过（ignore-scripts）。
请运行：npm ci --ignore-scripts=false，或 npm rebuild node --ignore-scripts=false，或自行安装 Node ${NEEDED}。

Xinglin needs Node ${NEEDED}; this is ${version} (${execPath}) and node_modules holds no Node ${NEEDED}: npm's install scripts were probably skipped (ignore-scripts).
Run: npm ci --ignore-scripts=false, or npm rebuild node --ignore-scripts=false, or install Node ${NEEDED} yourself.`,
  )
}

/** Runs the same command line on `node`, as if it were this process: signals in, exit code out. */
function handOver(node, entry, rest) {
  const child = spawn(node, [...process.execArgv, entry, ...rest], {
    stdio: 'inherit',
    env: { ...env, XINGLIN_NODE_LAUNCHED: '1' },
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK']
  for (const signal of signals) {
    if (!(signal in constants.signals)) continue
    // Ctrl-C reaches the whole process group by itself: pass on only what was sent to us alone.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  }
  child.on('error', (error) => {
    console.error(`${node}: ${error.message}`)
    explain()
    exit(1)
  })
  child.on('exit', (code, signal) => exit(signal ? 128 + constants.signals[signal] : code))
}

/** @param {string} entry a TypeScript file, absolute or from the working folder @param {string[]} rest its arguments */
export function runOnNode24(entry, rest) {
  if (Number(version.slice(1).split('.')[0]) >= NEEDED) {
    delete env.XINGLIN_NODE_LAUNCHED
    process.argv = [execPath, resolve(entry), ...rest]
    return import(pathToFileURL(resolve(entry)).href)
  }
  const node = env.XINGLIN_NODE_LAUNCHED ? undefined : installedNode()
  if (node) return handOver(node, entry, rest)
  explain()
  exit(1)
}

if (argv[1] && resolve(argv[1]) === here) {
  const [entry, ...rest] = argv.slice(2)
  if (!entry) {
    console.error('usage: node apps/node24.mjs <entry.ts> [arguments]')
    exit(2)
  }
  await runOnNode24(entry, rest)
}
