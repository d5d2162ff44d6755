import { Alert } from 'antd'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { stageLabel } from '../board/stages.ui.ts'
import { isLate, useFor, useSince } from '../web/parts.tsx'
import { Answers } from './Answers.tsx'
import { useChain } from './useChain.ui.ts'

/** Above everything else of an order: the four answers, and who has had it for how long. */
export function OrderHeader({ object, row }: { object: ObjectMeta; row: Row }) {
  const chain = useChain(row.id)
  return (
    <>
      <Answers row={row} chain={chain.data} />
      <Holder object={object} row={row} />
    </>
  )
}

const OVER = new Set(['cancelled', 'closed', 'shortClosed', 'draft'])

function Holder({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const howLong = useFor()
  const since = useSince()(row.stageSince as string | null)
  if (OVER.has(row.state ?? '')) return null
  if (row.state === 'onHold')
    return (
      <Alert
        type="warning"
        showIcon
        style={{ marginTop: 12 }}
        title={say('订单暂停中', 'This order is on hold')}
        description={row.holdReason ? String(row.holdReason) : undefined}
      />
    )
  const stage = String(row.stage ?? '')
  const late = isLate(row.lateAfter)
  if (stage === 'done') return null
  return (
    <p className={late ? 'xl-holder xl-late' : 'xl-holder'}>
      {say(`现在在「${t(stageLabel(object, stage))}」，${since}`, `Now with ${t(stageLabel(object, stage))}: ${since}`)}
      {late && say(`，逾期 ${howLong(row.lateAfter as string)}`, `, ${howLong(row.lateAfter as string)} late`)}
    </p>
  )
}
