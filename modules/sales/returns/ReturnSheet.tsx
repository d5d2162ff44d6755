import { Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useRow } from '#ui/detail/useRow.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { optionLabel } from '../board/stages.ui.ts'
import { useShippedLines } from '../invoicing/PrepareSheet.tsx'
import { Sheet } from '../web/Bench.tsx'
import { compare, minus, plus } from '../web/decimals.ui.ts'
import { Fact, Money, qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
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
  const codesOf = (l: ReturnLine) => (work.codes[l.id] ? { traceCodes: work.codes[l.id] } : {})
  if (row.state === 'approved')
    return {
      lines: linesOf(row).map((l) => ({ line: l.id, qty: qtyOf(l), ...codesOf(l) })),
      ...(work.files.length > 0 ? { temperatureLog: work.files.map((f) => f.id) } : {}),
    }
  return {
    conclusion: work.text.trim(),
    lines: linesOf(row).map((l) => ({
      line: l.id,
      qty: qtyOf(l),
      disposition: work.disposition[l.id] ?? usualDisposition(row),
      ...codesOf(l),
    })),
  }
}

function Loaded({ object, row, onDone, onBack }: Omit<SheetProps, 'id'> & { row: Row }) {
  const { t, say } = useText()
  const [work, setWork] = useState<Work>({ qty: {}, disposition: {}, codes: {}, text: '', files: [] })
  const [asking, setAsking] = useState('')
  const run = useRun()
  const next = NEXT[row.state ?? '']
  const can = new Set(row._can?.commands ?? [])
  const state = object.states?.[row.state ?? '']
  const command = object.commands.find((c) => c.name === next?.command)
  const over = linesOf(row).some((l) => compare(work.qty[l.id] ?? mostOf(row, l), mostOf(row, l)) > 0)
  const editing = Boolean(next?.lines && can.has(next.command))
  const needsText = row.state === 'received'
  const save = async () => {
    if (!next) return
    if (
      await run.run(
        commandOf(object.path, row.id, next.command, inputOf(row, work)),
        t(state?.label ?? { zh: '', en: '' }),
        TOUCHED,
      )
    )
      onDone()
  }
  const modal = object.commands.find((c) => c.name === asking)
  return (
    <Sheet
      title={row.number}
      sub={<Where row={row} />}
      extra={
        <>
          {state && <Tag color={state.color}>{t(state.label)}</Tag>}
          <Money value={row.creditAmount} strong style={{ fontSize: 18 }} />
        </>
      }
      onBack={onBack}
      footer={
        <>
          {next?.no && can.has(next.no) && (
            <Button danger onClick={() => setAsking(next.no ?? '')}>
              {t(object.commands.find((c) => c.name === next.no)?.label ?? { zh: '拒绝', en: 'Refuse' })}
            </Button>
          )}
          {next && command && can.has(next.command) && (
            <Button
              type="primary"
              loading={run.busy}
              disabled={editing && (over || (needsText && !work.text.trim()))}
              onClick={() => (next.lines ? save() : setAsking(next.command))}
            >
              {t(command.label)}
            </Button>
          )}
          {next && !can.has(next.command) && (
            <span className="xl-hint">{say('下一步不由您处理', 'The next step is not yours')}</span>
          )}
        </>
      }
    >
      <Refused error={run.error} onClose={run.clear} />
      <ReturnFacts object={object} row={row} />
      <Lines object={object} row={row} work={work} editing={editing} onChange={setWork} />
      {editing && row.state === 'approved' && row.reason !== 'short' && (
        <div style={{ marginTop: 14 }}>
          <p className="xl-hint">
            {say(
              '温度记录（冷链品种没有记录只能销毁）',
              'Temperature log (cold-chain goods without one are destroyed)',
            )}
          </p>
          <FilesPicker single value={work.files} onChange={(files) => setWork({ ...work, files })} />
        </div>
      )}
      {editing && needsText && (
        <Input.TextArea
          style={{ marginTop: 14 }}
          rows={3}
          maxLength={2000}
          value={work.text}
          aria-label={say('检验结论', 'Conclusion')}
          placeholder={say('检验结论：外观、包装、批号、效期……', 'Conclusion: appearance, packing, batch, expiry …')}
          onChange={(e) => setWork({ ...work, text: e.target.value })}
        />
      )}
      {modal && (
        <CommandModal
          object={object}
          command={modal}
          about={String(row.number ?? '')}
          run={async (input, key) => {
            await commandOf(object.path, row.id, modal.name, input)(key)
            onDone()
          }}
          onClose={() => setAsking('')}
        />
      )}
    </Sheet>
  )
}

