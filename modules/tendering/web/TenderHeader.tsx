import { CopyOutlined, RightCircleOutlined } from '@ant-design/icons'
import { Button, Tag, Typography } from 'antd'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Label, ObjectMeta } from '#kernel/declare/index.ts'
import { formatInstant, shanghaiDay } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { countdown, nextStep, toneOf } from './steps.ui.ts'
import './tendering.css'

const ResultModal = lazy(() => import('./ResultModal.tsx'))

interface Props {
  object: ObjectMeta
  row: Row
}

/** "Sent, then what?": the next step and its day, the dates one after the other, courier, bond and signatures. */
export function TenderHeader({ object, row }: Props) {
  const { say } = useText()
  const [recording, setRecording] = useState(false)
  const mayRecord = row._can?.commands.includes('recordResult') && row.state === 'opened'
  return (
    <>
      <div className="xl-tender-next-line">
        <NextStepLine row={row} />
        {mayRecord && (
          <Button type="primary" onClick={() => setRecording(true)}>
            {say('登记结果', 'Record result')}
          </Button>
        )}
      </div>
      <Milestones row={row} />
      <Facts object={object} row={row} />
      {recording && (
        <Suspense fallback={null}>
          <ResultModal object={object} row={row} onClose={() => setRecording(false)} />
        </Suspense>
      )}
    </>
  )
}

function NextStepLine({ row }: { row: Row }) {
  const { t, say } = useText()
  const step = nextStep(row)
  if (!step) return null
  const tone = toneOf(step.days)
  return (
    <div className="xl-tender-next" data-tone={tone}>
      <RightCircleOutlined />
      <span>
        {say('下一步：', 'Next: ')}
        <strong>{t(step.what)}</strong>
      </span>
      {step.by && step.days !== null && (
        <span className="xl-number xl-tender-by" data-tone={tone}>
          {step.by}（{t(countdown(step.days))}）
        </span>
      )}
    </div>
  )
}

interface Milestone {
  label: Label
  /** What was planned. */
  plan?: unknown
  /** What happened. */
  done?: unknown
}

const milestonesOf = (row: Row): Milestone[] => [
  { label: { zh: '公告', en: 'Announced' }, done: row.announcedAt },
  { label: { zh: '报名截止', en: 'Register by' }, plan: row.registerBy },
  { label: { zh: '投标截止', en: 'Submit by' }, plan: row.submitBy },
  { label: { zh: '寄出', en: 'Sent' }, done: row.sentAt },
  { label: { zh: '送达', en: 'Delivered' }, done: row.deliveredAt },
  { label: { zh: '开标', en: 'Opened' }, plan: row.openAt, done: row.openedAt },
  { label: { zh: '结果', en: 'Result' }, done: row.resultAt },
  { label: { zh: '挂网', en: 'Listed' }, done: row.listedOn },
  { label: { zh: '周期起', en: 'Cycle from' }, plan: row.cycleFrom },
  { label: { zh: '周期止', en: 'Cycle to' }, plan: row.cycleTo },
]

const shortDay = (value: unknown): string =>
  typeof value !== 'string' ? '—' : value.length > 10 ? formatInstant(value).slice(0, 10) : value

function Milestones({ row }: { row: Row }) {
  const { t } = useText()
  const today = shanghaiDay()
  return (
    <ol className="xl-tender-dates">
      {milestonesOf(row).map((m) => (
        <li
          key={m.label.en}
          data-done={Boolean(m.done)}
          data-past={shortDay(m.plan) < today && Boolean(m.plan)}
          data-empty={!m.done && !m.plan}
        >
          <span>{t(m.label)}</span>
          <b className="xl-number">{shortDay(m.done ?? m.plan)}</b>
        </li>
      ))}
    </ol>
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

function Facts({ object, row }: Props) {
  const { t, say } = useText()
  const field = (name: string) => object.fields.find((f) => f.name === name)
  const shown = ['province', 'tenderType', 'account', 'bidBond', 'reviewer', 'secondReviewer'].flatMap((n) => {
    const f = field(n)
    return f && row[n] !== null && row[n] !== undefined ? [f] : []
  })
  const bond = field('bondState')?.options?.find((o) => o.value === row.bondState)
  return (
    <dl className="xl-facts">
      {shown.map((f) => (
        <Fact key={f.name} label={t(f.label)}>
          <FieldView field={f} value={row[f.name]} object={object.name} id={row.id} />
          {f.name === 'bidBond' && bond && (
            <Tag color={bond.color} variant="filled" style={{ marginInlineStart: 8 }}>
              {t(bond.label)}
            </Tag>
          )}
        </Fact>
      ))}
      {typeof row.courierNo === 'string' && (
        <Fact label={say('快递', 'Courier')} wide>
          {String(row.courier ?? '')}{' '}
          <Typography.Text
            className="xl-number"
            copyable={{ icon: <CopyOutlined />, tooltips: [say('复制单号', 'Copy'), say('已复制', 'Copied')] }}
          >
            {row.courierNo}
          </Typography.Text>
        </Fact>
      )}
    </dl>
  )
}
