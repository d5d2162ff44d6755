import { PlusOutlined, SwapOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { may, refreshObject, useMeta, useObject } from '#ui/core/meta.ts'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

interface Delegation extends Row {
  to: Ref
  from: string
  until: string
  objects?: string[] | null
  reason?: string | null
}

function useDelegations() {
  const object = useObject('approvalDelegation')
  const query = { where: { createdBy: { eq: '@me' } }, sort: '-from', limit: 100 }
  return useQuery({
    queryKey: keys.list('approvalDelegation', query),
    queryFn: ({ signal }) => api.list<Delegation>(object?.path ?? '', query, signal),
    enabled: object !== undefined,
    select: (page) => page.data,
  })
}

/** Who decides for me while I am away, and from when until when. */
export default function Delegations() {
  const { say } = useText()
  const object = useObject('approvalDelegation')
  const list = useDelegations()
  const me = useMe()
  const [editing, setEditing] = useState<Delegation | 'new' | null>(null)
  if (!object) return <Nothing />
  const close = (): void => setEditing(null)
  return (
    <Page
      title={say('审批代理', 'Approval deputies')}
      sub={say(
        '外出期间由代理人代为审批，记录上会注明“代您处理”。代理人不能审批自己提交的单据，也不能再转给别人代理。',
        'While you are away a deputy decides, and every record says for whom. Never his own requests, and no deputy of a deputy.',
      )}
      actions={
        may(object, 'create') &&
        me.employee && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {say('设置代理', 'New deputy')}
          </Button>
        )
      }
    >
      <Panel flush>
        {list.isPending && <Loading rows={3} />}
        {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
        {list.isSuccess && !list.data.length && (
          <Nothing
            what={say('没有设置代理人', 'No deputies')}
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
        <Suspense fallback={null}>
          <FormModal
            object={object}
            {...(editing === 'new' ? { initial: { from: shanghaiDay() } } : { row: editing })}
            onDone={close}
            onClose={close}
          />
        </Suspense>
      )}
    </Page>
  )
}

function Line({ row, onEdit }: { row: Delegation; onEdit: () => void }) {
  const { t, say } = useText()
  const meta = useMeta()
  const object = useObject('approvalDelegation')
  const client = useQueryClient()
  const { done, failed, ask } = useFeedback()
  const today = shanghaiDay()
  const now = row.from <= today && today <= row.until
  const over = row.until < today
  const kinds = (row.objects ?? []).map((name) => t(meta.byName.get(name)?.label ?? { zh: name, en: name }))
  const remove = async (): Promise<void> => {
    if (
      !(await ask({
        title: say(`取消 ${row.to.label ?? ''} 的代理？`, `End ${row.to.label ?? ''} as deputy?`),
        danger: true,
      }))
    )
      return
    try {
      await api.remove(object?.path ?? '', row.id, row.version)
      refreshObject(client, 'approvalDelegation')
      done(say('已取消代理', 'Ended'))
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
          {row.from} ~ {row.until} · {kinds.length ? kinds.join(say('、', ', ')) : say('全部单据', 'all documents')}
          {row.reason ? ` · ${row.reason}` : ''}
        </div>
      </div>
      {!over && (
        <>
          <Button size="small" onClick={onEdit}>
            {t('edit')}
          </Button>
          <Button size="small" danger onClick={remove}>
            {t('cancel')}
          </Button>
        </>
      )}
    </li>
  )
}
