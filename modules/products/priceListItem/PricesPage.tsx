import { useMutation } from '@tanstack/react-query'
import { Button, DatePicker, Input, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { parseDecimal } from '#ui/core/decimalText.ts'
import { formatMoney, shanghaiDay } from '#ui/core/format.ts'
import { Failure, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import type { RefValue } from '#ui/fields/values.ts'
import type { LookedUp } from './lookup.sql.ts'
import '../products.css'

const SOURCES: Record<string, [zh: string, en: string, color: string]> = {
  contract: ['合同价', 'Contract', 'purple'],
  authorization: ['授权价', 'Authorisation', 'geekblue'],
  tender: ['中标价', 'Province tender', 'blue'],
  region: ['地区价', 'Region', 'cyan'],
  national: ['全国价', 'National', 'default'],
}

/** 价格查询: what this customer pays for these packages on that day, and by which list. */
export default function PricesPage() {
  const { say } = useText()
  const [account, setAccount] = useState<RefValue[]>([])
  const [packages, setPackages] = useState<RefValue[]>([])
  const [qty, setQty] = useState('1')
  const [on, setOn] = useState(shanghaiDay())
  const lookup = useMutation({
    mutationFn: () =>
      api.post<{ data: LookedUp[] }>('/prices/lookup', {
        account: account[0]!.id,
        packages: packages.map((p) => p.id),
        qty: parseDecimal(qty) ?? '1',
        on,
      }),
  })
  const ready = account.length > 0 && packages.length > 0
  return (
    <Page
      title={say('价格查询', 'Price look-up')}
      sub={say(
        '选客户与品规，查当日供货价与来源',
        'The price in force for a customer that day, and where it comes from',
      )}
    >
      <Panel>
        <div className="xl-price-form">
          <div>
            <label htmlFor="price-account">{say('客户', 'Account')}</label>
            <RefPicker id="price-account" object="account" value={account} onChange={setAccount} creatable={false} />
          </div>
          <div>
            <label htmlFor="price-packages">{say('品规（可多选）', 'Packages')}</label>
            <RefPicker
              id="price-packages"
              object="productPackage"
              multiple
              value={packages}
              onChange={setPackages}
              creatable={false}
            />
          </div>
          <div>
            <label htmlFor="price-qty">{say('数量', 'Quantity')}</label>
            <Input id="price-qty" inputMode="decimal" value={qty} onChange={(e) => setQty(e.target.value)} />
          </div>
          <div>
            <label htmlFor="price-on">{say('日期', 'Day')}</label>
            <DatePicker
              id="price-on"
              allowClear={false}
              value={dayjs(on)}
              onChange={(d) => d && setOn(d.format('YYYY-MM-DD'))}
            />
          </div>
          <Button type="primary" disabled={!ready} loading={lookup.isPending} onClick={() => lookup.mutate()}>
            {say('查价', 'Look up')}
          </Button>
        </div>
        {lookup.isError ? (
          <Failure error={lookup.error} />
        ) : lookup.data ? (
          <Found rows={lookup.data.data} />
        ) : (
          <Nothing what={say('选择客户与品规后点“查价”', 'Choose a customer and packages, then look up')} />
        )}
      </Panel>
    </Page>
  )
}

function Found({ rows }: { rows: LookedUp[] }) {
  const { say } = useText()
  return rows.map((r) => {
    const source = SOURCES[r.source ?? '']
    return (
      <div className="xl-price-line" key={r.package.id}>
        <span>{r.package.label}</span>
        <span className="xl-number">
          {r.hidden ? (
            '—'
          ) : r.unitPrice === null ? (
            <span className="xl-hint">
              {say('当日无有效价格，请联系价格管理', 'No price in force that day; ask pricing')}
            </span>
          ) : (
            <>
              {source && <Tag color={source[2]}>{say(source[0], source[1])}</Tag>}
              <strong>{formatMoney(r.unitPrice.replace(/(\.\d\d\d*?)0+$/, '$1'))}</strong>
              <span className="xl-hint"> / {r.baseUnit}</span>
            </>
          )}
        </span>
      </div>
    )
  })
}
