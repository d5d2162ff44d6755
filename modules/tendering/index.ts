import type { ModuleSpec } from '#kernel/declare/index.ts'
import { tender } from './tender/tender.object.ts'

/** Tenders, from announcement to the end of the cycle. */
export const tendering: ModuleSpec = {
  name: 'tendering',
  label: { zh: '招投标', en: 'Tendering' },
  objects: [tender],
}

export { routes as tenderingRoutes } from './routes.ts'
export { addTenderVolume, type LineProgress, tenderProgress } from './tender/progress.sql.ts'
