import { SearchOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Switch, Table, type TableColumnsType } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { FefoList, plain } from '../batch/FefoList.tsx'
import type { StockRow } from './overview.sql.ts'
import { StockBar, StockLegend } from './StockBar.tsx'
import '../products.css'

interface Found {
  data: StockRow[]
  nextCursor: string | null
}

function useStock(q: string, near: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.object('batch'), 'overview', q, near],
    queryFn: ({ pageParam, signal }) =>
      api.get<Found>('/stock/overview', { q, near: near ? 'true' : undefined, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

/** 库存总览: what lies there of each package, what of it can go out, and what runs out of time first. */
export default function StockPage() {
  const { say } = useText()
  const phone = usePhone()
  const [typed, setTyped] = useState('')
  const [near, setNear] = useState(false)
  const stock = useStock(useDeferredValue(typed.trim()), near)
  const rows = stock.data?.pages.flatMap((p) => p.data) ?? []
  return (
    <Page
      title={say('库存总览', 'Stock overview')}
      sub={say(
        '每个品规的在库、占用与可用；展开可见批号，按先到期先出排列',
        'On hand, reserved and available by package; open a row for its batches, first expired first out',
      )}
    >
      <Panel>
        <div className="xl-stock-tools">
          <Input
            allowClear
            prefix={<SearchOutlined />}
            placeholder={say('品规名称、拼音首字母', 'Name or pinyin initials')}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            aria-label={say('搜索品规', 'Search packages')}
          />
          <span className="xl-stock-near">
            <Switch size="small" checked={near} onChange={setNear} aria-label={say('只看近效期', 'Near expiry only')} />
            {say('只看近效期', 'Near expiry only')}
          </span>
          <StockLegend />
        </div>
        {stock.isPending ? (
          <Loading />
        ) : stock.isError ? (
          <Failure error={stock.error} onRetry={() => void stock.refetch()} />
        ) : !rows.length ? (
          <Nothing
            what={near ? say('没有近效期库存', 'Nothing near expiry') : say('没有匹配的品规', 'No package matches')}
          />
        ) : phone ? (
          rows.map((r) => <StockCard key={r.package.id} row={r} />)
        ) : (
          <StockTable rows={rows} />
        )}
        {stock.hasNextPage && (
          <div style={{ textAlign: 'center', marginTop: 16 }}>
            <Button loading={stock.isFetchingNextPage} onClick={() => void stock.fetchNextPage()}>
              {say('更多', 'More')}
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  )
}

const expiryColor = (day: string | null): string | undefined => {
  if (!day) return undefined
  if (day < shanghaiDay(new Date(), 90)) return 'var(--xl-danger)'
  return day < shanghaiDay(new Date(), 183) ? 'var(--xl-accent-text)' : undefined
}

function NextExpiry({ row }: { row: StockRow }) {
  if (!row.nextExpiry) return <span className="xl-stock-none">–</span>
  return (
    <span className="xl-number" style={{ color: expiryColor(row.nextExpiry) }}>
      {row.nextExpiry}
    </span>
  )
}

/** `3 件 + 12` under the figure: what the storeman counts. */
function Cartons({ row }: { row: StockRow }) {
  const { say } = useText()
  const size = (row.packsPerCarton ?? 0) * (row.unitsPerPack ?? 0)
  const cartons = Math.floor(Number(row.available) / size)
  if (cartons < 1 || size < 2) return null
  const rest = Number((Number(row.available) - cartons * size).toFixed(4))
  const loose = rest ? ` + ${rest}` : ''
  return <div className="xl-hint xl-number">{say(`${cartons} 件${loose}`, `${cartons} ctn${loose}`)}</div>
}

const muted = (qty: string | null) =>
  qty === null ? (
    <span className="xl-stock-none">—</span>
  ) : Number(qty) ? (
    plain(qty)
  ) : (
    <span className="xl-stock-none">0</span>
  )

const told = (qty: string | null): string => (qty === null ? '—' : plain(qty))

function StockTable({ rows }: { rows: StockRow[] }) {
  const { say } = useText()
  const qty = (title: string, of: (r: StockRow) => React.ReactNode) => ({
    title,
    align: 'right' as const,
    className: 'xl-number',
    render: (_: unknown, r: StockRow) => of(r),
  })
  const columns: TableColumnsType<StockRow> = [
    {
      title: say('品规', 'Package'),
      render: (_, r) => <AppLink href={href.record('product-packages', r.package.id)}>{r.package.label}</AppLink>,
    },
    { title: say('单位', 'Unit'), dataIndex: 'baseUnit', width: 64 },
    qty(say('在库', 'On hand'), (r) => muted(r.onHand)),
    qty(say('占用', 'Reserved'), (r) => muted(r.reserved)),
    qty(say('锁定', 'Locked'), (r) => muted(r.locked)),
    qty(say('可用', 'Available'), (r) => (
      <>
        <strong>{r.available === null ? '—' : plain(r.available)}</strong>
        <Cartons row={r} />
      </>
    )),
    qty(say('其中近效期', 'Near expiry'), (r) =>
      Number(r.nearExpiry) ? (
        <span style={{ color: 'var(--xl-accent-text)' }}>{plain(r.nearExpiry)}</span>
      ) : (
        <span className="xl-stock-none">–</span>
      ),
    ),
    qty(say('批号数', 'Batches'), (r) => r.batches ?? '—'),
    { title: say('最近到期', 'Next expiry'), width: 120, render: (_, r) => <NextExpiry row={r} /> },
    { title: say('构成', 'Breakdown'), width: 140, render: (_, r) => <StockBar stock={r} /> },
  ]
  return (
    <Table
      size="middle"
      rowKey={(r) => r.package.id}
      columns={columns}
      dataSource={rows}
      pagination={false}
      scroll={{ x: 960 }}
      expandable={{
        expandedRowRender: (r) => <FefoList packageId={r.package.id} />,
        rowExpandable: (r) => (r.batches ?? 0) > 0,
      }}
    />
  )
}

function StockCard({ row }: { row: StockRow }) {
  const { say } = useText()
  const [open, setOpen] = useState(false)
  const facts: [string, React.ReactNode][] = [
    [say('在库', 'On hand'), told(row.onHand)],
    [say('占用', 'Reserved'), told(row.reserved)],
    [say('锁定', 'Locked'), told(row.locked)],
    [say('近效期', 'Near expiry'), told(row.nearExpiry)],
    [say('批号数', 'Batches'), row.batches ?? '—'],
    [say('最近到期', 'Next expiry'), <NextExpiry key="n" row={row} />],
  ]
  return (
    <article className="xl-stock-card">
      <header>
        <AppLink href={href.record('product-packages', row.package.id)}>{row.package.label}</AppLink>
        <span className="xl-number" style={{ whiteSpace: 'nowrap' }}>
          {say('可用', 'Available')} {told(row.available)} {row.baseUnit}
        </span>
      </header>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="xl-number">{value}</dd>
          </div>
        ))}
      </dl>
      <StockBar stock={row} />
      {(row.batches ?? 0) > 0 && (
        <Button type="link" style={{ paddingInline: 0 }} onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? say('收起批号', 'Hide batches') : say('查看批号', 'Show batches')}
        </Button>
      )}
      {open && <FefoList packageId={row.package.id} />}
    </article>
  )
}
