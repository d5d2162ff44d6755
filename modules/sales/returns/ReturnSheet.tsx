import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useRow } from '#ui/detail/useRow.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { optionLabel } from '../board/stages.ui.ts'
import { useShippedLines } from '../invoicing/PrepareSheet.tsx'
import { compare, isPositive, plus } from '../web/decimals.ui.ts'
import { LineTable, QtyInput } from '../web/LineTable.tsx'
import { Fact, Money, qtyText } from '../web/parts.tsx'
import { AskCommand, OrderLink, Sheet, StateTag } from '../web/Sheet.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'
import { TraceBack } from './TraceBack.tsx'

interface ReturnLine {
  id: string
  shipmentLine: string
  traceCodes: string[] | null
  package: Ref | null
  batch: Ref | null
  qty: string
  receivedQty: string
  acceptedQty: string
  disposition: string | null
  amount: string
}

interface Work {
  qty: Record<string, string>
  disposition: Record<string, string>
  codes: Record<string, string[]>
  text: string
  files: FileValue[]
}

const TOUCHED = ['returnOrder', 'salesOrder', 'shipment', 'batch', 'invoice', 'receivableEntry']

/** What the next step is, and whether it is done here line by line or by a simple yes or no. */
const NEXT: Record<string, { command: string; no?: string; lines?: boolean }> = {
  requested: { command: 'approve', no: 'reject' },
  approved: { command: 'arrive', lines: true },
  received: { command: 'inspect', lines: true },
  inspected: { command: 'accept', no: 'refuse' },
  accepted: { command: 'credit' },
}

interface SheetProps {
  object: ObjectMeta
  id: string
  onDone: () => void
  onBack: (() => void) | undefined
}

/** One return: what came back, in what condition, and what is done about it. */
export function ReturnSheet({ object, id, onDone, onBack }: SheetProps) {
  const query = useRow(object, id)
  if (query.isPending) return <Loading rows={5} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return <Loaded key={query.data.version} object={object} row={query.data} onDone={onDone} onBack={onBack} />
}

const linesOf = (row: Row): ReturnLine[] => (Array.isArray(row.lines) ? row.lines : []) as unknown as ReturnLine[]

/** What a line can be at most at this step: what was asked for, then what arrived. */
const mostOf = (row: Row, line: ReturnLine): string => (row.state === 'received' ? line.receivedQty : line.qty)

/** What becomes of a line while nobody has said otherwise. */
const usualDisposition = (row: Row): string => (row.reason === 'short' ? 'lost' : 'quarantine')

function inputOf(row: Row, work: Work): object {
  const qtyOf = (l: ReturnLine) => work.qty[l.id] ?? mostOf(row, l)
  const scannedOf = (l: ReturnLine) => (work.codes[l.id] ? { traceCodes: work.codes[l.id] } : {})
  if (row.state === 'approved')
    return {
      lines: linesOf(row).map((l) => ({ line: l.id, qty: qtyOf(l), ...scannedOf(l) })),
      ...(work.files.length > 0 ? { temperatureLog: work.files.map((f) => f.id) } : {}),
    }
  return {
    conclusion: work.text.trim(),
    lines: linesOf(row).map((l) => ({
      line: l.id,
      qty: qtyOf(l),
      disposition: work.disposition[l.id] ?? usualDisposition(row),
      ...scannedOf(l),
    })),
  }
}

function Loaded({ object, row, onDone, onBack }: Omit<SheetProps, 'id'> & { row: Row }) {
  const { t } = useText()
  const [work, setWork] = useState<Work>({ qty: {}, disposition: {}, codes: {}, text: '', files: [] })
  const [asking, setAsking] = useState('')
  const run = useRun()
  const next = NEXT[row.state ?? '']
  const editing = Boolean(next?.lines && row._can?.commands.includes(next.command))
  const over = linesOf(row).some((l) => compare(work.qty[l.id] ?? mostOf(row, l), mostOf(row, l)) > 0)
  const unsaid = row.state === 'received' && !work.text.trim()
  const save = async () => {
    if (!next) return
    const after = object.commands.find((c) => c.name === next.command)?.to ?? ''
    const said = t(object.states?.[after]?.label ?? { zh: '', en: '' })
    if (await run.run(commandOf(object.path, row.id, next.command, inputOf(row, work)), said, TOUCHED)) onDone()
  }
  return (
    <Sheet
      title={row.number}
      sub={<Where row={row} />}
      extra={
        <>
          <StateTag object={object} row={row} />
          {isPositive(row.creditAmount) && <Money value={row.creditAmount} strong style={{ fontSize: 18 }} />}
        </>
      }
      onBack={onBack}
      work={run}
      footer={
        <Ends
          object={object}
          row={row}
          busy={run.busy}
          disabled={editing && (over || unsaid)}
          onAsk={(command) => (command === next?.command && next.lines ? save() : setAsking(command))}
        />
      }
    >
      <ReturnFacts object={object} row={row} />
      <Lines object={object} row={row} work={work} editing={editing} onChange={setWork} />
      {editing && <Remarks row={row} work={work} onChange={setWork} />}
      <AskCommand object={object} row={row} asking={asking} onDone={onDone} onClose={() => setAsking('')} />
    </Sheet>
  )
}

