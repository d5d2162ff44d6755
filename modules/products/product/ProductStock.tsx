import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatMoney } from '#ui/core/format.ts'
import { fieldOf, may, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { FefoList, plain } from '../batch/FefoList.tsx'
import type { StockRow } from '../stock/overview.sql.ts'
import { StockLegend } from '../stock/StockBar.tsx'
import '../products.css'

/** Packages of a product with their batches, first expired first out, and the prices in force for those who see prices. */
export function ProductStock({ row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const price = useObject('priceListItem')
  const stock = useQuery({
    queryKey: [...keys.object('batch'), 'overview', 'product', row.id],
    queryFn: ({ signal }) => api.get<{ data: StockRow[] }>('/stock/overview', { product: row.id, limit: 100 }, signal),
  })
  if (stock.isPending) return <Loading />
  if (stock.isError) return <Failure error={stock.error} onRetry={() => void stock.refetch()} />
  if (!stock.data.data.length)
    return <Nothing what={say('还没有启用的品规，请先新建品规', 'No active package yet; create one first')} />
  return (
    <>
      <StockLegend />
      {stock.data.data.map((k) => (
        <section key={k.package.id} style={{ marginTop: 16 }}>
          <h3 style={{ fontSize: 14, fontWeight: 500, display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}>
            <AppLink href={href.record('product-packages', k.package.id)}>{k.package.label}</AppLink>
            <span className="xl-number xl-hint">
              {say('可用', 'Available')} {plain(k.available)} {k.baseUnit} · {say('在库', 'on hand')} {plain(k.onHand)}
            </span>
          </h3>
          {may(price, 'read') && <Prices packageId={k.package.id} />}
          <FefoList packageId={k.package.id} />
        </section>
      ))}
    </>
  )
}

interface Price extends Row {
  priceType: string
  scopeType: string
  regionCode: string | null
  unitPrice: string
  validTo: string | null
}

const SHOWN = 12

function Prices({ packageId }: { packageId: string }) {
  const { t, say } = useText()
  const object = useObject('priceListItem')
  const where = { package: { eq: packageId }, state: { eq: 'effective' } }
  const query = useQuery({
    queryKey: keys.list('priceListItem', { product: packageId }),
    queryFn: ({ signal }) => api.list<Price>(object!.path, { where, sort: '-validFrom', limit: SHOWN }, signal),
    enabled: object !== undefined,
  })
  const rows = query.data?.data ?? []
  if (!object || !rows.length) return null
  const label = (field: string, value: string): string => {
    const option = fieldOf(object, field)?.options?.find((o) => o.value === value)
    return option ? t(option.label) : value
  }
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6, marginBottom: 8 }}>
      {rows.map((p) => (
        <AppLink key={p.id} href={href.record(object.path, p.id)}>
          <Tag variant="filled" className="xl-number" style={{ marginInlineEnd: 0 }}>
            {label('priceType', p.priceType)} · {label('scopeType', p.scopeType)}{' '}
            {formatMoney(p.unitPrice.replace(/(\.\d\d\d*?)0+$/, '$1'))}
            {p.validTo && say(` 至 ${p.validTo}`, ` until ${p.validTo}`)}
          </Tag>
        </AppLink>
      ))}
    </div>
  )
}
