import { EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { BoardCard, type CardDrag, CardLine } from '#ui/board/BoardCard.tsx'
import { formatMoney, shanghaiDay } from '#ui/core/format.ts'
import { href } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { asRefs } from '#ui/fields/values.ts'
import { daysSince, OPEN_STAGES, type StageRule } from './stageData.tsx'

interface DealCardProps {
  object: ObjectMeta
  card: Row
  rule: StageRule | undefined
  bright: boolean
  drag: CardDrag | undefined
  move: (card: Row, to: string) => void
}

/** One deal on the board; what its menu offers is what dragging does, and closing it. */
export function DealCard({ object, card, rule, bright, drag, move }: DealCardProps) {
  const { t, say } = useText()
  const days = daysSince(card.stageSince)
  const expected = typeof card.expectedAt === 'string' ? card.expectedAt : ''
  const late = expected !== '' && expected < shanghaiDay()
  const title = String(card.title ?? card.number ?? '')
  return (
    <BoardCard
      name={String(card.number ?? '')}
      href={href.record(object.path, card.id)}
      title={title}
      aside={<MoveMenu object={object} card={card} title={title} move={move} />}
      late={late}
      bright={bright}
      drag={drag}
    >
      <CardLine>
        <span className="xl-ellipsis">{asRefs(card.account)[0]?.label ?? t('hiddenRecord')}</span>
      </CardLine>
      <CardLine tone="strong">
        <strong className="xl-num">
          {card.amount ? formatMoney(String(card.amount)) : say('金额未填', 'no amount')}
        </strong>
        <span>{card.owner?.label ?? ''}</span>
      </CardLine>
      <CardLine>
        <span className={rule && days >= rule.stallDays ? 'xl-deal-stalled xl-num' : 'xl-num'}>
          {say(`停留 ${days} 天`, `${days} days here`)}
        </span>
        {expected && (
          <span className={late ? 'xl-board-late xl-num' : 'xl-num'}>{say(`预计 ${expected}`, `by ${expected}`)}</span>
        )}
      </CardLine>
    </BoardCard>
  )
}

function MoveMenu({ object, card, title, move }: Pick<DealCardProps, 'object' | 'card' | 'move'> & { title: string }) {
  const { t, say } = useText()
  const states = object.states ?? {}
  const closing = ['win', 'lose'].flatMap((name) => object.commands.find((c) => c.name === name) ?? [])
  const items = [
    ...OPEN_STAGES.filter((s) => s !== card.state && states[s]).map((s) => ({
      key: s,
      label: say(`移到“${states[s]?.label.zh}”`, `Move to ${states[s]?.label.en}`),
    })),
    ...(closing.length ? [{ type: 'divider' as const }] : []),
    ...closing.map((c) => ({ key: c.name, label: t(c.label), danger: Boolean(c.danger) })),
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => move(card, key) }}>
      <Button
        type="text"
        size="small"
        className="xl-deal-menu"
        icon={<EllipsisOutlined />}
        aria-label={say(`移动${title}`, `Move ${title}`)}
      />
    </Dropdown>
  )
}
