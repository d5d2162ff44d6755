import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Checkbox, Tag } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatInstant, formatMoney } from '#ui/core/format.ts'
import { optionsOf, refreshObject, useMeta } from '#ui/core/meta.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import './opportunity.css'
import {
  daysSince,
  OPEN_STAGES,
  ruleFor,
  type StageTask,
  taskLabel,
  tasksFor,
  useStageRules,
  useStageTasks,
} from './stageData.tsx'

type Ticks = Record<string, { at: string } | undefined>

const filled = (v: unknown): boolean => v !== null && v !== undefined && v !== '' && !(Array.isArray(v) && !v.length)

/** Does the deal have a quotation that was at least submitted? Asked only where a task wants to know. */
function useQuoted(row: Row, asked: boolean): boolean {
  const where = { opportunity: { eq: row.id }, state: { in: ['pending', 'approved', 'sent', 'accepted'] } }
  const query = useQuery({
    queryKey: keys.list('quotation', where),
    queryFn: ({ signal }) => api.list('quotations', { where, limit: 1, fields: ['id'] }, signal),
    enabled: asked,
  })
  return (query.data?.data.length ?? 0) > 0
}

/** How a deal stands: chance, worth, how long it has been here, and what this stage still asks for. */
export function OpportunityHeader({ object, row }: SlotProps['detail.header']) {
  const { t, say } = useText()
  const rule = ruleFor(useStageRules(), row.state ?? '', row.productLine)
  const open = OPEN_STAGES.includes(row.state ?? '')
  const days = daysSince(row.stageSince)
  const stalled = open && rule !== undefined && days >= rule.stallDays
  const meta = useMeta()
  const lossField = object.fields.find((f) => f.name === 'lossReason')
  const reason = lossField && optionsOf(lossField, meta, true).find((o) => o.value === row.lossReason)
  return (
    <>
      {row.state === 'lost' && (
        <Alert
          type="error"
          showIcon
          style={{ marginTop: 12 }}
          title={say(`输单：${reason ? t(reason.label) : ''}`, `Lost: ${reason ? t(reason.label) : ''}`)}
          description={row.closeNote ? String(row.closeNote) : undefined}
        />
      )}
      <dl className="xl-facts">
        {filled(row.amount) && (
          <div>
            <dt>{say('预计金额', 'Expected amount')}</dt>
            <dd className="xl-number">
              <strong>{formatMoney(String(row.amount))}</strong>
            </dd>
          </div>
        )}
        {typeof row.probability === 'number' && (
          <div>
            <dt>{say('赢率', 'Probability')}</dt>
            <dd className="xl-number">{row.probability}%</dd>
          </div>
        )}
        {open && (
          <div>
            <dt>{say('本阶段已停留', 'In this stage for')}</dt>
            <dd className="xl-number">
              {say(`${days} 天`, `${days} days`)}{' '}
              {stalled && (
                <Tag color="orange" icon={<ClockCircleOutlined />}>
                  {say('滞留', 'stalled')}
                </Tag>
              )}
            </dd>
          </div>
        )}
        {!open && Boolean(row.closedOn) && (
          <div>
            <dt>{say('关闭日期', 'Closed on')}</dt>
            <dd className="xl-number">{String(row.closedOn)}</dd>
          </div>
        )}
      </dl>
      {open && <Tasks row={row} path={object.path} />}
    </>
  )
}

function Tasks({ row, path }: { row: Row; path: string }) {
  const { t, say } = useText()
  const { failed } = useFeedback()
  const client = useQueryClient()
  const [busy, setBusy] = useState('')
  const tasks = tasksFor(useStageTasks(), row.state ?? '', row.productLine)
  const quoted = useQuoted(
    row,
    tasks.some((x) => x.check === 'quotation'),
  )
  const ticks = (row.checklist ?? {}) as Ticks
  const may = row._can?.commands.includes('checkTask') ?? false
  const isDone = (x: StageTask): boolean =>
    x.check === 'manual' ? Boolean(ticks[x.id]) : x.check === 'quotation' ? quoted : filled(row[x.check])
  const tick = async (x: StageTask, done: boolean) => {
    setBusy(x.id)
    try {
      await api.command(path, row.id, 'checkTask', { task: x.id, done })
      refreshObject(client, 'opportunity')
    } catch (error) {
      failed(error)
    } finally {
      setBusy('')
    }
  }
  if (tasks.length === 0) return null
  const finished = tasks.filter(isDone).length
  return (
    <section className="xl-stage-tasks">
      <h3>
        {say('本阶段任务', 'Tasks of this stage')}
        <span className="xl-hint xl-number">
          {' '}
          {finished}/{tasks.length}
        </span>
      </h3>
      <ul>
        {tasks.map((x) => (
          <li key={x.id} data-done={isDone(x)}>
            {x.check === 'manual' ? (
              <Checkbox checked={isDone(x)} disabled={!may || busy !== ''} onChange={(e) => tick(x, e.target.checked)}>
                {t(taskLabel(x))}
              </Checkbox>
            ) : (
              <span className="xl-stage-auto">
                {isDone(x) ? <CheckCircleFilled className="xl-stage-ok" /> : <i className="xl-stage-open" />}
                {t(taskLabel(x))}
              </span>
            )}
            {x.required && !isDone(x) && <Tag color="orange">{say('必须', 'required')}</Tag>}
            {ticks[x.id] && <span className="xl-hint xl-number">{formatInstant(ticks[x.id]?.at)}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
