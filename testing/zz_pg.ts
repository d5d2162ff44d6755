import { writeFileSync } from 'node:fs'
import { startThrowaway } from './pg.ts'

const s = await startThrowaway()
writeFileSync('/tmp/proof_pg_url', s.url)
setInterval(() => {}, 1e6)
