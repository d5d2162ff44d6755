/** Tables in and out: import with a wizard or the command line, export of what a person sees. */
export { badRows, writeBadRows } from './badRows.ts'
export { validateImport } from './dryRun.ts'
export { exportRows } from './export.ts'
export { transferHooks } from './hooks.ts'
export {
  cancelImport,
  configureImport,
  createImport,
  type ImportMode,
  type ImportStatus,
  importStatus,
  listImports,
  pauseImport,
  resumeImport,
  startImport,
  undoImport,
} from './jobs.ts'
export { runImports, sweepImports } from './run.ts'
export { importTargets } from './targets.ts'
export { writeTemplate } from './template.ts'
export { MIME, type TableFormat } from './writeTable.ts'
