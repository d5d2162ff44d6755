import { Segmented } from 'antd'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { useCount } from '#ui/core/counts.ts'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import type { Ref, Row, Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { optionLabel } from '../board/stages.ui.ts'
import { Bench } from '../web/Bench.tsx'
import { useFor } from '../web/parts.tsx'
import { ReturnSheet } from './ReturnSheet.tsx'

/** Who has to do something about a return, by the state it is in. */
const STEPS = [
  { key: 'approve', states: ['requested'], command: 'approve', zh: '待审批', en: 'To approve' },
  { key: 'arrive', states: ['approved'], command: 'arrive', zh: '待收货', en: 'Awaiting goods' },
  { key: 'inspect', states: ['received'], command: 'inspect', zh: '待检验', en: 'To inspect' },
  { key: 'accept', states: ['inspected'], command: 'accept', zh: '待判定', en: 'To accept' },
  { key: 'credit', states: ['accepted'], command: 'credit', zh: '待抵减', en: 'To credit' },
] as const
type Step = (typeof STEPS)[number]

/** 退货处理: each return with the next step somebody has to take, QA's inspection above all. */
export default function ReturnsPage() {
  const { say } = useText()
  const object = useObject('returnOrder')
  const [query, setQuery] = useQueryState()
  if (!object) return <Failure error={null} />
  const own = STEPS.find((s) => object.commands.some((c) => c.name === s.command))
  const step = STEPS.find((s) => s.key === query.get('step')) ?? own ?? STEPS[0]
  return (
    <Page fill title={say('退货处理', 'Returns')}>
      <div className="xl-step-strip">
        <Segmented
          value={step.key}
          onChange={(key) => setQuery({ step: key, open: null })}
          options={STEPS.map((s) => ({ value: s.key, label: <StepLabel step={s} object={object} /> }))}
        />
      </div>
      <Bench
        key={step.key}
        object={object}
        query={{ where: whereOf(step), sort: 'createdAt' }}
        open={query.get('open') ?? ''}
        onOpen={(id) => setQuery({ open: id || null })}
        empty={{ what: say('没有需要处理的退货', 'No returns to process') }}
        row={(r) => <ReturnRow row={r} object={object} />}
      >
        {(row, next, back) => <ReturnSheet key={row.id} object={object} id={row.id} onDone={next} onBack={back} />}
      </Bench>
    </Page>
  )
}

const whereOf = (step: Step): Where => ({ state: { in: [...step.states] } })

function StepLabel({ step, object }: { step: Step; object: ObjectMeta }) {
  const { say } = useText()
  const count = useCount(object, whereOf(step))
  return (
    <span>
      {say(step.zh, step.en)} <b className="xl-num">{count.data ?? ''}</b>
    </span>
  )
}

function ReturnRow({ row, object }: { row: Row; object: ObjectMeta }) {
  const { t } = useText()
  const howLong = useFor()
  return (
    <>
      <span>
        <strong className="xl-num">{row.number}</strong>
        <span>{t(optionLabel(object, 'reason', String(row.reason ?? '')))}</span>
      </span>
      <span>
        <span className="xl-num">{(row.order as Ref | null)?.label}</span>
        <span>{row.owner?.label}</span>
        <span>{howLong(row.createdAt)}</span>
      </span>
    </>
  )
}
