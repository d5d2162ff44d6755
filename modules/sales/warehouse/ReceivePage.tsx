import { Alert, Button, DatePicker, Form, Input, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { formatInstant, shanghaiDay } from '#ui/core/format.ts'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { href, useGo, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { type FileValue, isRef } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { Bench } from '../web/Bench.tsx'
import { compare, isPositive, minus, plus, sumOf } from '../web/decimals.ui.ts'
import { GoodsLine, GoodsQty } from '../web/GoodsLine.tsx'
import { NumberLink, Sheet } from '../web/Sheet.tsx'
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
    <Page fill title={say('签收登记', 'Goods receipt')}>
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
          empty={{ what: say('没有在途的货', 'Nothing is in transit') }}
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

const missing = (l: ShipmentLine): string => minus(minus(l.qty, l.receivedQty), l.differenceQty)

/** What becomes of the part of a line that is not received now. */
type Rest = 'later' | 'short' | 'refused'

interface Note {
  receivedOn: string
  signer: string
  discrepancy: string
  discrepancyNote: string
  signedNote: FileValue[]
  qty: Record<string, string>
  rest: Record<string, Rest>
}

const BLANK: Omit<Note, 'receivedOn'> = {
  signer: '',
  discrepancy: 'none',
  discrepancyNote: '',
  signedNote: [],
  qty: {},
  rest: {},
}

/** Of each line: how much is received, how much is not, and what is said of that. */
interface Told {
  line: ShipmentLine
  qty: string
  left: string
  rest: Rest
}

const toldOf = (note: Note, lines: ShipmentLine[]): Told[] =>
  lines.map((line) => {
    const qty = note.qty[line.id] ?? missing(line)
    return { line, qty, left: minus(missing(line), qty), rest: note.rest[line.id] ?? 'later' }
  })

const differs = (t: Told): boolean => t.rest !== 'later' && isPositive(t.left)

function inputOf(note: Note, told: Told[]): object {
  const wrong = note.discrepancy !== 'none'
  return {
    receivedOn: note.receivedOn,
    signer: note.signer.trim(),
    lines: told
      .map((t) => ({ line: t.line.id, qty: t.qty, ...(differs(t) ? { [t.rest]: t.left } : {}) }))
      .filter((l) => isPositive(l.qty) || Object.keys(l).length > 2),
    discrepancy: note.discrepancy,
    ...(wrong && note.discrepancyNote.trim() ? { discrepancyNote: note.discrepancyNote.trim() } : {}),
    ...(note.signedNote.length > 0 ? { signedNote: note.signedNote.map((f) => f.id) } : {}),
  }
}

/** What stands against sending the note, and whether it tells of something missing. */
function judge(note: Note, told: Told[]): { different: boolean; explained: boolean; sendable: boolean } {
  const different = told.some(differs)
  const explained = !different || (note.discrepancy !== 'none' && note.discrepancyNote.trim() !== '')
  const over = told.some((x) => compare(x.left, '0') < 0)
  const something = told.some((x) => isPositive(x.qty) || differs(x))
  return { different, explained, sendable: !over && something && explained && note.signer.trim() !== '' }
}

interface ReceiveProps {
  id: string
  onDone: (order: string) => void
  onBack: (() => void) | undefined
}

function ReceiveSheet({ id, onDone, onBack }: ReceiveProps) {
  const { t, say } = useText()
  const query = useShipment(id)
  const work = useRun()
  const [note, setNote] = useState<Note>(() => ({ ...BLANK, receivedOn: shanghaiDay() }))
  if (query.isPending) return <Loading rows={5} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const row = query.data
  const lines = linesOf(row).filter((l) => isPositive(missing(l)))
  const told = toldOf(note, lines)
  const { different, explained, sendable } = judge(note, told)
  const may = row._can?.commands.includes('receive') ?? false
  const save = async () => {
    const ok = await work.run(
      commandOf('shipments', id, 'receive', inputOf(note, told)),
      different
        ? say('已登记签收，短少与拒收已转退货申请', 'Recorded; a return was requested for what is short or refused')
        : say('已登记签收', 'Recorded'),
      ['shipment', 'salesOrder', 'receipt', 'returnOrder'],
    )
    if (ok) onDone(isRef(row.order) ? row.order.id : '')
  }
  const footer = lines.length > 0 && (
    <>
      {different && !explained && (
        <span className="xl-sheet-note">{say('请选择差异类型并说明原因', 'Choose the discrepancy and say why')}</span>
      )}
      <Button type="primary" loading={work.busy} disabled={!may || !sendable} onClick={save}>
        {say('确认签收', 'Confirm receipt')}
      </Button>
    </>
  )
  return (
    <Sheet
      title={(row.shipTo as Ref | null)?.label ?? t('hiddenRecord')}
      sub={<Way row={row} />}
      onBack={onBack}
      work={work}
      footer={footer}
    >
      {lines.length === 0 ? (
        <p className="xl-hint">{say('这批货已全部签收', 'Everything of this shipment is received')}</p>
      ) : (
        <NoteForm note={note} told={told} different={different} onChange={(part) => setNote({ ...note, ...part })} />
      )}
    </Sheet>
  )
}

interface NoteFormProps {
  note: Note
  told: Told[]
  different: boolean
  onChange: (part: Partial<Note>) => void
}

function NoteForm({ note, told, different, onChange }: NoteFormProps) {
  return (
    <>
      <Lines
        told={told}
        onQty={(line, qty) => onChange({ qty: { ...note.qty, [line]: qty } })}
        onRest={(line, rest) => {
          const discrepancy = rest === 'short' && note.discrepancy === 'none' ? 'short' : note.discrepancy
          onChange({ discrepancy, rest: { ...note.rest, [line]: rest } })
        }}
      />
      {different && <Consequence told={told} />}
      <NoteFields note={note} required={different} onChange={onChange} />
    </>
  )
}

/** What pressing the button brings about, where something is short or refused. */
function Consequence({ told }: { told: Told[] }) {
  const { say } = useText()
  const of = (rest: Rest) => told.filter((x) => x.rest === rest && differs(x))
  const total = (rest: Rest) => qtyText(sumOf(of(rest).map((x) => x.left)))
  const parts = [
    ...(of('short').length ? [say(`短少 ${total('short')}`, `${total('short')} short`)] : []),
    ...(of('refused').length ? [say(`拒收 ${total('refused')}`, `${total('refused')} refused`)] : []),
  ]
  return (
    <Alert
      type="warning"
      style={{ marginTop: 12 }}
      title={
        <>
          <b>{parts.join(say('，', ', '))}</b>
          {say(
            '：签收后自动生成退货申请，由商务审批、质管核验后抵减应收，不再开票。',
            ': a return is requested at once; the order desk and QA judge it and it is credited, not invoiced.',
          )}
        </>
      }
    />
  )
}

function Way({ row }: { row: Row }) {
  return (
    <>
      <NumberLink path="shipments" id={row.id} number={row.number} />
      {'　'}
      {[row.carrier, row.logisticsNo].filter(Boolean).join(' ')}
    </>
  )
}

interface LinesProps {
  told: Told[]
  onQty: (line: string, qty: string) => void
  onRest: (line: string, rest: Rest) => void
}

function Lines({ told, onQty, onRest }: LinesProps) {
  const { say } = useText()
  const rests = [
    { value: 'later', label: say('稍后再到', 'Still to come') },
    { value: 'short', label: say('短少', 'Short') },
    { value: 'refused', label: say('拒收', 'Refused') },
  ]
  return (
    <ul className="xl-scan-lines">
      {told.map(({ line: l, qty, left, rest }) => (
        <GoodsLine
          key={l.id}
          className="xl-receive-line"
          what={l.package?.label}
          hint={
            <>
              {say('批号', 'Batch')} {l.batch?.label}
              {' · '}
              {say(`应收 ${qtyText(missing(l))}`, `${qtyText(missing(l))} due`)}
            </>
          }
        >
          <GoodsQty
            value={plus(qty, '0')}
            most={missing(l)}
            label={say(`${l.package?.label} 签收数量`, `Received of ${l.package?.label}`)}
            onChange={(value) => onQty(l.id, value)}
          />
          {isPositive(left) && (
            <div className="xl-receive-rest">
              <span>{say(`其余 ${qtyText(left)}`, `The other ${qtyText(left)}`)}</span>
              <Segmented
                size="small"
                value={rest}
                aria-label={say(`${l.package?.label} 未签收部分`, `What is not received of ${l.package?.label}`)}
                options={rests}
                onChange={(value) => onRest(l.id, value as Rest)}
              />
            </div>
          )}
        </GoodsLine>
      ))}
    </ul>
  )
}

interface NoteFieldsProps {
  note: Note
  required: boolean
  onChange: (part: Partial<Note>) => void
}

function NoteFields({ note, required, onChange }: NoteFieldsProps) {
  const { say } = useText()
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
      <Discrepancy note={note} required={required} onChange={onChange} />
      <Form.Item label={say('签收回单照片', 'Photo of the signed note')} style={WIDE}>
        <FilesPicker
          accept="image/*"
          single
          value={note.signedNote}
          onChange={(signedNote) => onChange({ signedNote })}
        />
      </Form.Item>
    </Form>
  )
}

const WIDE = { gridColumn: '1 / -1' }

/** What differs, and in words once something does. */
function Discrepancy({ note, required, onChange }: NoteFieldsProps) {
  const { t, say } = useText()
  const receipt = useObject('receipt')
  const kinds = ((receipt && fieldOf(receipt, 'discrepancy')?.options) ?? []).filter(
    (k) => !required || k.value !== 'none',
  )
  return (
    <>
      <Form.Item label={say('差异', 'Discrepancy')} required={required} style={WIDE}>
        <div style={{ overflowX: 'auto' }}>
          <Segmented
            value={note.discrepancy}
            onChange={(discrepancy) => onChange({ discrepancy })}
            options={kinds.map((k) => ({ value: k.value, label: t(k.label) }))}
          />
        </div>
      </Form.Item>
      {(required || note.discrepancy !== 'none') && (
        <Form.Item label={say('差异说明', 'What differs')} required={required} style={WIDE} htmlFor="receive-note">
          <Input.TextArea
            id="receive-note"
            rows={3}
            maxLength={1000}
            value={note.discrepancyNote}
            onChange={(e) => onChange({ discrepancyNote: e.target.value })}
          />
        </Form.Item>
      )}
    </>
  )
}
