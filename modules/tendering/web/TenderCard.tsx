import { BoardCard, CardLine } from '#ui/board/BoardCard.tsx'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { href } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import { countdown, nextStep, toneOf } from './steps.ui.ts'
import './tendering.css'

const ON_THE_WAY = ['sent', 'delivered']

/** One tender on the board: where it stands, whose it is, and what is to happen next by when. */
export function TenderCard({ row, bright }: { row: Row; bright: boolean }) {
  const { t, locale } = useText()
  const regions = useRegions()
  const object = useObject('tender')
  const step = nextStep(row)
  const type = object && fieldOf(object, 'tenderType')?.options?.find((o) => o.value === row.tenderType)
  const state = row.state ? object?.states?.[row.state] : undefined
  const tone = toneOf(step?.days ?? null)
  return (
    <BoardCard
      name={String(row.number ?? '')}
      href={href.record('tenders', row.id)}
      title={String(row.title ?? row.number)}
      late={tone === 'late'}
      bright={bright}
    >
      <CardLine>
        <span>{regionText(regions, row.province, locale)}</span>
        {type && <span>{t(type.label)}</span>}
        <span>{row.owner?.label}</span>
      </CardLine>
      {typeof row.courierNo === 'string' && ON_THE_WAY.includes(row.state ?? '') && (
        <CardLine>
          <span className="xl-num">
            {String(row.courier ?? '')} {row.courierNo}
          </span>
        </CardLine>
      )}
      {step && (
        <div className="xl-tender-step">
          <CardLine tone="strong">
            <span>{t(step.what)}</span>
            <span>{state && t(state.label)}</span>
          </CardLine>
          {step.by && step.days !== null && (
            <CardLine>
              <span className="xl-num">{step.by.slice(5)}</span>
              <span className="xl-num xl-tender-by" data-tone={tone} title={step.by}>
                {t(countdown(step.days))}
              </span>
            </CardLine>
          )}
        </div>
      )}
    </BoardCard>
  )
}
