import { Alert, Tag } from 'antd'
import type { ReactNode } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { formatMoney, shanghaiDay } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'
import { RefLink } from '#ui/fields/RefLink.tsx'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import { asRefs, asStrings } from '#ui/fields/values.ts'
import type { Target } from '../agentAuthorization/targets.ts'
import { ConflictPreview } from './ConflictPreview.tsx'
import './channel.css'

interface Props {
  object: ObjectMeta
  row: Row
}

/** Where it holds, against which deposit, with which target; before it comes into force, what would stand in its way. */
export function AuthorizationHeader({ object, row }: Props) {
  const { say } = useText()
  const undecided = ['draft', 'pending', 'suspended'].includes(row.state ?? '')
  return (
    <>
      {typeof row.suspendReason === 'string' && row.state !== 'active' && (
        <Alert
          type={row.state === 'draft' ? 'warning' : 'error'}
          showIcon
          style={{ marginTop: 12 }}
          title={
            row.state === 'draft' ? say('已被驳回', 'Rejected') : say('暂停或终止原因', 'Why it was suspended or ended')
          }
          description={row.suspendReason}
        />
      )}
      <dl className="xl-facts">
        <Territory row={row} />
        <Deposit row={row} />
        <Targets row={row} />
      </dl>
      {undecided && <ConflictPreview object={object} row={row} />}
    </>
  )
}

function Fact({ label, wide, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div style={wide ? { gridColumn: 'span 2' } : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Territory({ row }: { row: Row }) {
  const { say, locale } = useText()
  const regions = useRegions()
  const codes = asStrings(row.regionCodes)
  const hospitals = asRefs(row.hospitals)
  const excluded = asRefs(row.excludedHospitals)
  return (
    <>
      <Fact label={say('授权区域', 'Territory')} wide>
        <span className="xl-channel-places">
          {codes.map((c) => (
            <Tag key={c} color="green" variant="filled">
              {regionText(regions, c, locale) || c}
            </Tag>
          ))}
          {hospitals.map((h) => (
            <Tag key={h.id} color="blue" variant="filled">
              <RefLink object="account" value={h} />
            </Tag>
          ))}
          {!codes.length &&
            !hospitals.length &&
            (row.agentLevel === 'national' ? say('全国', 'The whole country') : '—')}
          {row.exclusive === true && <Tag color="red">{say('独家', 'Exclusive')}</Tag>}
        </span>
      </Fact>
      {excluded.length > 0 && (
        <Fact label={say('除外医院', 'Excluded hospitals')} wide>
          <span className="xl-channel-places">
            {excluded.map((h) => (
              <Tag key={h.id} variant="filled">
                <RefLink object="account" value={h} />
              </Tag>
            ))}
          </span>
        </Fact>
      )}
    </>
  )
}

function Deposit({ row }: { row: Row }) {
  const { say } = useText()
  const due = Number(row.depositDue ?? 0)
  const held = Number(row.depositBalance ?? 0)
  if (!due && !held) return null
  const part = due ? Math.min(1, held / due) : 1
  return (
    <Fact label={say('保证金', 'Deposit')}>
      <span className="xl-number" style={{ color: held < due ? 'var(--xl-danger)' : undefined }}>
        {formatMoney(String(row.depositBalance ?? '0'))} / {formatMoney(String(row.depositDue ?? '0'))}
        {held < due && say('（不足）', ' (short)')}
      </span>
      <span className="xl-channel-bar" data-short={held < due}>
        <i style={{ width: `${part * 100}%` }} />
      </span>
    </Fact>
  )
}

function Targets({ row }: { row: Row }) {
  const { say } = useText()
  const targets = Array.isArray(row.periodTargets) ? (row.periodTargets as Target[]) : []
  const today = shanghaiDay()
  const shown = targets.find((t) => t.from <= today && today <= t.to) ?? targets.at(-1)
  if (!shown) return null
  return (
    <Fact label={say('任务量', 'Target')}>
      <span className="xl-number">
        {formatMoney(shown.amount)}
        <span className="xl-hint">
          {' '}
          {shown.from} ~ {shown.to}
        </span>
      </span>
    </Fact>
  )
}
