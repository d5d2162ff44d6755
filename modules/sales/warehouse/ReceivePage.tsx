import { Button, DatePicker, Form, Input, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { formatInstant, shanghaiDay } from '#ui/core/format.ts'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { AppLink, href, useGo, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { type FileValue, isRef } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { Bench, Sheet } from '../web/Bench.tsx'
import { compare, isPositive, minus, plus } from '../web/decimals.ui.ts'
import { Refused } from '../web/problems.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'
import { linesOf, type ShipmentLine, useShipment } from './useShipment.ui.ts'
import './warehouse.css'
import { qtyText } from '../web/parts.tsx'

/** 签收登记: what is on its way, and for what has arrived the signed note, on a phone at the customer's door. */
export default function ReceivePage() {
  const { t, say } = useText()
  const shipment = useObject('shipment')
  const [query, setQuery] = useQueryState()
  const go = useGo()
  if (!shipment) return <Failure error={null} />
  const only = query.get('shipment')
  return (
    <Page fill title={say('签收登记', 'Goods received')}>
      {only ? (
        <ReceiveSheet
          key={only}
          id={only}
          onDone={(order) => go(href.record('sales-orders', order))}
          onBack={undefined}
        />
      ) : (
        <Bench
          object={shipment}
          query={{ where: { state: { eq: 'shipped' } }, sort: 'shippedAt' }}
          open={query.get('open') ?? ''}
          onOpen={(id) => setQuery({ open: id || null })}
          empty={{ what: say('没有在途的货', 'Nothing is on its way') }}
          row={(r) => (
            <>
              <span>
                <strong className="xl-ellipsis">{(r.shipTo as Ref | null)?.label ?? t('hiddenRecord')}</strong>
              </span>
              <span>
                <span className="xl-num">{r.number}</span>
                <span className="xl-ellipsis">{[r.carrier, r.logisticsNo].filter(Boolean).join(' ')}</span>
                <span className="xl-num">{formatInstant(r.shippedAt as string | null).slice(5, 10)}</span>
              </span>
            </>
          )}
        >
          {(row, next, back) => <ReceiveSheet key={row.id} id={row.id} onDone={next} onBack={back} />}
        </Bench>
      )}
    </Page>
  )
}

const missing = (l: ShipmentLine): string => minus(l.qty, l.receivedQty)

interface Note {
  receivedOn: string
  signer: string
  discrepancy: string
  discrepancyNote: string
  signedNote: FileValue[]
  qty: Record<string, string>
}

function inputOf(note: Note, lines: ShipmentLine[]): object {
  const wrong = note.discrepancy !== 'none'
  return {
    receivedOn: note.receivedOn,
    signer: note.signer.trim(),
    lines: lines.map((l) => ({ line: l.id, qty: note.qty[l.id] ?? missing(l) })).filter((l) => isPositive(l.qty)),
    discrepancy: note.discrepancy,
    ...(wrong && note.discrepancyNote.trim() ? { discrepancyNote: note.discrepancyNote.trim() } : {}),
    ...(note.signedNote.length > 0 ? { signedNote: note.signedNote.map((f) => f.id) } : {}),
  }
}

function ReceiveSheet({
  id,
  onDone,
  onBack,
}: {
  id: string
  onDone: (order: string) => void
  onBack: (() => void) | undefined
}) {
  const { t, say } = useText()
  const query = useShipment(id)
  const receipt = useObject('receipt')
  const work = useRun()
  const [note, setNote] = useState<Note>({
    receivedOn: shanghaiDay(),
    signer: '',
    discrepancy: 'none',
    discrepancyNote: '',
    signedNote: [],
    qty: {},
  })
  if (query.isPending) return <Loading rows={5} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const row = query.data
  const lines = linesOf(row).filter((l) => isPositive(missing(l)))
  const may = row._can?.commands.includes('receive') ?? false
  const short = lines.some((l) => compare(note.qty[l.id] ?? missing(l), missing(l)) < 0)
  const over = lines.some((l) => compare(note.qty[l.id] ?? missing(l), missing(l)) > 0)
  const save = async () => {
    const ok = await work.run(
      commandOf('shipments', id, 'receive', inputOf(note, lines)),
      say('已登记签收', 'Recorded'),
      ['shipment', 'salesOrder', 'receipt'],
    )
    if (ok) onDone(isRef(row.order) ? row.order.id : '')
  }
  return (
    <Sheet
      title={(row.shipTo as Ref | null)?.label ?? t('hiddenRecord')}
      sub={<Way row={row} />}
      onBack={onBack}
      footer={
        lines.length > 0 && (
          <>
            {short && note.discrepancy === 'none' && (
              <span className="xl-sheet-note">
                {say(
                  '数量少于发货数，余下的可再次签收；若确认少货请选择差异',
                  'Less than shipped: the rest can be received later, or choose a discrepancy',
                )}
              </span>
            )}
            <Button type="primary" loading={work.busy} disabled={!may || over || !note.signer.trim()} onClick={save}>
              {say('确认签收', 'Received')}
            </Button>
          </>
        )
      }
    >
      <Refused error={work.error} onClose={work.clear} />
      {lines.length === 0 ? (
        <p className="xl-hint">{say('这批货已全部签收', 'Everything of this shipment is received')}</p>
      ) : (
        <>
          <Lines lines={lines} qty={note.qty} onChange={(qty) => setNote({ ...note, qty })} />
          <NoteFields note={note} receipt={receipt} onChange={(part) => setNote({ ...note, ...part })} />
        </>
      )}
    </Sheet>
  )
}

function Way({ row }: { row: Row }) {
  return (
    <>
      <AppLink href={href.record('shipments', row.id)} className="xl-num">
        {row.number}
      </AppLink>
      {'　'}
      {[row.carrier, row.logisticsNo].filter(Boolean).join(' ')}
    </>
  )
}

function Lines({
  lines,
  qty,
  onChange,
}: {
  lines: ShipmentLine[]
  qty: Record<string, string>
  onChange: (qty: Record<string, string>) => void
}) {
  const { say } = useText()
  return (
    <ul className="xl-scan-lines">
      {lines.map((l) => {
        const over = compare(qty[l.id] ?? missing(l), missing(l)) > 0
        return (
          <li key={l.id} className="xl-scan-line">
            <span>
              <b>{l.package?.label}</b>
              <span className="xl-hint xl-num">
                {say('批号', 'Batch')} {l.batch?.label}
                {' · '}
                {say(`应收 ${qtyText(missing(l))}`, `${qtyText(missing(l))} due`)}
              </span>
            </span>
            <span style={{ width: 104, flex: 'none' }}>
              <DecimalInput
                value={plus(qty[l.id] ?? missing(l), '0')}
                scale={0}
                status={over ? 'error' : ''}
                aria-label={say(`${l.package?.label} 签收数量`, `Received of ${l.package?.label}`)}
                onChange={(v) => onChange({ ...qty, [l.id]: v ?? '0' })}
              />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function NoteFields({
  note,
  receipt,
  onChange,
}: {
  note: Note
  receipt: ObjectMeta | undefined
  onChange: (part: Partial<Note>) => void
}) {
  const { t, say } = useText()
  const kinds = (receipt && fieldOf(receipt, 'discrepancy')?.options) ?? []
  return (
    <Form layout="vertical" component="div" className="xl-ship-form">
      <Form.Item label={say('签收人', 'Signed by')} required htmlFor="receive-signer">
        <Input
          id="receive-signer"
          value={note.signer}
          maxLength={40}
          autoComplete="off"
          onChange={(e) => onChange({ signer: e.target.value })}
        />
      </Form.Item>
      <Form.Item label={say('签收日期', 'Received on')} required htmlFor="receive-day">
        <DatePicker
          id="receive-day"
          style={{ width: '100%' }}
          allowClear={false}
          inputReadOnly
          value={dayjs(note.receivedOn)}
          maxDate={dayjs(shanghaiDay())}
          onChange={(d) => d && onChange({ receivedOn: d.format('YYYY-MM-DD') })}
        />
      </Form.Item>
      <Form.Item label={say('差异', 'Discrepancy')} style={{ gridColumn: '1 / -1' }}>
        <div style={{ overflowX: 'auto' }}>
          <Segmented
            value={note.discrepancy}
            onChange={(discrepancy) => onChange({ discrepancy })}
            options={kinds.map((k) => ({ value: k.value, label: t(k.label) }))}
          />
        </div>
      </Form.Item>
      {note.discrepancy !== 'none' && (
        <Form.Item label={say('差异说明', 'What differs')} style={{ gridColumn: '1 / -1' }} htmlFor="receive-note">
          <Input.TextArea
            id="receive-note"
            rows={3}
            maxLength={1000}
            value={note.discrepancyNote}
            onChange={(e) => onChange({ discrepancyNote: e.target.value })}
          />
        </Form.Item>
      )}
      <Form.Item label={say('签收回单照片', 'Photo of the signed note')} style={{ gridColumn: '1 / -1' }}>
        <FilesPicker accept="image/*" value={note.signedNote} onChange={(signedNote) => onChange({ signedNote })} />
      </Form.Item>
    </Form>
  )
}
