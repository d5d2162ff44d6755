import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ApiError, api, keys } from '#ui/core/api.ts'
import { formatInstant, formatMoney, shanghaiDay } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { SlotProps } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { isRef } from '#ui/fields/values.ts'
import { createBody, type Values } from '#ui/form/values.ts'
import { compare, isPositive, minus, sumOf, times } from '../web/decimals.ui.ts'
import { Money } from '../web/parts.tsx'
import type { Credit, Problem } from '../web/types.ts'

const PAUSE_MS = 700
const LATELY_DAYS = 7

/** Beside the order: fills what follows from the customer, and says before the submit what the submit would say. */
export function OrderAside(props: SlotProps['form.aside']) {
  const account = isRef(props.values.soldTo) ? props.values.soldTo.id : undefined
  useCustomerDefaults(account, props)
  if (!account) return null
  return (
    <div className="xl-order-aside">
      <CreditLine account={account} values={props.values} />
      <Lately account={account} id={props.id} />
      <Checks {...props} />
    </div>
  )
}

const FOLLOW = ['shipTo', 'billTo', 'shipToAddress', 'paymentTerm', 'creditDays'] as const

interface Address {
  type?: string
  address?: string
}

/** Where his goods go: the recorded receiving address before the office one. */
function addressOf(account: Row): string | null {
  const others = (Array.isArray(account.addresses) ? account.addresses : []) as Address[]
  const receiving = others.find((a) => a.type === 'receiving') ?? others.find((a) => a.type === 'warehouse')
  return receiving?.address ?? (typeof account.address === 'string' ? account.address : null)
}

/** Ship-to, bill-to, address and terms follow the customer; what the person has changed himself stays. */
function useCustomerDefaults(account: string | undefined, { values, set, id }: SlotProps['form.aside']): void {
  const query = useQuery({
    queryKey: keys.one('account', account ?? ''),
    queryFn: ({ signal }) => api.one<Row>('accounts', account ?? '', signal),
    enabled: Boolean(account) && !id,
    retry: false,
  })
  const latest = useRef(values)
  latest.current = values
  const filled = useRef<Record<string, unknown>>({})
  const row = query.data
  useEffect(() => {
    if (!row || !set || id) return
    const self = { id: row.id, label: String(row.name ?? '') }
    const credit = isPositive(row.creditLimit)
    const next: Record<(typeof FOLLOW)[number], unknown> = {
      shipTo: self,
      billTo: self,
      shipToAddress: addressOf(row),
      paymentTerm: credit ? 'credit' : 'prepaid',
      creditDays: credit ? (row.creditDays ?? null) : null,
    }
    for (const name of FOLLOW) {
      const now = latest.current[name] ?? null
      const mine = now !== null && JSON.stringify(now) !== JSON.stringify(filled.current[name] ?? null)
      // the declared default of a new form is nobody's choice yet
      const untouched = name === 'paymentTerm' && filled.current[name] === undefined
      if ((mine && !untouched) || JSON.stringify(now) === JSON.stringify(next[name])) continue
      set(name, next[name])
    }
    filled.current = next
  }, [row, set, id])
}

const asLines = (value: unknown): Values[] => (Array.isArray(value) ? (value as Values[]) : [])

/** Roughly what the order comes to, while the server's own figure stands below the lines. */
function roughTotal(values: Values): string {
  const goods = sumOf(asLines(values.lines).map((l) => minus(times(l.qty, l.unitPrice), l.discountAmount)))
  return minus(goods, values.discountAmount)
}

