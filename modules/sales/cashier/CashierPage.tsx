import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import type { Ref } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { Bench } from '../web/Bench.tsx'
import { minus } from '../web/decimals.ui.ts'
import { Money } from '../web/parts.tsx'
import { Allocate } from './Allocate.tsx'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

/** 收款核销: money that arrived, and which orders it pays. */
export default function CashierPage() {
  const { t, say } = useText()
  const payment = useObject('payment')
  const [query, setQuery] = useQueryState()
  const [entering, setEntering] = useState(false)
  const state = query.get('state') === 'allocated' ? 'allocated' : 'open'
  if (!payment) return <Failure error={null} />
  const mayEnter = payment.verbs.includes('create')
  return (
    <Page
      fill
      title={say('收款核销', 'Payments')}
      actions={
        <>
          <Segmented
            value={state}
            onChange={(next) => setQuery({ state: next === 'open' ? null : next, open: null })}
            options={[
              { value: 'open', label: say('待核销', 'To allocate') },
              { value: 'allocated', label: say('已核销', 'Allocated') },
            ]}
          />
          {mayEnter && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEntering(true)}>
              {say('登记回款', 'Record a payment')}
            </Button>
          )}
        </>
      }
    >
      <Bench
        object={payment}
        query={{ where: { state: { eq: state } }, sort: state === 'open' ? 'receivedOn' : '-receivedOn' }}
        open={query.get('open') ?? ''}
        onOpen={(id) => setQuery({ open: id || null })}
        empty={{
          what:
            state === 'open'
              ? say('没有待核销的回款', 'Nothing to allocate')
              : say('还没有核销过的回款', 'No allocated payments yet'),
          hint: say('登记银行到账后在这里核销到订单', 'Record what the bank received, then allocate it to orders here'),
        }}
        row={(r) => (
          <>
            <span>
              <strong className="xl-ellipsis">{(r.account as Ref | null)?.label ?? t('hiddenRecord')}</strong>
              <Money value={state === 'open' ? minus(minus(r.amount, r.allocated), r.refunded) : r.amount} strong />
            </span>
            <span>
              <span className="xl-num">{r.number}</span>
              <span className="xl-num">{String(r.receivedOn ?? '')}</span>
              {Number(r.allocated) > 0 && state === 'open' && <Tag color="gold">{say('部分核销', 'Partly')}</Tag>}
            </span>
          </>
        )}
      >
        {(row, next, back) => (
          <Allocate key={`${row.id}:${row.version}`} payment={payment} row={row} onDone={next} onBack={back} />
        )}
      </Bench>
      {entering && (
        <Suspense fallback={null}>
          <FormModal
            object={payment}
            onDone={(row) => {
              setEntering(false)
              setQuery({ state: null, open: row.id })
            }}
            onClose={() => setEntering(false)}
          />
        </Suspense>
      )}
    </Page>
  )
}
