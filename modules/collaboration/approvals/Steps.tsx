import {
  CheckOutlined,
  ClockCircleOutlined,
  CloseOutlined,
  EditOutlined,
  EllipsisOutlined,
  MinusOutlined,
  PlayCircleOutlined,
  SendOutlined,
} from '@ant-design/icons'
import { Tag, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { formatInstant } from '#ui/core/format.ts'
import { Avatar } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import type { NodeTask, NodeView, RequestDetail } from './types.ui.ts'
import { MODES, TASK_STATES, useWords } from './words.ui.ts'

type Tone = 'done' | 'current' | 'waiting' | 'skipped' | 'bad'

const DOTS: Record<Tone, ReactNode> = {
  done: <CheckOutlined />,
  current: <ClockCircleOutlined />,
  waiting: <EllipsisOutlined />,
  skipped: <MinusOutlined />,
  bad: <CloseOutlined />,
}

const ENDED_BADLY = new Set(['rejected', 'returned'])

function toneOf(node: NodeView, pass: number): Tone {
  const bad = node.tasks.some((t) => ENDED_BADLY.has(t.state) && (t.pass ?? pass) === pass)
  if (bad && node.state !== 'current') return 'bad'
  return node.state
}

/** The way of one request: handing in, every node with its people, and what happens at the end. */
export function Steps({ detail, row }: { detail: RequestDetail; row?: boolean }) {
  const { say } = useText()
  return (
    <ol className={`xl-appr-steps ${row ? 'is-row' : ''}`}>
      <Step tone="done" icon={<SendOutlined />} title={say('发起', 'Handed in')}>
        <div className="xl-appr-person">
          <Avatar name={detail.submitter.label} size={22} />
          <span>{detail.submitter.label ?? say('系统', 'System')}</span>
          <time className="xl-hint xl-num">{formatInstant(detail.createdAt).slice(5)}</time>
        </div>
      </Step>
      {detail.nodes.map((node) => (
        <NodeStep key={node.key} node={node} pass={detail.pass ?? 1} />
      ))}
      <End detail={detail} />
    </ol>
  )
}

function Step(props: { tone: Tone; icon?: ReactNode; title: ReactNode; extra?: ReactNode; children?: ReactNode }) {
  return (
    <li className="xl-appr-step" data-tone={props.tone} aria-current={props.tone === 'current' ? 'step' : undefined}>
      <span className="xl-appr-dot">{props.icon ?? DOTS[props.tone]}</span>
      <div className="xl-appr-step-body">
        <div className="xl-appr-step-head">
          <strong>{props.title}</strong>
          {props.extra}
        </div>
        {props.children}
      </div>
    </li>
  )
}

function NodeStep({ node, pass }: { node: NodeView; pass: number }) {
  const { t, say } = useText()
  const name = useWords()
  const people = node.tasks.filter((x) => x.kind !== 'cc' || node.kind === 'cc')
  const extra =
    node.kind === 'cc' ? (
      !/^(抄送|copy)$/i.test(name(node.name)) && <span className="xl-hint">{say('抄送', 'copy')}</span>
    ) : people.filter((x) => x.pass === pass && x.state !== 'transferred' && x.state !== 'expired').length > 1 &&
      node.mode ? (
      <Tooltip title={t(MODES[node.mode].help)}>
        <span className="xl-hint">{t(MODES[node.mode].label)}</span>
      </Tooltip>
    ) : null
  return (
    <Step tone={toneOf(node, pass)} title={name(node.name)} extra={extra}>
      {node.state === 'skipped' && !people.length && (
        <div className="xl-hint">{say('条件不符，已跳过', 'Skipped: does not apply')}</div>
      )}
      {node.state === 'waiting' && node.next === null && (
        <div className="xl-hint">{say('条件不符，将跳过', 'Does not apply: will be skipped')}</div>
      )}
      {node.state === 'waiting' &&
        node.next?.map((p) => (
          <div key={p.id} className="xl-appr-person is-next">
            <Avatar name={p.label} size={22} />
            <span>{p.label ?? say('无权查看', 'hidden')}</span>
          </div>
        ))}
      {node.tasks.map((task) => (
        <Person key={task.id} task={task} earlier={task.pass !== undefined && task.pass < pass} />
      ))}
    </Step>
  )
}

const MEANINGS: Record<string, { zh: string; en: string }> = {
  approved: { zh: '同意', en: 'approved' },
  rejected: { zh: '驳回', en: 'rejected' },
}

/** One person at a node: who, for whom, what they decided, said and signed. */
function Person({ task, earlier }: { task: NodeTask; earlier: boolean }) {
  const { t, say } = useText()
  const state = TASK_STATES[task.state]
  const open = task.state === 'pending'
  const late = open && task.dueAt && new Date(task.dueAt) < new Date()
  // Decided by a stand-in, or by the house when the time was over.
  const other = task.decidedBy?.label && task.decidedBy.id !== task.assignee.id ? task.decidedBy.label : undefined
  return (
    <div className="xl-appr-task" data-tone={state?.tone} data-earlier={earlier}>
      <div className="xl-appr-person">
        <Avatar name={other ?? task.assignee.label} size={22} />
        <span>{other ?? task.assignee.label ?? say('无权查看', 'hidden')}</span>
        {other && <span className="xl-hint">{say(`代 ${task.assignee.label}`, `for ${task.assignee.label}`)}</span>}
        {task.kind === 'addSign' && <Tag variant="filled">{say('加签', 'added')}</Tag>}
        {earlier && <Tag variant="filled">{say(`第 ${task.pass} 轮`, `round ${task.pass}`)}</Tag>}
        <b>{state ? t(state.label) : task.state}</b>
        {late && <b className="xl-appr-late">{say('已超时', 'overdue')}</b>}
        {task.signed && <Signed signed={task.signed} />}
        {task.decidedAt && <time className="xl-hint xl-num">{formatInstant(task.decidedAt).slice(5)}</time>}
      </div>
      {open && task.givenAt && (
        <div className="xl-hint xl-num">
          {say(`${formatInstant(task.givenAt).slice(5)} 收到`, `received ${formatInstant(task.givenAt).slice(5)}`)}
          {task.dueAt &&
            say(` · ${formatInstant(task.dueAt).slice(5)} 截止`, ` · due ${formatInstant(task.dueAt).slice(5)}`)}
        </div>
      )}
      {task.comment && <p className="xl-appr-comment">{task.comment}</p>}
    </div>
  )
}

function Signed({ signed }: { signed: NonNullable<NodeTask['signed']> }) {
  const { t, say } = useText()
  const meaning = MEANINGS[signed.meaning]
  const about = [signed.name, formatInstant(signed.at, true), meaning && t(meaning)].filter(Boolean).join(' · ')
  return (
    <Tooltip title={`${say('电子签名', 'Signature')}：${about}`}>
      <span className="xl-appr-signed">
        <EditOutlined /> {say('已签名', 'signed')}
      </span>
    </Tooltip>
  )
}

/** What comes, or came, at the end. */
function End({ detail }: { detail: RequestDetail }) {
  const { say } = useText()
  const name = useWords()
  const command = name(detail.commandLabel)
  if (detail.state === 'executed' || detail.state === 'approved')
    return (
      <Step tone="done" title={say('完成', 'Done')}>
        <div className="xl-hint">{say(`已执行「${command}」`, `“${command}” has been carried out`)}</div>
      </Step>
    )
  if (detail.state === 'running' || detail.state === 'returned')
    return (
      <Step tone="waiting" icon={<PlayCircleOutlined />} title={say('执行', 'Carry out')}>
        <div className="xl-hint">{say(`通过后自动「${command}」`, `“${command}” by itself`)}</div>
      </Step>
    )
  const words: Record<string, string> = {
    executionFailed: say('执行失败', 'Could not run'),
    rejected: say('已驳回', 'Rejected'),
    withdrawn: say('已撤回', 'Withdrawn'),
    voided: say('已作废', 'Voided'),
  }
  return (
    <Step tone="bad" title={words[detail.state] ?? detail.state}>
      {detail.failure && <div className="xl-hint">{name(detail.failure.message)}</div>}
    </Step>
  )
}
