#!/usr/bin/env node
// `npx xinglin <verb>`: whatever Node the machine has, the verbs run on Node 24.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOnNode24 } from '../node24.mjs'

await runOnNode24(join(dirname(fileURLToPath(import.meta.url)), 'main.ts'), process.argv.slice(2))
