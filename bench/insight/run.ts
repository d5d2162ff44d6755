/** Heavy measures of the numbers: `node bench/insight/run.ts [value forecast matching routing]`. */
import { report } from './report.ts'

const names = process.argv.length > 2 ? process.argv.slice(2) : ['value', 'forecast', 'matching', 'routing']
for (const name of names) {
  const { run } = (await import(`./${name}.bench.ts`)) as { run: (r: typeof report) => Promise<void> }
  await run(report)
}
