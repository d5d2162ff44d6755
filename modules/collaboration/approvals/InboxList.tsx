import { CheckCircleOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import type { ReactNode } from 'react'
import { formatAgo } from '#ui/core/format.ts'
import { Avatar, Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { Fact, factsOf, factText } from './Facts.tsx'
import type { useInbox } from './queries.ui.ts'
import type { InboxItem, InboxTab } from './types.ui.ts'
import { REQUEST_STATES, TASK_STATES, useTitle, useWords } from './words.ui.ts'

export interface InboxListProps {
  tab: InboxTab
  list: ReturnType<typeof useInbox>
  items: InboxItem[]
  /** The request shown beside the list. */
  open: string
  onOpen: (request: string) => void
}

const EMPTY: Record<InboxTab, { zh: string; en: string }> = {
  pending: { zh: '没有待您审批的单据', en: 'Nothing waits for your approval' },
  decided: { zh: '还没有处理过审批', en: 'Nothing decided yet' },
  started: { zh: '还没有发起过审批', en: 'Nothing handed in yet' },
  cc: { zh: '没有抄送给您的单据', en: 'Nothing was copied to you' },
}

/** The rows of one tab, newest first; more of them on demand. */
export function InboxList({ tab, list, items, open, onOpen }: InboxListProps) {
  const { t, say } = useText()
  const phone = usePhone()
  if (list.isPending) return <Loading />
  if (list.isError) return <Failure error={list.error} onRetry={list.refetch} />
  return (
    <div className="xl-appr-list">
      {items.length === 0 ? (
        <Nothing
          what={
            <>
              {tab === 'pending' && <CheckCircleOutlined style={{ color: 'var(--xl-success)' }} />} {t(EMPTY[tab])}
            </>
          }
        />
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.task?.id ?? item.request.id} data-request={item.request.id}>
              <Item item={item} tab={tab} open={item.request.id === open} onOpen={() => onOpen(item.request.id)} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button block type="text" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {say('加载更多', 'More')}
        </Button>
      )}
      {!phone && items.length > 1 && (
        <p className="xl-appr-keys">
          <kbd>J</kbd> <kbd>K</kbd> {say('切换', 'move')} · <kbd>A</kbd> {say('同意', 'approve')} · <kbd>R</kbd>{' '}
          {say('驳回', 'reject')}
        </p>
      )}
    </div>
  )
}

function Item({ item, tab, open, onOpen }: { item: InboxItem; tab: InboxTab; open: boolean; onOpen: () => void }) {
  const { say, locale } = useText()
  const name = useWords()
  const title = useTitle()
  const { task, request } = item
  // What the title says already is no news.
  const facts = factsOf(request)
    .filter((f) => !request.title.includes(factText(f.value, name)))
    .slice(0, 2)
  return (
    <button type="button" className="xl-appr-item" aria-current={open ? 'true' : undefined} onClick={onOpen}>
      <Avatar name={request.submitter.label} size={36} />
      <span className="xl-appr-item-main">
        <span className="xl-appr-item-title">
          <strong>{title(request)}</strong>
          <time>{formatAgo(task?.decidedAt ?? request.createdAt, locale)}</time>
        </span>
        <span className="xl-appr-item-sub">
          {request.submitter.label} · {name(request.objectLabel)} · {name(request.commandLabel)}
        </span>
        {facts.length > 0 && (
          <span className="xl-appr-item-sub">
            {facts.map((f) => (
              <span key={name(f.label)} className="xl-appr-fact">
                {name(f.label)}{' '}
                <b>
                  <Fact object={request.object} item={f} />
                </b>
              </span>
            ))}
          </span>
        )}
        <span className="xl-appr-item-foot">
          <Badges item={item} tab={tab} />
          {task?.onBehalfOf?.label && (
            <Tag variant="filled">{say(`代 ${task.onBehalfOf.label}`, `for ${task.onBehalfOf.label}`)}</Tag>
          )}
        </span>
      </span>
    </button>
  )
}

/** Where it stands, in the words of the tab: what I have to do, what I did, what became of mine. */
function Badges({ item, tab }: { item: InboxItem; tab: InboxTab }): ReactNode {
  const { t, say } = useText()
  const name = useWords()
  const { task, request } = item
  const state = REQUEST_STATES[request.state]
  if (tab === 'pending' && task)
    return (
      <>
        <Tag color="gold" variant="filled">
          {name(task.nodeName)}
        </Tag>
        {task.sign && <Tag variant="filled">{say('需签名', 'signature')}</Tag>}
        <Due at={task.dueAt} />
      </>
    )
  return (
    <>
      {state && (
        <Tag color={state.color} variant="filled">
          {t(state.label)}
        </Tag>
      )}
      {tab === 'decided' && task && (
        <span className="xl-hint">
          {say(`我：${t(TASK_STATES[task.state].label)}`, `I ${t(TASK_STATES[task.state].label)}`)}
        </span>
      )}
      {tab === 'started' && request.state === 'running' && request.nodeName && (
        <span className="xl-hint">{name(request.nodeName)}</span>
      )}
      {tab === 'cc' && task?.state === 'pending' && <span className="xl-appr-unread">{say('未读', 'new')}</span>}
    </>
  )
}

const HOUR = 3_600_000

/** How long is left; red once it has passed, apricot within the day. */
export function Due({ at }: { at: string | null | undefined }) {
  const { say } = useText()
  if (!at) return null
  const left = new Date(at).getTime() - Date.now()
  if (left < 0) return <b className="xl-appr-late">{say('已超时', 'overdue')}</b>
  const hours = Math.max(1, Math.ceil(left / HOUR))
  const text =
    hours > 48
      ? say(`剩 ${Math.floor(hours / 24)} 天`, `${Math.floor(hours / 24)} d left`)
      : say(`剩 ${hours} 小时`, `${hours} h left`)
  return <span className={hours <= 24 ? 'xl-appr-soon' : 'xl-hint'}>{text}</span>
}