interface EndsProps {
  object: ObjectMeta
  row: Row
  busy: boolean
  disabled: boolean
  onAsk: (command: string) => void
}

/** What takes the return one step further, or refuses it. */
function Ends({ object, row, busy, disabled, onAsk }: EndsProps) {
  const { t, say } = useText()
  const next = NEXT[row.state ?? '']
  if (!next) return null
  const { command, no } = next
  const can = new Set(row._can?.commands ?? [])
  const labelOf = (name: string) => object.commands.find((c) => c.name === name)?.label
  const label = labelOf(command)
  return (
    <>
      {no && can.has(no) && (
        <Button danger onClick={() => onAsk(no)}>
          {t(labelOf(no) ?? { zh: '拒绝', en: 'Refuse' })}
        </Button>
      )}
      {label && can.has(command) && (
        <Button type="primary" loading={busy} disabled={disabled} onClick={() => onAsk(command)}>
          {t(label)}
        </Button>
      )}
      {!can.has(command) && <span className="xl-hint">{say('下一步不由您处理', 'The next step is not yours')}</span>}
    </>
  )
}

/** What belongs to the whole return at this step: the log it travelled with, the inspector's conclusion. */
function Remarks({ row, work, onChange }: { row: Row; work: Work; onChange: (work: Work) => void }) {
  const { say } = useText()
  if (row.state === 'received')
    return (
      <Input.TextArea
        style={{ marginTop: 14 }}
        rows={3}
        maxLength={2000}
        value={work.text}
        aria-label={say('检验结论', 'Conclusion')}
        placeholder={say('检验结论：外观、包装、批号、效期……', 'Conclusion: appearance, packing, batch, expiry …')}
        onChange={(e) => onChange({ ...work, text: e.target.value })}
      />
    )
  if (row.state !== 'approved' || row.reason === 'short') return null
  return (
    <div style={{ marginTop: 14 }}>
      <p className="xl-hint">
        {say('温度记录（冷链品种没有记录只能销毁）', 'Temperature log (cold-chain goods without one are destroyed)')}
      </p>
      <FilesPicker single value={work.files} onChange={(files) => onChange({ ...work, files })} />
    </div>
  )
}

function Where({ row }: { row: Row }) {
  return (
    <>
      <OrderLink row={row} />
      {'　'}
      <AppLink href={href.record('return-orders', row.id)}>{row.owner?.label}</AppLink>
    </>
  )
}

function ReturnFacts({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t } = useText()
  const fields = ['receipt', 'reason', 'description', 'temperatureLog', 'inspection'].flatMap((n) =>
    object.fields.filter((f) => f.name === n),
  )
  return (
    <dl className="xl-dl">
      {fields
        .filter(
          (f) =>
            row[f.name] !== null &&
            row[f.name] !== undefined &&
            !(Array.isArray(row[f.name]) && (row[f.name] as unknown[]).length === 0),
        )
        .map((f) => (
          <Fact key={f.name} label={t(f.label)} wide={f.type === 'longText'}>
            <FieldView field={f} value={row[f.name]} object={object.name} id={row.id} />
          </Fact>
        ))}
    </dl>
  )
}

interface LinesProps {
  object: ObjectMeta
  row: Row
  work: Work
  editing: boolean
  onChange: (work: Work) => void
}

