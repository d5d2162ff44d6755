import { CheckCircleFilled, CloseCircleFilled, ScanOutlined } from '@ant-design/icons'
import { Alert, Button, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useObject } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { compare, isPositive } from '../web/decimals.ui.ts'
import { qtyText } from '../web/parts.tsx'
import { AskCommand, NumberLink, Sheet } from '../web/Sheet.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'
import { isComplete, type ScanState, START, scan, type Wanted } from './scan.ui.ts'
import { useShipment, useWanted } from './useShipment.ui.ts'

interface CheckProps {
  row: Row
  onChecked: (id: string) => void
  onDone: () => void
  onBack: (() => void) | undefined
}

/** What was scanned, as the server takes it. */
const scansOf = (wanted: Wanted[], state: ScanState): object[] =>
  wanted.map((w) => {
    const s = state.scanned[w.line]
    return {
      line: w.line,
      code: w.barcode ?? w.number ?? w.packageId,
      batchNo: w.batchNo,
      qty: s?.qty ?? '0',
      ...(s?.traceCodes.length ? { traceCodes: s.traceCodes } : {}),
    }
  })

/** 复核: somebody other than the picker scans every box; nothing leaves before it all agrees. */
export function CheckSheet({ row, onChecked, onDone, onBack }: CheckProps) {
  const { say } = useText()
  const me = useMe()
  const shipment = useShipment(row.id)
  const { wanted, pending, error } = useWanted(shipment.data)
  const [state, setState] = useState<ScanState>(START)
  const work = useRun()
  const picker = row.pickedBy as Ref | null
  const mine = picker !== null && picker?.id === me.employee?.id
  const save = async () => {
    const scans = scansOf(wanted, state)
    const ok = await work.run(commandOf('shipments', row.id, 'check', { scans }), say('复核通过', 'Checked'), [
      'shipment',
      'salesOrder',
    ])
    if (ok) onChecked(row.id)
  }
  return (
    <Sheet
      title={(row.shipTo as Ref | null)?.label ?? row.number}
      sub={
        <>
          <NumberLink path="shipments" id={row.id} number={row.number} />
          {picker?.label && say(`　配货人 ${picker.label}`, `　picked by ${picker.label}`)}
        </>
      }
      extra={<CancelButton row={row} onDone={onDone} />}
      onBack={onBack}
      work={work}
      footer={
        <>
          <span className="xl-sheet-note">
            {say(`复核人 ${me.employee?.name ?? me.user.name}`, `Checked by ${me.employee?.name ?? me.user.name}`)}
          </span>
          <Button disabled={Object.keys(state.scanned).length === 0} onClick={() => setState(START)}>
            {say('重新扫', 'Start over')}
          </Button>
          <Button type="primary" loading={work.busy} disabled={!isComplete(state, wanted) || mine} onClick={save}>
            {say('复核通过', 'Checked')}
          </Button>
        </>
      }
    >
      {mine && <PickedByReader />}
      {(shipment.isPending || pending) && <Loading rows={4} />}
      {Boolean(shipment.isError || error) && (
        <Failure error={shipment.error ?? error} onRetry={() => shipment.refetch()} />
      )}
      {wanted.length > 0 && <Scans wanted={wanted} state={state} disabled={mine} onState={setState} />}
    </Sheet>
  )
}

function PickedByReader() {
  const { say } = useText()
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={say('这是您配的货，请换另一位同事复核', 'You picked this; a colleague has to check it')}
    />
  )
}

interface ScansProps {
  wanted: Wanted[]
  state: ScanState
  disabled: boolean
  onState: (change: (state: ScanState) => ScanState) => void
}

/** The scanner, and what it still has to find. */
function Scans({ wanted, state, disabled, onState }: ScansProps) {
  return (
    <>
      <Scanner
        disabled={disabled}
        state={state}
        complete={isComplete(state, wanted)}
        onScan={(entry) => onState((s) => scan(s, wanted, entry))}
      />
      <ul className="xl-scan-lines">
        {wanted.map((w) => (
          <ScanLine
            key={w.line}
            wanted={w}
            state={state}
            onPick={() => onState((s) => ({ ...s, packageId: w.packageId, line: w.line }))}
          />
        ))}
      </ul>
    </>
  )
}

/** The box the scanner types into: always in focus, empty after each Enter, its answer large and plain above it. */
function Scanner({
  disabled,
  state,
  complete,
  onScan,
}: {
  disabled: boolean
  state: ScanState
  complete: boolean
  onScan: (entry: string) => void
}) {
  const { t, say } = useText()
  const [entry, setEntry] = useState('')
  const input = useRef<InputRef>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each scan the box is ready for the next
  useEffect(() => input.current?.focus({ preventScroll: true }), [state])
  const bad = state.last?.ok === false
  const tone = bad ? 'bad' : complete ? 'done' : 'open'
  return (
    <div className="xl-scanner" data-tone={tone}>
      <p role={bad ? 'alert' : 'status'}>
        {bad ? <CloseCircleFilled /> : complete ? <CheckCircleFilled /> : <ScanOutlined />}
        <span>
          {complete && !bad
            ? say('全部相符，可以复核通过', 'Everything matches')
            : state.last
              ? t(state.last.text)
              : say('请扫商品条码', 'Scan a package')}
        </span>
      </p>
      <Input
        ref={input}
        size="large"
        autoComplete="off"
        inputMode="text"
        disabled={disabled}
        value={entry}
        prefix={<ScanOutlined />}
        status={bad ? 'error' : ''}
        aria-label={say('扫码', 'Scan')}
        placeholder={say('商品条码 → 批号 → 追溯码或数量', 'Package → batch → trace codes or quantity')}
        onChange={(e) => setEntry(e.target.value)}
        onPressEnter={() => {
          onScan(entry)
          setEntry('')
        }}
      />
    </div>
  )
}

function ScanLine({ wanted, state, onPick }: { wanted: Wanted; state: ScanState; onPick: () => void }) {
  const { say } = useText()
  const done = state.scanned[wanted.line]
  const full = compare(done?.qty ?? '0', wanted.qty) === 0
  return (
    <li>
      <button
        type="button"
        className="xl-scan-line"
        data-full={full}
        data-begun={isPositive(done?.qty)}
        aria-current={state.line === wanted.line}
        onClick={onPick}
      >
        <span>
          <b>{wanted.name}</b>
          <span className="xl-hint xl-num">
            {say('批号', 'Batch')} {wanted.batchNo}
            {wanted.barcode && `　${wanted.barcode}`}
          </span>
          {done && done.traceCodes.length > 0 && (
            <span className="xl-hint">
              {say(`已扫追溯码 ${done.traceCodes.length} 个`, `${done.traceCodes.length} trace codes`)}
            </span>
          )}
        </span>
        <strong className="xl-num">
          {qtyText(done?.qty ?? '0')} / {qtyText(wanted.qty)}
        </strong>
      </button>
    </li>
  )
}

/** Takes the picked goods back onto the shelf. */
export function CancelButton({ row, onDone }: { row: Row; onDone: () => void }) {
  const { t } = useText()
  const shipment = useObject('shipment')
  const [asking, setAsking] = useState(false)
  const command = shipment?.commands.find((c) => c.name === 'cancel')
  if (!shipment || !command) return null
  return (
    <>
      <Button danger type="text" onClick={() => setAsking(true)}>
        {t(command.label)}
      </Button>
      <AskCommand
        object={shipment}
        row={row}
        asking={asking ? command.name : ''}
        onDone={onDone}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
