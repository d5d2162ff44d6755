import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatInstant, shanghaiDay } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { optionLabel } from '../board/stages.ui.ts'
import { compare, minus } from '../web/decimals.ui.ts'
import { LineTable } from '../web/LineTable.tsx'
import { Fact, FourDots, Money, qtyText } from '../web/parts.tsx'
import type { Credit } from '../web/types.ts'

function Block({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="xl-audit-block">
      <h3>
        {title}
        {extra}
      </h3>
      {children}
    </section>
  )
}

const SHOWN = [
  'orderType',
  'paymentTerm',
  'requestedDate',
  'shipTo',
  'shipToAddress',
  'customerPo',
  'agent',
  'contract',
  'tender',
  'note',
]

/** Who wants what where, by whom it was sent in. */
export function OrderFacts({ order, row }: { order: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const fields = SHOWN.flatMap((n): FieldMeta[] => order.fields.filter((f) => f.name === n)).filter(
    (f) => row[f.name] !== null && row[f.name] !== undefined && row[f.name] !== '',
  )
  const by = (row.submittedBy as Ref | null | undefined) ?? row.owner ?? row.createdBy
  return (
    <Block title={say('订单', 'Order')}>
      <dl className="xl-dl">
        <Fact label={say('提交人', 'Submitted by')}>
          {by?.label ?? '–'} <span className="xl-hint xl-num">{formatInstant(row.submittedAt as string | null)}</span>
        </Fact>
        {fields.map((f) => (
          <Fact key={f.name} label={t(f.label)} wide={f.type === 'longText'}>
            <FieldView field={f} value={row[f.name]} />
          </Fact>
        ))}
      </dl>
    </Block>
  )
}

/** What the customer owes, what more he may owe, and what is overdue. */
export function CreditFacts({ account, row }: { account: string; row: Row }) {
  const { say } = useText()
  const query = useQuery({
    queryKey: keys.part('account', account, 'credit'),
    queryFn: ({ signal }) => api.get<Credit>(`/accounts/${account}/credit`, undefined, signal),
    retry: false,
  })
  const credit = query.data
  if (!credit) return null
  const left = credit.available
  const over = left !== null && row.paymentTerm === 'credit' && compare(left, '0') < 0
  return (
    <Block
      title={say('信用', 'Credit')}
      extra={
        credit.overdue.length > 0 ? (
          <Tag color="red">{say(`有 ${credit.overdue.length} 单逾期`, `${credit.overdue.length} overdue`)}</Tag>
        ) : (
          <Tag color="green">{say('无逾期', 'Nothing overdue')}</Tag>
        )
      }
    >
      <dl className="xl-dl">
        <Fact label={say('信用额度', 'Limit')}>
          {credit.creditLimit === null ? say('未授信', 'None') : <Money value={credit.creditLimit} />}
        </Fact>
        <Fact label={say('应收余额', 'Receivables')}>
          <Money value={credit.openAr} />
        </Fact>
        <Fact label={say('在途订单', 'Open orders')}>
          <Money value={credit.openOrders} />
        </Fact>
        <Fact label={say('剩余额度', 'Credit left')}>
          {left === null ? (
            '–'
          ) : (
            <span className={over ? 'xl-late' : ''}>
              <Money value={left} strong />
              {over && say(`（超 ${qtyText(minus('0', left))}）`, ` (${qtyText(minus('0', left))} over)`)}
            </span>
          )}
        </Fact>
      </dl>
      {credit.overdue.length > 0 && (
        <ul className="xl-audit-overdue">
          {credit.overdue.slice(0, 5).map((o) => (
            <li key={o.id}>
              <AppLink href={href.record('sales-orders', o.id)} className="xl-num">
                {o.number}
              </AppLink>
              <span className="xl-late">{say(`逾期 ${o.days} 天`, `${o.days} days`)}</span>
              <Money value={o.amount} />
            </li>
          ))}
        </ul>
      )}
    </Block>
  )
}

interface OrderLine {
  id?: string
  package?: Ref | null
  qty?: string
  unitPrice?: string | null
  priceSource?: string | null
  priceItem?: Ref | null
  discountAmount?: string | null
  amount?: string | null
  terminalAccount?: Ref | null
  via?: Ref | null
}

/** Floor prices of the packages, for those who may see prices. */
function useFloors(packages: string[]): Map<string, string> {
  const meta = useMeta()
  const item = meta.byName.get('priceListItem')
  const where = { package: { in: packages }, priceType: { eq: 'floor' }, state: { in: ['approved', 'effective'] } }
  const query = useQuery({
    queryKey: keys.list('priceListItem', where),
    queryFn: ({ signal }) =>
      api.list(
        item?.path ?? '',
        { where, limit: 200, fields: ['package', 'unitPrice', 'validFrom', 'validTo'] },
        signal,
      ),
    enabled: Boolean(item) && packages.length > 0,
    retry: false,
  })
  const today = shanghaiDay()
  const floors = new Map<string, string>()
  for (const r of query.data?.data ?? []) {
    const valid = String(r.validFrom ?? '') <= today && (!r.validTo || String(r.validTo) >= today)
    const id = (r.package as Ref | null)?.id
    if (id && valid) floors.set(id, String(r.unitPrice))
  }
  return floors
}

/** Each line with where its price comes from, red below the floor. */
export function LineFacts({ order, row }: { order: ObjectMeta; row: Row }) {
  const { say } = useText()
  const lines = (Array.isArray(row.lines) ? row.lines : []) as OrderLine[]
  const floors = useFloors([...new Set(lines.flatMap((l) => (l.package ? [l.package.id] : [])))])
  const source = order.lines[0]?.fields.find((f) => f.name === 'priceSource')
  return (
    <Block
      title={say('明细', 'Lines')}
      extra={<span className="xl-hint">{say(`${lines.length} 行`, `${lines.length} lines`)}</span>}
    >
      <LineTable
        lines={lines}
        columns={[
          { title: say('品规', 'Package'), cell: (l) => <Goods line={l} /> },
          { title: say('数量', 'Qty'), num: true, className: 'xl-num', cell: (l) => qtyText(l.qty) },
          {
            title: say('单价', 'Price'),
            num: true,
            cell: (l) => <Price line={l} floor={l.package ? floors.get(l.package.id) : undefined} />,
          },
          { title: say('价格来源', 'Source'), cell: (l) => <Source line={l} field={source} /> },
          { title: say('金额', 'Amount'), num: true, cell: (l) => <Money value={l.amount} /> },
        ]}
      />
    </Block>
  )
}

/** What is sold, and to whom it goes on. */
function Goods({ line }: { line: OrderLine }) {
  const { t, say } = useText()
  return (
    <>
      {line.package?.label ?? t('hiddenRecord')}
      {(line.terminalAccount?.label || line.via?.label) && (
        <div className="xl-hint">
          {say('终端：', 'For ')}
          {[line.via?.label, line.terminalAccount?.label].filter(Boolean).join(' → ')}
        </div>
      )}
    </>
  )
}

function Price({ line, floor }: { line: OrderLine; floor: string | undefined }) {
  const { say } = useText()
  const below = floor !== undefined && line.unitPrice && compare(line.unitPrice, floor) < 0
  return (
    <>
      <span className={below ? 'xl-late' : ''}>
        <Money value={line.unitPrice} />
      </span>
      {below && <div className="xl-late">{say(`低于底价 ${floor}`, `below floor ${floor}`)}</div>}
    </>
  )
}

/** Where the price comes from. */
function Source({ line, field }: { line: OrderLine; field: FieldMeta | undefined }) {
  const { t } = useText()
  const named = field?.options?.find((o) => o.value === line.priceSource)
  return (
    <>
      {named ? <Tag color={named.color}>{t(named.label)}</Tag> : '–'}
      {line.priceItem?.label && <span className="xl-hint xl-num">{line.priceItem.label}</span>}
    </>
  )
}

/** The customer's papers, those that end soonest first. */
export function LicenceFacts({ account }: { account: string }) {
  const { t, say } = useText()
  const meta = useMeta()
  const license = meta.byName.get('license')
  const where = { account: { eq: account }, state: { in: ['valid', 'expiring', 'expired', 'pendingQa'] } }
  const query = useQuery({
    queryKey: keys.list('license', where),
    queryFn: ({ signal }) => api.list(license?.path ?? '', { where, limit: 30, sort: 'validTo' }, signal),
    enabled: Boolean(license),
    retry: false,
  })
  if (!license || !query.data) return null
  return (
    <Block title={say('资质', 'Licences')}>
      {query.data.data.length === 0 && <p className="xl-late">{say('没有登记任何资质', 'No licences on file')}</p>}
      <ul className="xl-audit-papers">
        {query.data.data.map((l) => {
          const state = license.states?.[l.state ?? '']
          return (
            <li key={l.id}>
              <span>{t(optionLabel(license, 'licenseType', String(l.licenseType)))}</span>
              <span className="xl-hint xl-num">
                {l.longTerm === true ? say('长期', 'no end') : say(`至 ${l.validTo ?? '—'}`, `to ${l.validTo ?? '—'}`)}
              </span>
              {state && (
                <Tag color={state.color} variant="filled">
                  {t(state.label)}
                </Tag>
              )}
            </li>
          )
        })}
      </ul>
    </Block>
  )
}

/** The last orders of the same customer, where a double would be seen. */
export function RecentOrders({ account, except, order }: { account: string; except: string; order: ObjectMeta }) {
  const { t, say } = useText()
  const where = { soldTo: { eq: account }, id: { ne: except } }
  const query = useQuery({
    queryKey: keys.list(order.name, [where, 'recent']),
    queryFn: ({ signal }) => api.list(order.path, { where, limit: 4, sort: '-createdAt' }, signal),
  })
  if (!query.data?.data.length) return null
  return (
    <Block title={say('该客户最近的订单', 'Latest orders of this customer')}>
      <ul className="xl-audit-recent">
        {query.data.data.map((r) => (
          <li key={r.id}>
            <AppLink href={href.record(order.path, r.id)} className="xl-num">
              {r.number}
            </AppLink>
            <span className="xl-hint xl-num">{formatInstant(r.createdAt).slice(0, 10)}</span>
            <Money value={r.amount} />
            {r.state === 'draft' || r.state === 'cancelled' ? (
              <span className="xl-hint">{t(order.states?.[r.state]?.label ?? { zh: '', en: '' })}</span>
            ) : (
              <FourDots row={r} />
            )}
          </li>
        ))}
      </ul>
    </Block>
  )
}
