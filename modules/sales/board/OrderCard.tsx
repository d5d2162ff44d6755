import { memo } from 'react'
import { BoardCard as Card, CardLine } from '#ui/board/BoardCard.tsx'
import { useObject } from '#ui/core/meta.ts'
import { href } from '#ui/core/nav.tsx'
import { useText } from '#ui/fields/text.ts'
import { FourDots, isLate, LateOrSince, Money } from '../web/parts.tsx'
import type { BoardCard } from '../web/types.ts'
import { optionLabel } from './stages.ui.ts'

/** One order on the board: whose, how much, how long it has lain here, and what of it is done. */
export const OrderCard = memo(function OrderCard({ card, bright }: { card: BoardCard; bright?: boolean }) {
  const { t } = useText()
  const order = useObject('salesOrder')
  const late = card.late || isLate(card.lateAfter)
  const held = order?.states?.[card.state]
  return (
    <Card
      name={card.number}
      href={href.record(order?.path ?? 'sales-orders', card.id)}
      title={card.soldTo?.label ?? t('hiddenRecord')}
      hint={card.soldTo?.label ?? undefined}
      oneLine
      aside={<Money value={card.amount} />}
      late={late}
      bright={bright ?? false}
    >
      <CardLine>
        <span className="xl-num">{card.number}</span>
        {card.orderType && card.orderType !== 'normal' && (
          <b className="xl-order-type">{t(optionLabel(order, 'orderType', card.orderType))}</b>
        )}
        {card.state === 'onHold' && held && <b className="xl-order-held">{t(held.label)}</b>}
        <span className="xl-ellipsis">{card.owner?.label}</span>
      </CardLine>
      <FourDots row={card as unknown as Record<string, unknown>} />
      <LateOrSince late={late} lateAfter={card.lateAfter} since={card.stageSince} />
    </Card>
  )
})
