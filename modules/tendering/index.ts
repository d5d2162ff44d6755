import type { ModuleSpec } from '#kernel/declare/index.ts'
import { confirmsWon } from './tender/progress.sql.ts'
import { recordResult } from './tender/recordResult.ts'
import { tender } from './tender/tender.object.ts'
import { tenderVerbs } from './tender/verbs.ts'
import { tenderHospital } from './tenderHospital/tenderHospital.object.ts'

/** Tenders, from announcement to the end of the cycle. */
export const tendering: ModuleSpec = {
  name: 'tendering',
  label: { zh: '招投标', en: 'Tendering' },
  objects: [tender, tenderHospital],
  commands: [...tenderVerbs, recordResult],
  hooks: [confirmsWon],
}

export { routes as tenderingRoutes } from './routes.ts'
export { addTenderVolume, type LineProgress, tenderProgress } from './tender/progress.sql.ts'
