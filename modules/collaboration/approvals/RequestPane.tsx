import { DownOutlined, ExportOutlined, UpOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Tag } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { api } from '#ui/core/api.ts'
import { formatAgo, formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Avatar, Failure, Loading } from '#ui/core/Page.tsx'
import '#ui/detail/detail.css'
import { Overview } from '#ui/detail/Overview.tsx'
import { useRow } from '#ui/detail/useRow.ts'
import { useText } from '#ui/fields/text.ts'
import '#ui/form/form.css'
import { ActionBar } from './ActionBar.tsx'
import { RequestChanges, Summary } from './Facts.tsx'
import { refreshApprovals, useRequest } from './queries.ui.ts'
import { Steps } from './Steps.tsx'
import type { RequestDetail } from './types.ui.ts'
import { REQUEST_STATES, useTitle, useWords } from './words.ui.ts'

export interface RequestPaneProps {
  id: string
  /** A decision was made here. */
  onDone?: () => void
  hotkeys?: boolean
}

/** One request with all one needs to decide: what, from whom, how far it is, and the buttons. */
export function RequestPane({ id, onDone, hotkeys }: RequestPaneProps) {
  const query = useRequest(id)
  if (query.isPending) return <Loading />
  if (query.isError) return <Failure error={query.error} onRetry={query.refetch} />
  const detail = query.data
  return (
    <article className="xl-appr-pane">
      <Head detail={detail} />
      <ReadMark detail={detail} />
      <div className="xl-appr-pane-body">
        <Said detail={detail} />
        <Section title={{ zh: '申请内容', en: 'What is asked for' }}>
          <Summary request={detail} />
          <RequestChanges detail={detail} />
          <Document detail={detail} />
        </Section>
        <Section title={{ zh: '审批流程', en: 'How it goes' }}>
          <Steps detail={detail} />
        </Section>
      </div>
      <ActionBar detail={detail} hotkeys={hotkeys ?? false} {...(onDone ? { onDone } : {})} />
    </article>
  )
}

function Head({ detail }: { detail: RequestDetail }) {
  const { t, say, locale } = useText()
  const name = useWords()
  const title = useTitle()
  const object = useObject(detail.object)
  const state = REQUEST_STATES[detail.state]
  return (
    <header className="xl-appr-head">
      <h2>
        {title(detail)} {state && <Tag color={state.color}>{t(state.label)}</Tag>}
      </h2>
      <div className="xl-appr-head-sub">
        <span className="xl-person">
          <Avatar name={detail.submitter.label} size={22} />
          {detail.submitter.label}
        </span>
        <span title={formatInstant(detail.createdAt, true)}>
          {say(`${formatAgo(detail.createdAt, locale)}发起`, `handed in ${formatAgo(detail.createdAt, locale)}`)}
        </span>
        <span>
          {name(detail.objectLabel)} · {name(detail.commandLabel)}
        </span>
        {detail.number && <span className="xl-num">{detail.number}</span>}
        {object && detail.record && (
          <AppLink href={href.record(object.path, detail.record)}>
            <ExportOutlined /> {say('打开单据', 'Open the document')}
          </AppLink>
        )}
      </div>
    </header>
  )
}

/** Why it ended otherwise than wished, at the top where it is looked for. */
function Said({ detail }: { detail: RequestDetail }) {
  const { say } = useText()
  const name = useWords()
  const reason = name(detail.failure?.message)
  const titles: Partial<Record<RequestDetail['state'], string>> = {
    executionFailed: say('已通过，但执行失败', 'Approved, but it could not be carried out'),
    voided: say('单据在审批期间发生变化，本次审批已作废', 'The document changed meanwhile; this approval is void'),
    returned: say('已退回发起人，修改后可重新提交', 'Sent back to the submitter, who may hand it in again'),
  }
  const title = titles[detail.state]
  if (!title) return null
  const { retry, resubmit } = detail._can
  const hint = retry
    ? say('排除原因后可重试执行。', 'Once the reason is out of the way, it can be tried again.')
    : resubmit && detail.state !== 'returned'
      ? say(
          '可修改后重新提交，已填写的内容会带出。',
          'You may mend it and hand it in again; what you filled in is kept.',
        )
      : ''
  return (
    <Alert
      type={detail.state === 'executionFailed' ? 'error' : 'warning'}
      showIcon
      title={title}
      {...(reason || hint ? { description: [reason, hint].filter(Boolean).join(say('。', '. ')) } : {})}
    />
  )
}

function Section({ title, children }: { title: { zh: string; en: string }; children: ReactNode }) {
  const { t } = useText()
  return (
    <section>
      <h3>{t(title)}</h3>
      {children}
    </section>
  )
}

/** The whole document, one click away; whoever may not read it decides by the summary. */
function Document({ detail }: { detail: RequestDetail }) {
  const { say } = useText()
  const object = useObject(detail.object)
  const [open, setOpen] = useState(false)
  if (!object || !detail.record) return null
  return (
    <>
      <Button
        type="link"
        size="small"
        className="xl-appr-more"
        icon={open ? <UpOutlined /> : <DownOutlined />}
        onClick={() => setOpen(!open)}
      >
        {open ? say('收起单据全文', 'Hide the document') : say('展开单据全文', 'Show the whole document')}
      </Button>
      {open && <DocumentBody detail={detail} />}
    </>
  )
}

function DocumentBody({ detail }: { detail: RequestDetail }) {
  const object = useObject(detail.object)
  if (!object || !detail.record) return null
  return <DocumentRow object={object} id={detail.record} />
}

function DocumentRow({ object, id }: { object: NonNullable<ReturnType<typeof useObject>>; id: string }) {
  const { say } = useText()
  const row = useRow(object, id)
  if (row.isPending) return <Loading rows={4} />
  if (row.isError)
    return (
      <p className="xl-hint">
        {say(
          '您没有查看这张单据的权限，可依据以上摘要审批。',
          'You may not read the document itself; decide by the summary above.',
        )}
      </p>
    )
  return (
    <div className="xl-appr-document">
      <Overview object={object} row={row.data} />
    </div>
  )
}

/** Whoever got a copy has read it by opening it. */
function ReadMark({ detail }: { detail: RequestDetail }) {
  const client = useQueryClient()
  const task = detail.unread ?? null
  useEffect(() => {
    if (!task) return
    api
      .post(`/approvals/tasks/${task}/read`)
      .then(() => refreshApprovals(client))
      .catch(() => undefined)
  }, [task, client])
  return null
}
