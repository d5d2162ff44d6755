import { useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatDecimal } from '#ui/core/format.ts'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import type { LineProgress } from '../tender/progress.sql.ts'
import './tendering.css'

const percent = (part: number | null): string => (part === null ? '—' : `${Math.round(part * 100)}%`)

/** Each won package as a bar, with a line where the calendar stands: what lies short of the line is behind. */
export function VolumeTab({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const progress = useQuery({
    queryKey: keys.part(object.name, row.id, 'progress'),
    queryFn: ({ signal }) => api.get<{ data: LineProgress[] }>(`/tenders/${row.id}/progress`, undefined, signal),
  })
  if (progress.isPending) return <Loading />
  if (progress.isError) return <Failure error={progress.error} onRetry={() => progress.refetch()} />
  const lines = progress.data.data
  if (!lines.length) return <Nothing what={say('没有中标品规', 'No package has won')} />
  const elapsed = lines[0]!.elapsed
  return (
    <div className="xl-tender-volume">
      <p className="xl-hint">
        {say(
          `采购周期 ${lines[0]!.cycleFrom ?? '—'} 至 ${lines[0]!.cycleTo ?? '—'}，已过 ${percent(elapsed)}`,
          `Cycle ${lines[0]!.cycleFrom ?? '—'} to ${lines[0]!.cycleTo ?? '—'}; ${percent(elapsed)} has passed`,
        )}
      </p>
      {lines.map((l, i) => (
        <Bar key={l.packageId ?? i} line={l} />
      ))}
    </div>
  )
}

function Bar({ line }: { line: LineProgress }) {
  const { say } = useText()
  const width = `${Math.min(100, (line.share ?? 0) * 100)}%`
  const mark = line.elapsed === null ? null : `${line.elapsed * 100}%`
  const text = say(
    `${line.package}：约定 ${line.agreed ?? '—'}，已执行 ${line.actual ?? '—'}`,
    `${line.package}: agreed ${line.agreed ?? '—'}, delivered ${line.actual ?? '—'}`,
  )
  return (
    <div className="xl-tender-volume-line">
      <div>
        <strong>{line.package ?? '—'}</strong>
        <span className="xl-number">
          {formatDecimal(line.actual, 0) || '—'} / {formatDecimal(line.agreed, 0) || '—'}
          <b className="xl-tender-volume-share xl-tender-by" data-tone={line.behind ? 'late' : 'calm'}>
            {percent(line.share)}
            {line.behind && say(' 滞后', ' behind')}
          </b>
        </span>
      </div>
      <div className="xl-tender-volume-bar" data-behind={line.behind} role="img" aria-label={text}>
        <i style={{ width }} />
        {mark && <em style={{ left: mark }} title={say('时间进度', 'Time passed')} />}
      </div>
    </div>
  )
}
