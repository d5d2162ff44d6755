import { CheckCircleOutlined } from '@ant-design/icons'
import { formatAgo } from '#ui/core/format.ts'
import { AppLink } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import { usePending } from './queries.ui.ts'
import { useTitle, useWords } from './words.ui.ts'

/** The home page's list under 待审批. */
export function TodoList() {
  const { say, locale } = useText()
  const name = useWords()
  const title = useTitle()
  const list = usePending()
  if (list.isPending) return <Loading rows={3} />
  if (list.isError) return <Failure error={list.error} onRetry={list.refetch} />
  const items = list.data.data
  if (!items.length)
    return (
      <p className="xl-todo-none">
        <CheckCircleOutlined /> {say('没有待审批的单据', 'Nothing waits for your approval')}
      </p>
    )
  const late = (dueAt: string | null | undefined): boolean => Boolean(dueAt) && new Date(String(dueAt)) < new Date()
  return (
    <>
      <ul className="xl-todo-list" role="tabpanel">
        {items.map(({ task, request }) => (
          <li key={task?.id ?? request.id}>
            <AppLink href={`/approvals/${request.id}`}>
              <strong className="xl-ellipsis">{title(request)}</strong>
              <span className="xl-ellipsis xl-todo-what">
                {name(request.objectLabel)} · {name(request.commandLabel)}
                {task && ` · ${name(task.nodeName)}`}
              </span>
              {request.submitter.label && <span className="xl-todo-owner">{request.submitter.label}</span>}
              <time className={late(task?.dueAt) ? 'is-late' : ''}>
                {late(task?.dueAt) ? say('已超时', 'overdue') : formatAgo(request.createdAt, locale)}
              </time>
            </AppLink>
          </li>
        ))}
      </ul>
      <AppLink href="/approvals" className="xl-todo-all">
        {say('进入审批中心', 'Open my approvals')} →
      </AppLink>
    </>
  )
}