function Lines(props: LinesProps) {
  const { row, work, editing, onChange } = props
  const { say } = useText()
  const lines = linesOf(row)
  const arrived = row.state !== 'requested' && row.state !== 'approved'
  const judged = (editing && row.state === 'received') || lines.some((l) => l.disposition)
  const short = row.reason === 'short'
  const came = short ? say('核实短少', 'Found short') : say('实收', 'Arrived')
  const heading = row.state === 'approved' ? came : short ? say('认可', 'Agreed') : say('合格', 'Accepted')
  const left = useCodesThatLeft(row, editing)
  return (
    <LineTable
      top={14}
      lines={lines}
      columns={[
        {
          title: say('品规 / 批号', 'Package / batch'),
          cell: (l) => <Goods {...props} line={l} scan={codesToScan(row, l, left, work)} />,
        },
        { title: say('退货', 'Returned'), num: true, className: 'xl-num', cell: (l) => qtyText(l.qty) },
        arrived && { title: came, num: true, className: 'xl-num', cell: (l) => qtyText(l.receivedQty) },
        editing && {
          title: heading,
          num: true,
          cell: (l) => (
            <QtyInput
              value={work.qty[l.id] ?? mostOf(row, l)}
              most={mostOf(row, l)}
              label={`${heading} ${l.package?.label ?? ''}`}
              onChange={(qty) => onChange({ ...work, qty: { ...work.qty, [l.id]: qty } })}
            />
          ),
        },
        judged && {
          title: say('处置', 'Disposition'),
          className: editing && row.state === 'received' ? 'is-fit' : '',
          cell: (l) => <Disposition {...props} line={l} />,
        },
        // What it comes to stands fast when finance credits it.
        isPositive(row.creditAmount) && {
          title: say('金额', 'Amount'),
          num: true,
          cell: (l) => <Money value={l.amount} />,
        },
      ]}
    />
  )
}

/** What came back, and its trace codes where they have to be scanned. */
function Goods({ row, work, editing, onChange, line, scan }: LinesProps & { line: ReturnLine; scan: Codes }) {
  const { say } = useText()
  const inspecting = editing && row.state === 'received'
  return (
    <>
      {line.package?.label}
      <div className="xl-hint xl-num">{line.batch?.label}</div>
      {scan.codes.length > 0 && (
        <TraceBack
          known={scan.codes}
          most={scan.each ? plus(work.qty[line.id] ?? mostOf(row, line), '0') : undefined}
          value={work.codes[line.id] ?? []}
          label={inspecting ? say('合格的追溯码', 'Accepted trace codes') : say('退回的追溯码', 'Trace codes back')}
          onChange={(codes) => onChange({ ...work, codes: { ...work.codes, [line.id]: codes } })}
        />
      )}
    </>
  )
}

/** What becomes of a line: chosen at the inspection, read afterwards. */
function Disposition({ object, row, work, editing, onChange, line }: LinesProps & { line: ReturnLine }) {
  const { t, say } = useText()
  const options = object.lines[0]?.fields.find((f) => f.name === 'disposition')?.options ?? []
  if (!editing || row.state !== 'received') {
    const chosen = options.find((o) => o.value === line.disposition)?.label
    return line.disposition ? t(chosen ?? optionLabel(object, 'disposition', line.disposition)) : '–'
  }
  const offered = options.filter((d) =>
    row.reason === 'short' ? ['lost', 'restock'].includes(d.value) : d.value !== 'lost',
  )
  return (
    <Select
      style={{ width: 120 }}
      aria-label={say('处置', 'Disposition')}
      value={work.disposition[line.id] ?? usualDisposition(row)}
      onChange={(d: string) => onChange({ ...work, disposition: { ...work.disposition, [line.id]: d } })}
      options={offered.map((d) => ({ value: d.value, label: t(d.label) }))}
    />
  )
}

interface Codes {
  codes: string[]
  /** A code for each piece: as many are scanned as come back. */
  each: boolean
}

const codesOf = (codes: string[] | null | undefined, qty: string): Codes => ({
  codes: codes ?? [],
  each: compare(String(codes?.length ?? 0), qty) === 0,
})

/** Codes with which the lines left, asked for while they are being taken in. */
function useCodesThatLeft(row: Row, editing: boolean): Map<string, Codes> {
  const taking = editing && row.state === 'approved' && row.reason !== 'short'
  const { lines } = useShippedLines((row.order as Ref | null)?.id ?? '', taking)
  return new Map(taking ? lines.map((l) => [l.id, codesOf(l.traceCodes, l.qty)]) : [])
}

/** What there is to scan of a line: on arrival what left with it; at the inspection, where less is accepted, what came. */
function codesToScan(row: Row, line: ReturnLine, left: Map<string, Codes>, work: Work): Codes {
  const less = compare(work.qty[line.id] ?? line.receivedQty, line.receivedQty) < 0
  const scanned = row.state === 'received' && less ? codesOf(line.traceCodes, line.receivedQty) : undefined
  return (row.state === 'approved' ? left.get(line.shipmentLine) : scanned) ?? codesOf([], '1')
}
