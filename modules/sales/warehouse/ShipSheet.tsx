import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { GoodsLine } from '../web/GoodsLine.tsx'
import { Fact, qtyText } from '../web/parts.tsx'
import { NumberLink, Sheet } from '../web/Sheet.tsx'
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

interface Way {
  carrier: string
  no: string
  device: string
  log: FileValue[]
}

const inputOf = ({ carrier, no, device, log }: Way): object => ({
  carrier: carrier.trim(),
  logisticsNo: no.trim(),
  ...(device.trim() ? { temperatureDevice: device.trim() } : {}),
  ...(log.length > 0 ? { temperatureLog: log.map((f) => f.id) } : {}),
})

const TOUCHED = ['shipment', 'salesOrder', 'batch', 'receivableEntry']

/** 发货: to whom, with whom, under which number. */
export function ShipSheet({ row, onDone, onBack }: { row: Row; onDone: () => void; onBack: (() => void) | undefined }) {
  const { say } = useText()
  const shipment = useShipment(row.id)
  const [way, setWay] = useState<Way>({ carrier: '', no: '', device: '', log: [] })
  const work = useRun()
  const save = async () => {
    if (await work.run(commandOf('shipments', row.id, 'ship', inputOf(way)), say('已发货', 'Shipped'), TOUCHED))
      onDone()
  }
  return (
    <Sheet
      title={(row.shipTo as Ref | null)?.label ?? row.number}
      sub={<NumberLink path="shipments" id={row.id} number={row.number} />}
      extra={<CancelButton row={row} onDone={onDone} />}
      onBack={onBack}
      work={work}
      footer={
        <Button type="primary" loading={work.busy} disabled={!way.carrier.trim() || !way.no.trim()} onClick={save}>
          {say('确认发货', 'Ship')}
        </Button>
      }
    >
      <Facts row={shipment.data ?? row} />
      <WayForm way={way} onChange={(part) => setWay((w) => ({ ...w, ...part }))} />
      {shipment.isPending ? (
        <Loading rows={3} />
      ) : (
        <ul className="xl-scan-lines">
          {linesOf(shipment.data).map((l) => (
            <GoodsLine key={l.id} what={l.package?.label} hint={`${say('批号', 'Batch')} ${l.batch?.label ?? ''}`} full>
              <strong className="xl-num">{qtyText(l.qty)}</strong>
            </GoodsLine>
          ))}
        </ul>
      )}
    </Sheet>
  )
}

function Facts({ row }: { row: Row }) {
  const { say } = useText()
  return (
    <dl className="xl-dl">
      <Fact label={say('收货地址', 'Address')} wide>
        {String(row.address ?? '–')}
      </Fact>
      <Fact label={say('配货', 'Picked')}>{(row.pickedBy as Ref | null)?.label ?? '–'}</Fact>
      <Fact label={say('复核', 'Checked')}>
        {(row.checkedBy as Ref | null)?.label ?? '–'}{' '}
        <span className="xl-hint xl-num">{formatInstant(row.checkedAt as string | null).slice(5)}</span>
      </Fact>
    </dl>
  )
}

/** Who carries it under which number, and how its temperature is watched. */
function WayForm({ way, onChange }: { way: Way; onChange: (part: Partial<Way>) => void }) {
  const { say } = useText()
  const carriers = useCarriers()
  const devices = useObject('shipment')?.fields.some((f) => f.name === 'temperatureDevice')
  return (
    <Form layout="vertical" component="div" className="xl-ship-form">
      <Form.Item label={say('承运商', 'Carrier')} required htmlFor="ship-carrier">
        <AutoComplete
          id="ship-carrier"
          value={way.carrier}
          onChange={(v: string) => onChange({ carrier: v ?? '' })}
          options={carriers.filter((c) => c.includes(way.carrier)).map((c) => ({ value: c }))}
        />
      </Form.Item>
      <Form.Item label={say('物流单号（可扫码）', 'Logistics no. (may be scanned)')} required htmlFor="ship-no">
        <Input
          id="ship-no"
          value={way.no}
          maxLength={60}
          autoComplete="off"
          onChange={(e) => onChange({ no: e.target.value })}
        />
      </Form.Item>
      {devices && (
        <Form.Item label={say('温度记录仪（冷链）', 'Temperature logger (cold chain)')} htmlFor="ship-device">
          <Input
            id="ship-device"
            value={way.device}
            maxLength={60}
            autoComplete="off"
            onChange={(e) => onChange({ device: e.target.value })}
          />
        </Form.Item>
      )}
      <Form.Item label={say('温度记录', 'Temperature log')}>
        <FilesPicker single value={way.log} onChange={(log) => onChange({ log })} />
      </Form.Item>
    </Form>
  )
}
