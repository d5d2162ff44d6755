import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { api, keys } from '#ui/core/api.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import { optionLabel } from '../board/stages.ui.ts'
import { capitalAmount } from '../web/capital.ui.ts'
import { compare } from '../web/decimals.ui.ts'
import { Money } from '../web/parts.tsx'
import type { Credit, Statement } from '../web/types.ts'
import './receivables.css'

const monthStart = (): string => `${shanghaiDay().slice(0, 8)}01`

/** 对账单: what a customer owed, what came on top, what was paid, what he owes. */
export default function StatementPage() {
  const { say } = useText()
  const [query, setQuery] = useQueryState()
  const account = query.get('account') ?? ''
  const from = query.get('from') ?? monthStart()
  const to = query.get('to') ?? shanghaiDay()
  return (
    <Page
      title={say('客户对账单', 'Customer statement')}
      className="xl-statement"
      crumbs={[
        { label: say('账龄分析', 'Ageing'), href: '/receivables/ageing' },
        { label: say('对账单', 'Statement') },
      ]}
      actions={
        account && (
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            {say('打印', 'Print')}
          </Button>
        )
      }
    >
      <div className="xl-statement-choice">
        <div>
          <RefPicker
            object="account"
            creatable={false}
            placeholder={say('选择客户', 'Choose a customer')}
            value={account ? [{ id: account }] : []}
            onChange={(v) => setQuery({ account: v[0]?.id ?? null })}
          />
        </div>
        <DatePicker.RangePicker
          value={[dayjs(from), dayjs(to)]}
          allowClear={false}
          inputReadOnly
          onChange={(range) =>
            setQuery({ from: range?.[0]?.format('YYYY-MM-DD') ?? null, to: range?.[1]?.format('YYYY-MM-DD') ?? null })
          }
        />
      </div>
      {account ? (
        <Loaded account={account} from={from} to={to} />
      ) : (
        <Nothing what={say('选择客户查看对账单', 'Choose a customer to see the statement')} />
      )}
    </Page>
  )
}

function Loaded({ account, from, to }: { account: string; from: string; to: string }) {
  const { say } = useText()
  const query = useQuery({
    queryKey: keys.part('account', account, 'statement', [from, to]),
    queryFn: ({ signal }) => api.get<Statement>(`/accounts/${account}/statement`, { from, to }, signal),
  })
  const credit = useQuery({
    queryKey: keys.part('account', account, 'credit'),
    queryFn: ({ signal }) => api.get<Credit>(`/accounts/${account}/credit`, undefined, signal),
    retry: false,
  })
  if (query.isPending) return <Loading />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const { opening, closing, data } = query.data
  return (
    <>
      <Panel>
        <dl className="xl-sums" style={{ margin: 0 }}>
          <Sum label={say('期初应收', 'Opening balance')} value={opening} />
          <Sum label={say('期末应收', 'Closing balance')} value={closing} words />
          {credit.data && credit.data.available !== null && (
            <Sum label={say('剩余信用', 'Credit left')} value={credit.data.available} />
          )}
        </dl>
      </Panel>
      {(credit.data?.overdue.length ?? 0) > 0 && (
        <Panel title={<span className="xl-late">{say('逾期未付', 'Overdue')}</span>}>
          <ul className="xl-audit-overdue" style={{ marginTop: 0 }}>
            {credit.data?.overdue.map((o) => (
              <li key={o.id}>
                <AppLink href={href.record('sales-orders', o.id)} className="xl-num">
                  {o.number}
                </AppLink>
                <span className="xl-hint xl-num">{say(`到期 ${o.dueOn}`, `due ${o.dueOn}`)}</span>
                <span className="xl-late">{say(`逾期 ${o.days} 天`, `${o.days} days overdue`)}</span>
                <Money value={o.amount} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel flush title={say('明细', 'Entries')}>
        {data.length === 0 ? (
          <Nothing what={say('这段时间没有往来', 'No entries in this period')} />
        ) : (
          <Entries data={data} opening={opening} from={from} />
        )}
      </Panel>
    </>
  )
}

function Sum({ label, value, words }: { label: string; value: string | null; words?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Money value={value} />
        {words && value !== null && (
          <span className="xl-hint" style={{ display: 'block', fontWeight: 400 }}>
            {capitalAmount(value)}
          </span>
        )}
      </dd>
    </div>
  )
}

function Entries({ data, opening, from }: { data: Statement['data']; opening: string | null; from: string }) {
  const { t, say } = useText()
  const entry = useObject('receivableEntry')
  return (
    <div className="xl-otable xl-statement-table">
      <table>
        <thead>
          <tr>
            <th>{say('日期', 'Date')}</th>
            <th>{say('摘要', 'Entry')}</th>
            <th>{say('订单', 'Order')}</th>
            <th className="is-num">{say('增加', 'Increase')}</th>
            <th className="is-num">{say('减少', 'Decrease')}</th>
            <th className="is-num">{say('余额', 'Balance')}</th>
          </tr>
        </thead>
        <tbody>
          <tr className="xl-statement-opening">
            <td className="xl-num">{from}</td>
            <td>{say('期初余额', 'Opening balance')}</td>
            <td />
            <td />
            <td />
            <td className="is-num">
              <Money value={opening} />
            </td>
          </tr>
          {data.map((e) => {
            const more = compare(e.amount, '0') >= 0
            const less = e.amount === null ? null : e.amount.replace('-', '')
            return (
              <tr key={e.id}>
                <td className="xl-num">{e.bookedOn}</td>
                <td>
                  {e.kind === null ? '—' : t(optionLabel(entry, 'kind', e.kind))}
                  {e.dueOn && more && <div className="xl-hint xl-num">{say(`到期 ${e.dueOn}`, `due ${e.dueOn}`)}</div>}
                </td>
                <td className="xl-num">
                  {e.order ? <AppLink href={href.record('sales-orders', e.order.id)}>{e.order.label}</AppLink> : ''}
                </td>
                <td className="is-num">{more ? <Money value={e.amount} /> : ''}</td>
                <td className="is-num">{more ? '' : <Money value={less} />}</td>
                <td className="is-num">
                  <Money value={e.balance} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
