import type { ModuleSpec } from '#kernel/declare/index.ts'
import { tenderAlerts } from './tender/alerts.sql.ts'
import { tenderNotices } from './tender/notices.sql.ts'
import { recordResult } from './tender/recordResult.ts'
import { tender } from './tender/tender.object.ts'
import { tenderVerbs } from './tender/verbs.ts'
import { tenderHospital } from './tenderHospital/tenderHospital.object.ts'

/** Verbs of a tender by name, for whoever runs them in code. */
export const tenderCommands = { ...tenderVerbs, recordResult }

/** Tenders, from announcement to the end of the cycle. */
export const tendering: ModuleSpec = {
  name: 'tendering',
  label: { zh: '招投标', en: 'Tendering' },
  objects: [tender, tenderHospital],
  commands: Object.values(tenderCommands),
  alerts: tenderAlerts,
  notices: tenderNotices,
}

export { routes as tenderingRoutes } from './routes.ts'
export { offerHash } from './tender/lines.sql.ts'
export { addTenderVolume, type LineProgress, tenderProgress } from './tender/progress.sql.ts'
