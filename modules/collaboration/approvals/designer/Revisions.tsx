import { Tag } from 'antd'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink } from '#ui/core/nav.tsx'
import '#ui/detail/detail.css'
import { History } from '#ui/detail/History.tsx'
import { useText } from '#ui/fields/text.ts'
import { FLOW_STATES, type Flow, useFlows } from './flow.ui.ts'

const originOf = (flow: Flow): string => flow.origin?.id ?? flow.id

/** The revisions of this flow, newest first, and who did what to this one. */
export function Revisions({ flow }: { flow: Flow }) {
  const { t, say } = useText()
  const object = useObject('approvalFlow')
  const flows = useFlows()
  const same = (flows.data ?? [])
    .filter((f) => originOf(f) === originOf(flow))
    .sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0))
  return (
    <>
      <ul className="xl-flow-revisions">
        {same.map((f) => (
          <li key={f.id} aria-current={f.id === flow.id ? 'true' : undefined}>
            <AppLink href={`/admin/approvals?flow=${f.id}`}>
              <span className="xl-num">v{f.revision ?? 1}</span> <span className="xl-ellipsis">{f.name}</span>
              <Tag color={FLOW_STATES[f.state].color} variant="filled">
                {t(FLOW_STATES[f.state].label)}
              </Tag>
              <time className="xl-hint xl-num">{formatInstant(f.updatedAt)}</time>
            </AppLink>
          </li>
        ))}
      </ul>
      <h3 className="xl-flow-label">{say('修改记录', 'What was changed')}</h3>
      {object && <History object={object} row={flow} />}
    </>
  )
}
