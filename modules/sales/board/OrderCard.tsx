import { memo } from 'react'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { useText } from '#ui/fields/text.ts'
import { FourDots, isLate, Money, useFor, useSince } from '../web/parts.tsx'
import type { BoardCard } from '../web/types.ts'
import { optionLabel, stageLabel } from './stages.ui.ts'

/** One order on the board: whose, how much, how long it has lain here, and what of it is done. */
export const OrderCard = memo(function OrderCard({ card, bright }: { card: BoardCard; bright?: boolean }) {
  const { t, say } = useText()
  const order = useObject('salesOrder')
  const howLong = useFor()
  const since = useSince()
  const late = card.late || isLate(card.lateAfter)
  const held = order?.states?.[card.state]
  return (
    <AppLink
      href={href.record(order?.path ?? 'sales-orders', card.id)}
      className="xl-order-card"
      data-late={late}
      data-bright={bright ?? false}
      data-order={card.number}
    >
      <span className="xl-order-card-head">
        <strong className="xl-ellipsis" title={card.soldTo?.label ?? undefined}>
          {card.soldTo?.label ?? t('hiddenRecord')}
        </strong>
        <Money value={card.amount} strong />
      </span>
      <span className="xl-order-card-sub">
        <span className="xl-num">{card.number}</span>
        {card.orderType && card.orderType !== 'normal' && <b>{t(optionLabel(order, 'orderType', card.orderType))}</b>}
        {card.state === 'onHold' && held && <b className="is-held">{t(held.label)}</b>}
        <span className="xl-ellipsis">{card.owner?.label}</span>
      </span>
      <FourDots row={card as unknown as Record<string, unknown>} />
      <span className={late ? 'xl-order-card-since xl-late' : 'xl-order-card-since'}>
        {late
          ? say(
              `逾期 ${howLong(card.lateAfter)} · ${t(stageLabel(order, card.stage))}已停留 ${howLong(card.stageSince)}`,
              `${howLong(card.lateAfter)} late · with ${t(stageLabel(order, card.stage))} for ${howLong(card.stageSince)}`,
            )
          : since(card.stageSince)}
      </span>
    </AppLink>
  )
})
