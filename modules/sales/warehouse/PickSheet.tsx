import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { compare, isPositive, minus, plus, sumOf } from '../web/decimals.ui.ts'
import { qtyText } from '../web/parts.tsx'
import { OrderSheet } from '../web/Sheet.tsx'
import type { PickPlan } from '../web/types.ts'
import { commandOf, useRun } from '../web/useRun.ui.ts'

/** `line:batch` → quantity. */
type Picked = Record<string, string>

const keyOf = (line: string, batch: string) => `${line}:${batch}`

function suggested(plan: PickPlan | undefined): Picked {
  const out: Picked = {}
  for (const l of plan?.lines ?? [])
    for (const b of l.batches) if (isPositive(b.suggested)) out[keyOf(l.line, b.batch)] = b.suggested
  return out
}

/** What is asked for against what there is: no line above what is outstanding, no batch above what it has. */
const isTooMuch = (line: PickPlan['lines'][number], picked: Picked): boolean =>
  compare(sumOf(line.batches.map((b) => picked[keyOf(line.line, b.batch)])), line.outstanding) > 0 ||
  line.batches.some((b) => compare(picked[keyOf(line.line, b.batch)] ?? '0', b.available) > 0)

const inputOf = (lines: PickPlan['lines'], picked: Picked) =>
  lines.flatMap((l) =>
    l.batches.flatMap((b) => {
      const qty = picked[keyOf(l.line, b.batch)]
      return isPositive(qty) ? [{ line: l.line, batch: b.batch, qty }] : []
    }),
  )

interface PickProps {
  row: Row
  onPicked: (shipment: string) => void
  onBack: (() => void) | undefined
}

/** What to take from which batch: the earliest expiry first, changeable, never more than there is. */
export function PickSheet({ row, onPicked, onBack }: PickProps) {
  const { say } = useText()
  const query = useQuery({
    queryKey: keys.part('salesOrder', row.id, 'pick-plan'),
    queryFn: ({ signal }) => api.get<PickPlan>(`/sales-orders/${row.id}/pick-plan`, undefined, signal),
  })
  const proposal = useMemo(() => suggested(query.data), [query.data])
  const [edited, setEdited] = useState<Picked | null>(null)
  const picked = edited ?? proposal
  const work = useRun()
  const lines = query.data?.lines ?? []
  const total = sumOf(Object.values(picked))
  const wrong = lines.some((l) => isTooMuch(l, picked))
  const save = async () => {
    const reply = await work.run(
      commandOf('sales-orders', row.id, 'pick', { lines: inputOf(lines, picked) }),
      say('已配货，等待复核', 'Picked'),
      ['salesOrder', 'shipment', 'batch'],
    )
    const made = (reply?.result as { shipment?: string } | undefined)?.shipment
    if (made) onPicked(made)
  }
  const footer = lines.length > 0 && (
    <>
      <span className="xl-sheet-note">
        {say('本次配货', 'Picking')} <b className="xl-num">{qtyText(total)}</b>
      </span>
      {edited && <Button onClick={() => setEdited(null)}>{say('恢复建议', 'As suggested')}</Button>}
      <Button type="primary" loading={work.busy} disabled={wrong || !isPositive(total)} onClick={save}>
        {say('确认配货', 'Pick')}
      </Button>
    </>
  )
  return (
    <OrderSheet row={row} onBack={onBack} work={work} footer={footer}>
      {query.isPending && <Loading rows={5} />}
      {query.isError && <Failure error={query.error} onRetry={() => query.refetch()} />}
      {query.data && lines.length === 0 && (
        <p className="xl-hint">
          {say('该订单的货已全部配好，等待复核或发货', 'Everything is picked and waits to be checked or shipped')}
        </p>
      )}
      {lines.map((l) => (
        <PickLine
          key={l.line}
          line={l}
          picked={picked}
          onChange={(batch, qty) => setEdited({ ...picked, [keyOf(l.line, batch)]: qty })}
        />
      ))}
    </OrderSheet>
  )
}

interface PickLineProps {
  line: PickPlan['lines'][number]
  picked: Picked
  onChange: (batch: string, qty: string) => void
}

function PickLine({ line, picked, onChange }: PickLineProps) {
  const { say } = useText()
  return (
    <section className="xl-pick-line">
      <h3>
        {line.package.label}
        <span className="xl-num">
          {say('待配', 'To pick')} {qtyText(line.outstanding)}
        </span>
      </h3>
      {line.batches.length === 0 && <p className="xl-late">{say('没有可发的批号', 'No batch can be shipped')}</p>}
      {line.batches.map((b) => (
        <PickBatch
          key={b.batch}
          batch={b}
          value={picked[keyOf(line.line, b.batch)] ?? ''}
          onChange={(qty) => onChange(b.batch, qty)}
        />
      ))}
      <Rest line={line} picked={picked} />
    </section>
  )
}

/** One batch of the line, and how much is taken from it. */
function PickBatch({
  batch,
  value,
  onChange,
}: {
  batch: PickPlan['lines'][number]['batches'][number]
  value: string
  onChange: (qty: string) => void
}) {
  const { say } = useText()
  return (
    <div className="xl-pick-batch" data-chosen={isPositive(value)}>
      <span className="xl-pick-no">
        <b className="xl-num">{batch.batchNo}</b>
        {batch.nearExpiry && <Tag color="orange">{say('近效期', 'Near expiry')}</Tag>}
      </span>
      <span className="xl-hint xl-num">
        {say(`有效至 ${batch.lastUsableDate}`, `usable until ${batch.lastUsableDate}`)}
        {'　'}
        {say(`可用 ${qtyText(batch.available)}`, `${qtyText(batch.available)} available`)}
      </span>
      <DecimalInput
        value={value ? plus(value, '0') : null}
        scale={0}
        status={compare(value || '0', batch.available) > 0 ? 'error' : ''}
        aria-label={say(`批号 ${batch.batchNo} 数量`, `Quantity of batch ${batch.batchNo}`)}
        onChange={(v) => onChange(v ?? '0')}
      />
    </div>
  )
}

/** What is still to be picked of the line, or that too much is. */
function Rest({ line, picked }: Omit<PickLineProps, 'onChange'>) {
  const { say } = useText()
  const rest = minus(line.outstanding, sumOf(line.batches.map((b) => picked[keyOf(line.line, b.batch)])))
  if (compare(rest, '0') < 0) return <p className="xl-late">{say('超过待配数量', 'More than is to be picked')}</p>
  if (!isPositive(rest) || line.batches.length === 0) return null
  return (
    <p className={isPositive(line.short) ? 'xl-late' : 'xl-hint'}>
      {isPositive(line.short)
        ? say(
            `库存不足，缺 ${qtyText(line.short)}，可先发一部分`,
            `Stock is ${qtyText(line.short)} short; ship a part first`,
          )
        : say(`还有 ${qtyText(rest)} 未配`, `${qtyText(rest)} not picked`)}
    </p>
  )
}
