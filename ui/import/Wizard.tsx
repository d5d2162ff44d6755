import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Steps } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import { isEmpty, toWire } from '#ui/form/values.ts'
import { CheckStep } from './CheckStep.tsx'
import './import.css'
import { type CheckResult, type ImportJob, isOpen } from './importApi.ts'
import { MapStep, type Reading } from './MapStep.tsx'
import { RunStep } from './RunStep.tsx'
import { importTargets, unfilled } from './targets.ts'

const readingOf = (job: ImportJob): Reading => ({
  mapping: job.mapping ?? {},
  defaults: job.defaults ?? {},
  mode: job.mode ?? 'skip',
})

/** The reading as the server takes it: fixed values by their ids, none for fields that a column fills. */
function settings(object: ObjectMeta, { mapping, defaults, mode }: Reading) {
  const mapped = new Set(Object.keys(mapping).map((key) => key.split('.')[0]))
  const fixed = object.fields.filter((f) => !mapped.has(f.name) && !isEmpty(defaults[f.name]))
  return { mapping, mode, defaults: Object.fromEntries(fixed.map((f) => [f.name, toWire(f.type, defaults[f.name])])) }
}

/** The steps of one import after its upload: columns, check, run. It can be left and come back to at any of them. */
export function Wizard({ object, job }: { object: ObjectMeta; job: ImportJob }) {
  const { say } = useText()
  const client = useQueryClient()
  const targets = importTargets(object)
  const [reading, setReading] = useState<Reading>(() => readingOf(job))
  const [check, setCheck] = useState<CheckResult | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const step = isOpen(job) ? (check ? 2 : 1) : 3
  const attempt = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  const refresh = () => client.invalidateQueries({ queryKey: keys.object('import') })
  const validate = () =>
    attempt(async () => {
      await api.patch(`/imports/${job.id}`, settings(object, reading))
      setCheck(await api.post<CheckResult>(`/imports/${job.id}/validate`))
    })
  const start = () =>
    attempt(async () => {
      await api.post(`/imports/${job.id}/start`)
      await refresh()
    })
  const sheet = (name: string) =>
    attempt(async () => {
      const next = await api.patch<ImportJob>(`/imports/${job.id}`, { sheet: name })
      setReading(readingOf(next))
      await refresh()
    })
  return (
    <div>
      <Steps
        size="small"
        current={step}
        style={{ marginBottom: 20 }}
        items={[
          { title: say('上传文件', 'Upload') },
          { title: say('对应字段', 'Columns') },
          { title: say('校验', 'Check') },
          { title: say('导入', 'Import') },
        ]}
      />
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
      {step === 1 && (
        <>
          <MapStep job={job} targets={targets} reading={reading} onReading={setReading} onSheet={sheet} />
          <div className="xl-import-foot">
            <Button
              type="primary"
              loading={busy}
              disabled={unfilled(targets, reading.mapping, reading.defaults).length > 0}
              onClick={validate}
            >
              {say('下一步：校验', 'Next: check')}
            </Button>
          </div>
        </>
      )}
      {step === 2 && check && (
        <>
          <CheckStep object={object} job={job} result={check} />
          <div className="xl-import-foot">
            <Button onClick={() => setCheck(null)}>{say('返回修改', 'Back')}</Button>
            <Button type="primary" loading={busy} disabled={check.valid === 0} onClick={start}>
              {say('开始导入', 'Start')}
            </Button>
          </div>
        </>
      )}
      {step === 3 && <RunStep object={object} job={job} />}
    </div>
  )
}
