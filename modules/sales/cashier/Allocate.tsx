import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { formatInstant } from '#ui/core/format.ts'
import { Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { compare, isPositive, minus, smaller, sumOf } from '../web/decimals.ui.ts'
import { LineTable } from '../web/LineTable.tsx'
import { Fact, Money } from '../web/parts.tsx'
import { NumberLink, Sheet } from '../web/Sheet.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'

const PAYABLE = ['submitted', 'businessApproved', 'financeApproved', 'onHold', 'shortClosed']

/** What an order still waits for: its amount less what was paid and credited. */
const openOf = (order: Row): string => minus(minus(order.amount, order.paidAmount), order.creditedAmount)

/** Oldest order first, until the money is used up. */
export function suggest(orders: { id: string; open: string }[], money: string): Record<string, string> {
  const chosen: Record<string, string> = {}
  let left = money
  for (const o of orders) {
    if (!isPositive(left)) break
    const part = smaller(left, o.open)
    if (!isPositive(part)) continue
    chosen[o.id] = part
    left = minus(left, part)
  }
  return chosen
}

function useOpenOrders(account: string | undefined) {
  const where = { soldTo: { eq: account ?? '' }, paymentStatus: { in: ['none', 'partial'] }, state: { in: PAYABLE } }
  return useQuery({
    queryKey: keys.list('salesOrder', [where, 'payable']),
    queryFn: ({ signal }) => api.list('sales-orders', { where, sort: 'submittedAt', limit: 100 }, signal),
    enabled: Boolean(account),
  })
}

interface AllocateProps {
  payment: ObjectMeta
  row: Row
  onDone: () => void
  onBack: (() => void) | undefined
}

/** How the payment is shared among the orders: the oldest first, until somebody says otherwise. */
function useShares(orders: Row[], left: string) {
  const [edited, setEdited] = useState<Record<string, string> | null>(null)
  const proposal = useMemo(
    () =>
      suggest(
        orders.map((o) => ({ id: o.id, open: openOf(o) })),
        left,
      ),
    [orders, left],
  )
  const chosen = edited ?? proposal
  const used = sumOf(Object.values(chosen))
  const rest = minus(left, used)
  const wrong = compare(rest, '0') < 0 || orders.some((o) => compare(chosen[o.id] ?? '0', openOf(o)) > 0)
  return { chosen, used, rest, wrong, setEdited }
}

/** One payment and the orders of its customer that still wait for money. */
export function Allocate({ payment, row, onDone, onBack }: AllocateProps) {
  const { say } = useText()
  const account = row.account as Ref | null
  const left = minus(minus(row.amount, row.allocated), row.refunded)
  const query = useOpenOrders(isPositive(left) ? account?.id : undefined)
  const orders = useMemo(() => (query.data?.data ?? []).filter((o) => isPositive(openOf(o))), [query.data])
  const { chosen, used, rest, wrong, setEdited } = useShares(orders, left)
  const work = useRun()
  const allocate = async (key: string) => {
    // each by itself: what was allocated before a refusal stays, and the list then shows what is left
    for (const [order, amount] of Object.entries(chosen))
      if (isPositive(amount)) await commandOf(payment.path, row.id, 'allocate', { order, amount })(`${key}:${order}`)
    return true
  }
  const save = async () => {
    if (await work.run(allocate, say('已核销', 'Allocated'), TOUCHED)) onDone()
  }
  const footer = isPositive(left) && orders.length > 0 && (
    <>
      <Used used={used} rest={rest} />
      <Button onClick={() => setEdited({})}>{say('清空', 'Clear')}</Button>
      <Button onClick={() => setEdited(null)}>{say('按最早订单分配', 'Oldest first')}</Button>
      <Button type="primary" loading={work.busy} disabled={!isPositive(used) || wrong} onClick={save}>
        {say('确认核销', 'Allocate')}
      </Button>
    </>
  )
  return (
    <Sheet
      title={account?.label ?? '–'}
      sub={<NumberLink path={payment.path} id={row.id} number={row.number} />}
      extra={<Money value={row.amount} strong style={{ fontSize: 22 }} />}
      onBack={onBack}
      work={work}
      footer={footer}
    >
      <dl className="xl-sums">
        <Fact label={say('未核销', 'Not allocated')}>
          <Money value={left} />
        </Fact>
        <Fact label={say('已核销', 'Allocated')}>
          <Money value={row.allocated} />
        </Fact>
      </dl>
      <PaymentFacts payment={payment} row={row} />
      {query.isLoading ? (
        <Loading rows={4} />
      ) : orders.length === 0 ? (
        <NoOrders onAccount={isPositive(left)} />
      ) : (
        <Orders orders={orders} chosen={chosen} onChange={setEdited} />
      )}
    </Sheet>
  )
}

const TOUCHED = ['payment', 'salesOrder', 'receivableEntry', 'paymentAllocation']

function NoOrders({ onAccount }: { onAccount: boolean }) {
  const { say } = useText()
  return (
    <p className="xl-hint" style={{ marginTop: 16 }}>
      {onAccount
        ? say('该客户没有待收款的订单，余款留作预收', 'This customer has no unpaid orders; the rest stays on account')
        : say('这笔回款已全部核销', 'This payment is fully allocated')}
    </p>
  )
}

function Used({ used, rest }: { used: string; rest: string }) {
  const { say } = useText()
  return (
    <span className="xl-sheet-note" aria-live="polite">
      {say('本次核销', 'Allocating now')} <Money value={used} strong />
      {'　'}
      {say('剩余', 'Left')}{' '}
      <span className={compare(rest, '0') < 0 ? 'xl-late' : ''}>
        <Money value={rest} strong />
      </span>
    </span>
  )
}

function PaymentFacts({ payment, row }: { payment: ObjectMeta; row: Row }) {
  const { t } = useText()
  const fields = ['payer', 'method', 'receivedOn', 'bankRef', 'file'].flatMap((n) =>
    payment.fields.filter((f) => f.name === n),
  )
  return (
    <dl className="xl-dl">
      {fields.map((f) => (
        <Fact key={f.name} label={t(f.label)}>
          <FieldView field={f} value={row[f.name]} object={payment.name} id={row.id} />
        </Fact>
      ))}
    </dl>
  )
}

function Orders({
  orders,
  chosen,
  onChange,
}: {
  orders: Row[]
  chosen: Record<string, string>
  onChange: (next: Record<string, string>) => void
}) {
  const { say } = useText()
  return (
    <LineTable
      top={16}
      lines={orders}
      columns={[
        {
          title: say('订单', 'Order'),
          cell: (o) => <NumberLink path="sales-orders" id={o.id} number={o.number} />,
        },
        {
          title: say('提交日期', 'Submitted'),
          className: 'xl-num',
          cell: (o) => formatInstant(String(o.submittedAt ?? o.createdAt ?? '')).slice(0, 10),
        },
        { title: say('待收', 'Outstanding'), num: true, cell: (o) => <Money value={openOf(o)} /> },
        {
          title: say('本次核销', 'Allocate'),
          num: true,
          cell: (o) => (
            <Part
              order={o}
              value={chosen[o.id] ?? null}
              onChange={(amount) => onChange({ ...chosen, [o.id]: amount })}
            />
          ),
        },
      ]}
    />
  )
}

/** How much of the payment goes to one order. */
function Part({ order, value, onChange }: { order: Row; value: string | null; onChange: (amount: string) => void }) {
  const { say } = useText()
  const over = compare(value ?? '0', openOf(order)) > 0
  return (
    <>
      <div style={{ display: 'inline-block', width: 130 }}>
        <DecimalInput
          value={value}
          scale={2}
          prefix="¥"
          status={over ? 'error' : ''}
          aria-label={say(`核销到 ${order.number}`, `Allocate to ${order.number}`)}
          onChange={(v) => onChange(v ?? '0')}
        />
      </div>
      {over && <div className="xl-late">{say('超过待收金额', 'More than is outstanding')}</div>}
    </>
  )
}
