import { registerHooks } from 'node:module'
import { MUTANTS } from './mutants.ts'

/** Loaded before everything else in a mutant's process: rewrites one kernel file on its way from the disk. */
const planted = MUTANTS.find((m) => m.name === process.env.XINGLIN_MUTANT)
if (!planted) throw new Error(`no mutant named ${process.env.XINGLIN_MUTANT}`)

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/${planted.file}`)) return loaded
    const source = String(loaded.source)
    if (!source.includes(planted.from)) throw new Error(`mutant “${planted.name}”: ${planted.file} has changed`)
    return { ...loaded, source: source.replace(planted.from, () => planted.to) }
  },
})