function CreditLine({ account, values }: { account: string; values: Values }) {
  const { say } = useText()
  const query = useQuery({
    queryKey: keys.part('account', account, 'credit'),
    queryFn: ({ signal }) => api.get<Credit>(`/accounts/${account}/credit`, undefined, signal),
    retry: false,
  })
  const credit = query.data
  if (!credit) return null
  const left = credit.available
  const over = values.paymentTerm === 'credit' && left !== null && compare(roughTotal(values), left) > 0
  const overdue = sumOf(credit.overdue.map((o) => o.amount))
  return (
    <>
      <p className="xl-order-credit">
        {left === null ? (
          say('该客户未授信，按预付下单', 'No credit limit: order prepaid')
        ) : (
          <>
            {say('剩余信用', 'Credit left')} <Money value={left} strong />
            <span className="xl-hint">
              {say('额度', 'limit')} {formatMoney(credit.creditLimit)}
              {say('，应收', ', owed')} {formatMoney(credit.openAr)}
              {say('，在途订单', ', open orders')} {formatMoney(credit.openOrders)}
            </span>
          </>
        )}
      </p>
      {over && (
        <Alert
          type="warning"
          showIcon
          title={say(
            '本单金额超过剩余信用，财务审核会拦下：请先催回款，或改为预付',
            'More than the credit left, so finance would stop it: collect first, or make it prepaid',
          )}
        />
      )}
      {credit.overdue.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={say(
            `该客户有 ${credit.overdue.length} 单逾期未付，共 ${formatMoney(overdue)}`,
            `${credit.overdue.length} orders overdue, ${formatMoney(overdue)}`,
          )}
        />
      )}
    </>
  )
}

/** Orders of the last days, so that nobody orders the same thing twice. */
function Lately({ account, id }: { account: string; id: string | undefined }) {
  const { t, say } = useText()
  const order = useObject('salesOrder')
  const since = `${shanghaiDay(new Date(), -LATELY_DAYS)}T00:00:00+08:00`
  const where = {
    soldTo: { eq: account },
    createdAt: { gte: new Date(since).toISOString() },
    state: { ne: 'cancelled' },
  }
  const query = useQuery({
    queryKey: keys.list('salesOrder', [where, 'lately']),
    queryFn: ({ signal }) => api.list('sales-orders', { where, limit: 5, sort: '-createdAt' }, signal),
  })
  const rows = (query.data?.data ?? []).filter((r) => r.id !== id)
  if (rows.length === 0) return null
  return (
    <Alert
      type="info"
      showIcon
      title={say(
        `近 ${LATELY_DAYS} 天已有 ${rows.length} 张订单，请确认不是重复下单`,
        `${rows.length} orders in the last ${LATELY_DAYS} days: make sure this is no duplicate`,
      )}
      description={
        <ul className="xl-audit-recent">
          {rows.map((r) => (
            <li key={r.id}>
              <AppLink href={href.record('sales-orders', r.id)} target="_blank" className="xl-num">
                {r.number}
              </AppLink>
              <span className="xl-hint xl-num">{formatInstant(r.createdAt).slice(5)}</span>
              <Money value={r.amount} />
              <span className="xl-hint">{t(order?.states?.[r.state ?? '']?.label ?? { zh: '', en: '' })}</span>
            </li>
          ))}
        </ul>
      }
    />
  )
}

function useHeld<T>(value: T): T {
  const [held, setHeld] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setHeld(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return held
}

/** Asks the server to submit it in thought: licences, area, products, prices, each by name. */
function Checks({ object, values, id }: SlotProps['form.aside']) {
  const { t, say } = useText()
  const body = useMemo(() => {
    const lines = asLines(values.lines).filter((l) => isRef(l.package) && isPositive(l.qty))
    return lines.length > 0
      ? JSON.stringify({ id, values: createBody(object.fields, object.lines, { ...values, lines }) })
      : ''
  }, [object, values, id])
  const asked = useHeld(body)
  const query = useQuery({
    queryKey: ['order-check', asked],
    queryFn: ({ signal }) => api.post<{ problems: Problem[] }>('/sales-orders/check', JSON.parse(asked), { signal }),
    enabled: asked !== '',
    retry: false,
    staleTime: 20_000,
    placeholderData: (before) => before,
  })
  if (asked === '' || query.error instanceof ApiError) return null
  const problems = query.data?.problems ?? []
  if (!query.data) return null
  if (problems.length === 0)
    return (
      <Alert
        type="success"
        showIcon
        title={say('资质、区域、品种、价格检查通过，可以提交', 'Licences, area, products and prices are in order')}
      />
    )
  return (
    <Alert
      type="error"
      showIcon
      title={say(
        `提交前需要处理 ${problems.length} 个问题（可先存草稿）`,
        `${problems.length} problems to fix before submitting (a draft can be saved)`,
      )}
      description={
        <ol className="xl-problems">
          {problems.map((p) => (
            <li key={`${p.code}${p.line ?? ''}${p.message.zh}`}>{t(p.message)}</li>
          ))}
        </ol>
      }
    />
  )
}
