import { prepare } from './pg.ts'
import { houseTemplate } from './server.ts'
import { worldTemplate } from './world.ts'

/** Run once by `npm test`: makes what its tests take copies of, and leaves their modules compiled for them. */
await Promise.all([prepare('world', worldTemplate), prepare('house', houseTemplate)])
process.exit()
