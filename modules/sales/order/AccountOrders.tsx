import { PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { CreditFacts } from '../audit/facts.tsx'
import { FourDots, Money } from '../web/parts.tsx'
import './order.css'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))
const PAGE = 20

/** 客户 360 · 订单: what he ordered, and of each the four answers. */
export function AccountOrders({ row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const order = useObject('salesOrder')
  const [creating, setCreating] = useState(false)
  const asked = { where: { soldTo: { eq: row.id } }, sort: '-createdAt', limit: PAGE }
  const list = useInfiniteQuery({
    queryKey: [...keys.list('salesOrder', asked), 'account'],
    queryFn: ({ pageParam, signal }) => api.list('sales-orders', { ...asked, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: Boolean(order),
  })
  if (!order) return null
  const rows = list.data?.pages.flatMap((p) => p.data) ?? []
  return (
    <>
      <div className="xl-account-orders-bar">
        <AppLink href={`/receivables/statement?account=${row.id}`}>{say('对账单', 'Statement')}</AppLink>
        {order.verbs.includes('create') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {say('下单', 'Place an order')}
          </Button>
        )}
      </div>
      <CreditFacts account={row.id} row={row} />
      {list.isPending && <Loading rows={4} />}
      {list.isError && <Failure error={list.error} onRetry={() => list.refetch()} />}
      {list.data && rows.length === 0 && <Nothing what={say('该客户还没有订单', 'No orders yet')} />}
      <ul className="xl-account-orders">
        {rows.map((r) => {
          const state = order.states?.[r.state ?? '']
          return (
            <li key={r.id}>
              <AppLink href={href.record(order.path, r.id)}>
                <span className="xl-num xl-account-orders-no">{r.number}</span>
                <span className="xl-hint xl-num">{formatInstant(r.createdAt).slice(0, 10)}</span>
                {state && (
                  <Tag color={state.color} variant="filled">
                    {t(state.label)}
                  </Tag>
                )}
                <FourDots row={r} />
                <Money value={r.amount} strong />
              </AppLink>
            </li>
          )
        })}
      </ul>
      {list.hasNextPage && (
        <Button block type="text" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {say('更多', 'More')}
        </Button>
      )}
      {creating && (
        <Suspense fallback={null}>
          <FormModal
            object={order}
            initial={{ soldTo: { id: row.id, label: String(row.name ?? '') } }}
            onDone={() => setCreating(false)}
            onClose={() => setCreating(false)}
          />
        </Suspense>
      )}
    </>
  )
}
