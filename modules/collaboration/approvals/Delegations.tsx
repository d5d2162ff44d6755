import { PlusOutlined, SwapOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { refreshObject, useMeta } from '#ui/core/meta.ts'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import { useText } from '#ui/fields/text.ts'
import './approvals.css'
import { type Delegation, DelegationDialog } from './DelegationDialog.tsx'

function useDelegations() {
  const query = { sort: '-startsOn', limit: 100 }
  return useQuery({
    queryKey: keys.list('approvalDelegation', query),
    queryFn: ({ signal }) => api.list<Delegation>('approval-delegations', query, signal),
    select: (page) => page.data,
  })
}

/** Who decides for me while I am away, and from when until when. */
export default function Delegations() {
  const { say } = useText()
  const list = useDelegations()
  const me = useMe()
  const [editing, setEditing] = useState<Delegation | 'new' | null>(null)
  return (
    <Page
      title={say('审批委托', 'Approval stand-ins')}
      sub={say(
        '外出期间由受托人代为审批，记录上会注明代谁处理。受托人不能审批自己提交的单据，也不能再委托别人。',
        'While you are away a stand-in decides, and every record says for whom. Never his own requests, and no stand-in of a stand-in.',
      )}
      actions={
        me.employee && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {say('设置委托', 'Name a stand-in')}
          </Button>
        )
      }
    >
      <Panel flush>
        {list.isPending && <Loading rows={3} />}
        {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
        {list.isSuccess && !list.data.length && (
          <Nothing
            what={say('没有设置委托', 'No stand-ins')}
            hint={say('休假或出差前设置，审批不会卡在您这里', 'Name one before a holiday, and nothing waits for you')}
          />
        )}
        <ul className="xl-cards">
          {(list.data ?? []).map((row) => (
            <Line key={row.id} row={row} onEdit={() => setEditing(row)} />
          ))}
        </ul>
      </Panel>
      {editing && (
        <DelegationDialog {...(editing === 'new' ? {} : { row: editing })} onClose={() => setEditing(null)} />
      )}
    </Page>
  )
}

function Line({ row, onEdit }: { row: Delegation; onEdit: () => void }) {
  const { t, say } = useText()
  const meta = useMeta()
  const client = useQueryClient()
  const { done, failed, ask } = useFeedback()
  const today = shanghaiDay()
  const over = row.endsOn < today
  const now = !over && row.startsOn <= today
  const kinds = (row.objects ?? []).map((name) => t(meta.byName.get(name)?.label ?? { zh: name, en: name }))
  const remove = async (): Promise<void> => {
    const name = row.to.label ?? ''
    if (!(await ask({ title: say(`结束对 ${name} 的委托？`, `End ${name} as stand-in?`), danger: true }))) return
    try {
      await api.remove('approval-delegations', row.id, row.version)
      refreshObject(client, 'approvalDelegation')
      done(say('已结束委托', 'Ended'))
    } catch (error) {
      failed(error)
    }
  }
  return (
    <li>
      <SwapOutlined />
      <div>
        <strong>{row.to.label}</strong>{' '}
        <Tag color={now ? 'green' : over ? 'default' : 'gold'} variant="filled">
          {now ? say('生效中', 'Now') : over ? say('已结束', 'Over') : say('未开始', 'To come')}
        </Tag>
        <div className="xl-hint xl-num">
          {row.startsOn} ~ {row.endsOn} ·{' '}
          {kinds.length ? kinds.join(say('、', ', ')) : say('全部单据', 'all documents')}
          {row.reason ? ` · ${row.reason}` : ''}
        </div>
      </div>
      {!over && (
        <>
          <Button size="small" onClick={onEdit}>
            {t('edit')}
          </Button>
          <Button size="small" danger onClick={remove}>
            {say('结束', 'End')}
          </Button>
        </>
      )}
    </li>
  )
}
