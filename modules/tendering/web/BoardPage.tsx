import { CalendarOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href, useGo, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { RegionPicker } from '#ui/fields/RegionPicker.tsx'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import { COLUMNS, countdown, nextStep, OPEN_STATES, toneOf } from './steps.ui.ts'
import { useTenders } from './useTenders.ui.ts'
import './tendering.css'

const isLate = (row: Row): boolean => toneOf(nextStep(row)?.days ?? null) === 'late'

/** 投标看板: every open tender under what it waits for, the most pressing first, what is late in red. */
export default function BoardPage() {
  const { say } = useText()
  const phone = usePhone()
  const go = useGo()
  const [query, setQuery] = useQueryState()
  const province = query.get('province')
  const tenders = useTenders('board', {
    state: { in: OPEN_STATES },
    ...(province ? { province: { eq: `${province.slice(0, 2)}0000` } } : {}),
  })
  const rows = tenders.data?.data ?? []
  const late = rows.filter(isLate).length
  const sub = tenders.data && (
    <span>
      {say('跟踪中', 'Open')} <b className="xl-number">{rows.length}</b> {say('个项目', '')}
      {late > 0 && (
        <span className="xl-tender-by" data-tone="late">
          {say(`，逾期 ${late} 个`, `, ${late} late`)}
        </span>
      )}
    </span>
  )
  return (
    <Page
      fill
      className="xl-tender-page"
      title={say('投标看板', 'Tender board')}
      sub={sub}
      actions={
        <>
          <Button icon={<CalendarOutlined />} onClick={() => go('/tenders/calendar')}>
            {phone ? '' : say('日历', 'Calendar')}
          </Button>
          <Button icon={<ReloadOutlined />} onClick={() => tenders.refetch()} aria-label={say('刷新', 'Refresh')} />
        </>
      }
    >
      <div className="xl-tender-filter">
        <RegionPicker
          value={province}
          onChange={(code) => setQuery({ province: code })}
          placeholder={say('全部省份', 'All provinces')}
        />
      </div>
      {tenders.isError && !tenders.data ? (
        <Failure error={tenders.error} onRetry={() => tenders.refetch()} />
      ) : !tenders.data ? (
        <Loading rows={8} />
      ) : phone ? (
        <OneColumn rows={rows} />
      ) : (
        <div className="xl-tender-board">
          {COLUMNS.map((c) => (
            <Column key={c.key} column={c} rows={rows} />
          ))}
        </div>
      )}
    </Page>
  )
}

type ColumnOf = (typeof COLUMNS)[number]

const inColumn = (column: ColumnOf, rows: Row[]): Row[] =>
  rows
    .filter((r) => column.states.includes(r.state ?? ''))
    .sort((a, b) => (nextStep(a)?.days ?? 9999) - (nextStep(b)?.days ?? 9999))

/** On a phone one column at a time. */
function OneColumn({ rows }: { rows: Row[] }) {
  const { t } = useText()
  const first = COLUMNS.find((c) => inColumn(c, rows).length > 0) ?? COLUMNS[0]
  const [chosen, setChosen] = useState('')
  const column = COLUMNS.find((c) => c.key === (chosen || first?.key))
  if (!column) return null
  return (
    <>
      <div className="xl-tender-strip">
        <Segmented
          value={column.key}
          onChange={setChosen}
          options={COLUMNS.map((c) => ({
            value: c.key,
            label: `${t(c.label)} ${inColumn(c, rows).length}`,
          }))}
        />
      </div>
      <Column column={column} rows={rows} />
    </>
  )
}

function Column({ column, rows }: { column: ColumnOf; rows: Row[] }) {
  const { t, say } = useText()
  const mine = inColumn(column, rows)
  const late = mine.filter(isLate).length
  return (
    <section className="xl-tender-column" aria-label={t(column.label)}>
      <header>
        <h2>
          {t(column.label)} <span className="xl-number xl-tender-count">{mine.length}</span>
        </h2>
        {late > 0 && (
          <span className="xl-tender-by" data-tone="late">
            {say(`逾期 ${late}`, `${late} late`)}
          </span>
        )}
      </header>
      <div className="xl-tender-cards">
        {mine.map((row) => (
          <Card key={row.id} row={row} />
        ))}
        {mine.length === 0 && <p className="xl-tender-none">{say('没有项目', 'None')}</p>}
      </div>
    </section>
  )
}

function Card({ row }: { row: Row }) {
  const { t, say, locale } = useText()
  const regions = useRegions()
  const object = useObject('tender')
  const step = nextStep(row)
  const type = object?.fields.find((f) => f.name === 'tenderType')?.options?.find((o) => o.value === row.tenderType)
  const state = row.state ? object?.states?.[row.state] : undefined
  const tone = toneOf(step?.days ?? null)
  return (
    <AppLink href={href.record('tenders', row.id)} className="xl-tender-card" data-tone={tone}>
      <span className="xl-tender-card-title">{String(row.title ?? row.number)}</span>
      <span className="xl-tender-card-sub">
        {regionText(regions, row.province, locale)}
        {type && <span>{t(type.label)}</span>}
        {state && <span>{t(state.label)}</span>}
      </span>
      {typeof row.courierNo === 'string' && ['sent', 'delivered'].includes(row.state ?? '') && (
        <span className="xl-tender-card-sub xl-number">
          {String(row.courier ?? '')} {row.courierNo}
        </span>
      )}
      {step && (
        <span className="xl-tender-card-next">
          <span>{t(step.what)}</span>
          {step.by && step.days !== null && (
            <span className="xl-number xl-tender-by" data-tone={tone} title={step.by}>
              {step.by.slice(5)} {t(countdown(step.days))}
            </span>
          )}
        </span>
      )}
      {row.owner?.label && (
        <span className="xl-tender-card-sub">{say(`负责人 ${row.owner.label}`, row.owner.label)}</span>
      )}
    </AppLink>
  )
}
