import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { Sheet } from '../web/Bench.tsx'
import { Fact, qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'
import { CancelButton } from './CheckSheet.tsx'
import { linesOf, useShipment } from './useShipment.ui.ts'

/** Carriers of the last shipments, the one used last first. */
function useCarriers(): string[] {
  const query = useQuery({
    queryKey: keys.list('shipment', 'carriers'),
    queryFn: ({ signal }) =>
      api.list(
        'shipments',
        { where: { carrier: { isNull: false } }, sort: '-createdAt', limit: 50, fields: ['carrier'] },
        signal,
      ),
    staleTime: 5 * 60_000,
    retry: false,
  })
  return [...new Set((query.data?.data ?? []).map((r) => String(r.carrier)))]
}

/** 发货: to whom, with whom, under which number. */
export function ShipSheet({ row, onDone, onBack }: { row: Row; onDone: () => void; onBack: (() => void) | undefined }) {
  const { say } = useText()
  const object = useObject('shipment')
  const shipment = useShipment(row.id)
  const carriers = useCarriers()
  const [carrier, setCarrier] = useState('')
  const [no, setNo] = useState('')
  const [device, setDevice] = useState('')
  const [log, setLog] = useState<FileValue[]>([])
  const work = useRun()
  const lines = linesOf(shipment.data)
  const devices = object?.fields.some((f) => f.name === 'temperatureDevice')
  const save = async () => {
    const input = {
      carrier: carrier.trim(),
      logisticsNo: no.trim(),
      ...(device.trim() ? { temperatureDevice: device.trim() } : {}),
      ...(log.length > 0 ? { temperatureLog: log.map((f) => f.id) } : {}),
    }
    const ok = await work.run(commandOf('shipments', row.id, 'ship', input), say('已发货', 'Shipped'), [
      'shipment',
      'salesOrder',
      'batch',
      'receivableEntry',
    ])
    if (ok) onDone()
  }
  const from = shipment.data ?? row
  return (
    <Sheet
      title={(row.shipTo as Ref | null)?.label ?? row.number}
      sub={
        <AppLink href={href.record('shipments', row.id)} className="xl-num">
          {row.number}
        </AppLink>
      }
      extra={<CancelButton row={row} onDone={onDone} />}
      onBack={onBack}
      footer={
        <Button type="primary" loading={work.busy} disabled={!carrier.trim() || !no.trim()} onClick={save}>
          {say('确认发货', 'Ship')}
        </Button>
      }
    >
      <Refused error={work.error} onClose={work.clear} />
      <dl className="xl-dl">
        <Fact label={say('收货地址', 'Address')} wide>
          {String(from.address ?? '–')}
        </Fact>
        <Fact label={say('配货', 'Picked')}>{(from.pickedBy as Ref | null)?.label ?? '–'}</Fact>
        <Fact label={say('复核', 'Checked')}>
          {(from.checkedBy as Ref | null)?.label ?? '–'}{' '}
          <span className="xl-hint xl-num">{formatInstant(from.checkedAt as string | null).slice(5)}</span>
        </Fact>
      </dl>
      <Form layout="vertical" component="div" className="xl-ship-form">
        <Form.Item label={say('承运商', 'Carrier')} required htmlFor="ship-carrier">
          <AutoComplete
            id="ship-carrier"
            value={carrier}
            onChange={(v: string) => setCarrier(v ?? '')}
            options={carriers.filter((c) => c.includes(carrier)).map((c) => ({ value: c }))}
          />
        </Form.Item>
        <Form.Item label={say('物流单号（可扫码）', 'Logistics no. (may be scanned)')} required htmlFor="ship-no">
          <Input id="ship-no" value={no} maxLength={60} autoComplete="off" onChange={(e) => setNo(e.target.value)} />
        </Form.Item>
        {devices && (
          <Form.Item label={say('温度记录仪（冷链）', 'Temperature logger (cold chain)')} htmlFor="ship-device">
            <Input
              id="ship-device"
              value={device}
              maxLength={60}
              autoComplete="off"
              onChange={(e) => setDevice(e.target.value)}
            />
          </Form.Item>
        )}
        <Form.Item label={say('温度记录', 'Temperature log')}>
          <FilesPicker single value={log} onChange={setLog} />
        </Form.Item>
      </Form>
      {shipment.isPending ? (
        <Loading rows={3} />
      ) : (
        <ul className="xl-scan-lines">
          {lines.map((l) => (
            <li key={l.id} className="xl-scan-line" data-full="true">
              <span>
                <b>{l.package?.label}</b>
                <span className="xl-hint xl-num">
                  {say('批号', 'Batch')} {l.batch?.label}
                </span>
              </span>
              <strong className="xl-num">{qtyText(l.qty)}</strong>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}
