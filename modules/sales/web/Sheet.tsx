import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import type { ReactNode } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { Refused } from './problems.tsx'
import { commandOf, type Run } from './useRun.ui.ts'
import './orders.css'

export interface SheetProps {
  title: ReactNode
  sub?: ReactNode
  extra?: ReactNode
  onBack?: (() => void) | undefined
  /** The work that ends the sheet: what the server refused of it is shown on top. */
  work?: Run
  children: ReactNode
  footer?: ReactNode
}

/** The sheet on the right of a bench: a heading, the work, and what ends it. */
export function Sheet({ title, sub, extra, onBack, work, children, footer }: SheetProps) {
  const { t } = useText()
  return (
    <article className="xl-sheet">
      <header>
        {onBack && <Button type="text" icon={<ArrowLeftOutlined />} onClick={onBack} aria-label={t('back')} />}
        <div className="xl-sheet-title">
          <h2>{title}</h2>
          {sub && <p className="xl-hint">{sub}</p>}
        </div>
        {extra}
      </header>
      <div className="xl-sheet-body">
        {work && <Refused error={work.error} onClose={work.clear} />}
        {children}
      </div>
      {footer && <footer>{footer}</footer>}
    </article>
  )
}

/** A sheet about an order: headed by its customer, with its number below. */
export function OrderSheet({ row, ...rest }: { row: Row } & Omit<SheetProps, 'title' | 'sub'>) {
  const { t } = useText()
  return (
    <Sheet
      title={(row.soldTo as Ref | null)?.label ?? t('hiddenRecord')}
      sub={<NumberLink path="sales-orders" id={row.id} number={row.number} />}
      {...rest}
    />
  )
}

/** The number of a document, leading to its page. */
export function NumberLink({ path, id, number }: { path: string; id: string; number: ReactNode }) {
  return (
    <AppLink href={href.record(path, id)} className="xl-num">
      {number}
    </AppLink>
  )
}

/** The order that a document belongs to. */
export function OrderLink({ row }: { row: Row }) {
  const order = row.order as Ref | null
  return order ? <NumberLink path="sales-orders" id={order.id} number={order.label} /> : null
}

/** The state a row is in, in its colour. */
export function StateTag({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t } = useText()
  const state = object.states?.[row.state ?? '']
  return state ? <Tag color={state.color}>{t(state.label)}</Tag> : null
}

/** Asks what one command of the row needs and runs it; nothing while no command, or one it has not, is `asking`. */
export function AskCommand({
  object,
  row,
  asking,
  about = row.number,
  onDone,
  onClose,
}: {
  object: ObjectMeta
  row: Row
  asking: string
  about?: unknown
  onDone: () => void
  onClose: () => void
}) {
  const command = object.commands.find((c) => c.name === asking)
  if (!command) return null
  return (
    <CommandModal
      object={object}
      command={command}
      about={String(about ?? '')}
      run={async (input, key) => {
        await commandOf(object.path, row.id, command.name, input)(key)
        onDone()
      }}
      onClose={onClose}
    />
  )
}