function Where({ row }: { row: Row }) {
  const order = row.order as Ref | null
  return (
    <>
      {order && (
        <AppLink href={href.record('sales-orders', order.id)} className="xl-num">
          {order.label}
        </AppLink>
      )}
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

function Lines({
  object,
  row,
  work,
  editing,
  onChange,
}: {
  object: ObjectMeta
  row: Row
  work: Work
  editing: boolean
  onChange: (work: Work) => void
}) {
  const { t, say } = useText()
  const inspecting = editing && row.state === 'received'
  const short = row.reason === 'short'
  const dispositions = (object.lines[0]?.fields.find((f) => f.name === 'disposition')?.options ?? []).filter((d) =>
    short ? ['lost', 'restock'].includes(d.value) : d.value !== 'lost',
  )
  const came = short ? say('核实短少', 'Found short') : say('实收', 'Arrived')
  const heading = row.state === 'approved' ? came : short ? say('认可', 'Agreed') : say('合格', 'Accepted')
  const left = useCodesThatLeft(row, editing)
  return (
    <div className="xl-otable" style={{ marginTop: 14 }}>
      <table>
        <thead>
          <tr>
            <th>{say('品规 / 批号', 'Package / batch')}</th>
            <th className="is-num">{say('退货', 'Returned')}</th>
            {row.state !== 'requested' && row.state !== 'approved' && <th className="is-num">{came}</th>}
            {editing && <th className="is-num">{heading}</th>}
            {(inspecting || linesOf(row).some((l) => l.disposition)) && <th>{say('处置', 'Disposition')}</th>}
            <th className="is-num">{say('金额', 'Amount')}</th>
          </tr>
        </thead>
        <tbody>
          {linesOf(row).map((l) => (
            <tr key={l.id}>
              <td>
                {l.package?.label}
                <div className="xl-hint xl-num">{l.batch?.label}</div>
                {codesToScan(row, l, left, work).length > 0 && (
                  <TraceBack
                    known={codesToScan(row, l, left, work)}
                    value={work.codes[l.id] ?? []}
                    label={
                      inspecting ? say('合格的追溯码', 'Accepted trace codes') : say('退回的追溯码', 'Trace codes back')
                    }
                    onChange={(codes) => onChange({ ...work, codes: { ...work.codes, [l.id]: codes } })}
                  />
                )}
              </td>
              <td className="is-num xl-num">{qtyText(l.qty)}</td>
              {row.state !== 'requested' && row.state !== 'approved' && (
                <td className="is-num xl-num">{qtyText(l.receivedQty)}</td>
              )}
              {editing && (
                <td className="is-num">
                  <div style={{ display: 'inline-block', width: 96 }}>
                    <DecimalInput
                      value={plus(work.qty[l.id] ?? mostOf(row, l), '0')}
                      scale={0}
                      status={compare(minus(mostOf(row, l), work.qty[l.id] ?? '0'), '0') < 0 ? 'error' : ''}
                      aria-label={`${heading} ${l.package?.label ?? ''}`}
                      onChange={(v) => onChange({ ...work, qty: { ...work.qty, [l.id]: v ?? '0' } })}
                    />
                  </div>
                </td>
              )}
              {inspecting ? (
                <td className="is-fit">
                  <Select
                    style={{ width: 120 }}
                    aria-label={say('处置', 'Disposition')}
                    value={work.disposition[l.id] ?? usualDisposition(row)}
                    onChange={(d: string) => onChange({ ...work, disposition: { ...work.disposition, [l.id]: d } })}
                    options={dispositions.map((d) => ({ value: d.value, label: t(d.label) }))}
                  />
                </td>
              ) : (
                linesOf(row).some((x) => x.disposition) && (
                  <td>{l.disposition ? t(optionLabelOfLine(object, l.disposition)) : '–'}</td>
                )
              )}
              <td className="is-num">
                <Money value={l.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Codes with which the lines left, asked for while they are being taken in. */
function useCodesThatLeft(row: Row, editing: boolean): Map<string, string[]> {
  const taking = editing && row.state === 'approved' && row.reason !== 'short'
  const { lines } = useShippedLines((row.order as Ref | null)?.id ?? '', taking)
  return new Map(taking ? lines.map((l) => [l.id, l.traceCodes ?? []]) : [])
}

/** What there is to scan of a line: on arrival what left with it; at the inspection, where less is accepted, what came. */
function codesToScan(row: Row, line: ReturnLine, left: Map<string, string[]>, work: Work): string[] {
  if (row.state === 'approved') return left.get(line.shipmentLine) ?? []
  const less = compare(work.qty[line.id] ?? line.receivedQty, line.receivedQty) < 0
  return row.state === 'received' && less ? (line.traceCodes ?? []) : []
}

const optionLabelOfLine = (object: ObjectMeta, value: string) =>
  object.lines[0]?.fields.find((f) => f.name === 'disposition')?.options?.find((o) => o.value === value)?.label ??
  optionLabel(object, 'disposition', value)
