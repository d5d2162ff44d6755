import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Modal, Radio } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { ApiError, api, uuid } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useMe } from '#ui/core/session.tsx'
import type { Ref } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { problemText } from '#ui/fields/problem.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import { type Action, PHRASES, pathOf } from './actions.ui.ts'
import { refreshApprovals } from './queries.ui.ts'
import type { RequestDetail } from './types.ui.ts'
import { useTitle, useWords } from './words.ui.ts'

interface Values {
  comment: string
  password: string
  to: string
  people: Ref[]
  position: 'before' | 'after'
}

const EMPTY: Values = { comment: '', password: '', to: '', people: [], position: 'before' }

/** Yes and no are both signed where a node asks for it. */
const isDecision = ({ kind }: Action): boolean => kind === 'approve' || kind === 'reject'

/** The body that the server takes for an action. */
function bodyOf(action: Action, v: Values, signs: boolean): Record<string, unknown> {
  const comment = v.comment.trim() ? { comment: v.comment.trim() } : {}
  if (isDecision(action)) return { ...comment, ...(signs ? { password: v.password } : {}) }
  if (action.kind === 'return') return { ...comment, to: v.to }
  if (action.kind === 'transfer') return { ...comment, to: v.people[0]?.id }
  if (action.kind === 'addSign') return { ...comment, employees: v.people.map((p) => p.id), position: v.position }
  if (action.kind === 'cc') return { employees: v.people.map((p) => p.id) }
  return comment
}

/** What is still missing, by field. */
function missing(action: Action, v: Values, signs: boolean): Partial<Record<keyof Values, true>> {
  return {
    ...(action.commentRequired && !v.comment.trim() ? { comment: true } : {}),
    ...(action.asks === 'node' && !v.to ? { to: true } : {}),
    ...((action.asks === 'person' || action.asks === 'people') && !v.people.length ? { people: true } : {}),
    ...(signs && !v.password ? { password: true } : {}),
  }
}

export interface ActionDialogProps {
  detail: RequestDetail
  action: Action
  onClose: () => void
  /** The action was carried out. */
  onDone?: () => void
}

/** The request is not what it was when the dialog opened. */
const OVERTAKEN = new Set(['approval.voided', 'approval.notPending', 'approval.notRunning'])

/** Runs the action once however often it is clicked; a lost answer is asked again under the same key. */
function useRun({ detail, action, onClose, onDone }: ActionDialogProps) {
  const { t } = useText()
  const { done, failed } = useFeedback()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const running = useRef(false)
  const attempt = useRef({ key: '', body: '' })
  const run = async (body: Record<string, unknown>): Promise<void> => {
    if (running.current) return
    const text = JSON.stringify(body)
    if (attempt.current.body !== text) attempt.current = { key: uuid(), body: text }
    running.current = true
    setBusy(true)
    setProblem('')
    try {
      const now = await api.post<Partial<RequestDetail>>(pathOf(detail, action.kind), body, {
        key: attempt.current.key,
      })
      if (action.kind === 'retry' && now.state === 'executionFailed') {
        attempt.current = { key: '', body: '' }
        refreshApprovals(client, detail.object)
        return setProblem(t(now.failure?.message ?? { zh: '执行失败', en: 'It could not be done' }))
      }
      done(t(action.done))
      refreshApprovals(client, detail.object)
      onClose()
      onDone?.()
    } catch (error) {
      if (error instanceof ApiError && error.status > 0 && error.status < 500) attempt.current = { key: '', body: '' }
      if (error instanceof ApiError && OVERTAKEN.has(error.code)) {
        // Somebody or something was faster: the dialog has no purpose any more.
        failed(error)
        refreshApprovals(client, detail.object)
        onClose()
      } else setProblem(problemText(error))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { run, busy, problem }
}

/** Asks what a decision needs (a comment, people, a node, the password again) and carries it out. */
export function ActionDialog(props: ActionDialogProps) {
  const { detail, action, onClose } = props
  const { t, say } = useText()
  const name = useTitle()
  const { run, busy, problem } = useRun(props)
  const signs = isDecision(action) && Boolean(detail._can.sign)
  const [values, setValues] = useState<Values>(EMPTY)
  const [tried, setTried] = useState(false)
  const set = (change: Partial<Values>): void => setValues((v) => ({ ...v, ...change }))
  const wrong = tried ? missing(action, values, signs) : {}
  const submit = (): void => {
    setTried(true)
    if (!Object.keys(missing(action, values, signs)).length) run(bodyOf(action, values, signs))
  }
  return (
    <Sheet
      title={`${signs ? say(`${t(action.label)}并电子签名`, `${t(action.label)} and sign`) : t(action.label)}：${name(detail)}`}
      ok={
        signs
          ? say(`签名并${t(action.label)}`, `Sign and ${t(action.label).toLowerCase()}`)
          : say(`确认${t(action.label)}`, t(action.label))
      }
      danger={action.danger ?? false}
      busy={busy}
      onOk={submit}
      onClose={onClose}
    >
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
      <Form layout="vertical" component="div">
        {action.asks === 'node' && <WhereTo detail={detail} value={values.to} wrong={wrong.to} set={set} />}
        {(action.asks === 'person' || action.asks === 'people') && (
          <WhoElse action={action} values={values} wrong={wrong.people} set={set} />
        )}
        {action.hint && <p className="xl-hint">{t(action.hint)}</p>}
        {action.kind !== 'cc' && !action.hint && (
          <CommentItem action={action} value={values.comment} wrong={wrong.comment} set={set} onSend={submit} />
        )}
        {signs && <Signature value={values.password} wrong={wrong.password} set={set} onEnter={submit} />}
      </Form>
    </Sheet>
  )
}

type Part = { wrong: boolean | undefined; set: (change: Partial<Values>) => void }
const mark = (wrong: boolean | undefined, help: string) =>
  wrong ? { validateStatus: 'error' as const, help } : undefined

function WhereTo({ detail, value, wrong, set }: Part & { detail: RequestDetail; value: string }) {
  const { say } = useText()
  const name = useWords()
  const nodes = (detail._can.returnTo ?? []).filter((n) => n.key !== 'submitter')
  const choices = [
    {
      value: 'submitter',
      label: say(`发起人（${detail.submitter.label ?? ''}）`, `Submitter (${detail.submitter.label ?? ''})`),
    },
    ...nodes.map((n) => ({ value: n.key, label: name(n.name) })),
  ]
  return (
    <Form.Item label={say('退回到', 'Back to')} required {...mark(wrong, say('请选择退回到哪一步', 'Choose a step'))}>
      <Radio.Group
        value={value}
        onChange={(e) => set({ to: e.target.value as string })}
        options={choices}
        style={{ display: 'grid', gap: 8 }}
      />
    </Form.Item>
  )
}

function WhoElse({ action, values, wrong, set }: Part & { action: Action; values: Values }) {
  const { say } = useText()
  const label =
    action.kind === 'transfer'
      ? say('转交给', 'Pass on to')
      : action.kind === 'cc'
        ? say('抄送给', 'Copy to')
        : say('加签人', 'Further approvers')
  return (
    <>
      <Form.Item
        label={label}
        required
        htmlFor="approval-people"
        {...mark(wrong, say('请选择人员', 'Choose somebody'))}
      >
        <RefPicker
          id="approval-people"
          object="employee"
          creatable={false}
          multiple={action.asks === 'people'}
          where={{ state: { eq: 'active' } }}
          value={values.people.map((p) => ({ id: p.id, label: p.label }))}
          onChange={(people) => set({ people: people.map((p) => ({ id: p.id, label: p.label ?? null })) })}
        />
      </Form.Item>
      {action.kind === 'addSign' && (
        <Form.Item label={say('加签方式', 'When')}>
          <Radio.Group
            value={values.position}
            onChange={(e) => set({ position: e.target.value as Values['position'] })}
            options={[
              { value: 'before', label: say('前加签：先由他们审批，再由我审批', 'Before me: they decide, then I do') },
              { value: 'after', label: say('后加签：我同意后，再由他们审批', 'After me: I approve, then they decide') },
            ]}
            style={{ display: 'grid', gap: 8 }}
          />
        </Form.Item>
      )}
    </>
  )
}

function CommentItem(props: Part & { action: Action; value: string; onSend: () => void }) {
  const { action, value, wrong, set, onSend } = props
  const { t, say } = useText()
  const phrases = PHRASES[action.kind] ?? []
  return (
    <Form.Item
      label={say('审批意见', 'Comment')}
      required={action.commentRequired ?? false}
      htmlFor="approval-comment"
      {...mark(wrong, say('请填写意见，便于对方了解原因', 'Say why, so that the other side understands'))}
    >
      <Input.TextArea
        id="approval-comment"
        autoFocus
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={1000}
        value={value}
        placeholder={action.commentRequired ? say('请说明原因', 'Say why') : say('选填', 'Optional')}
        onChange={(e) => set({ comment: e.target.value })}
        onKeyDown={(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && onSend()}
      />
      {phrases.length > 0 && (
        <div className="xl-appr-phrases">
          {phrases.map((p) => (
            <Button key={p.zh} size="small" shape="round" onClick={() => set({ comment: t(p) })}>
              {t(p)}
            </Button>
          ))}
        </div>
      )}
    </Form.Item>
  )
}

/** 电子签名: the password again, with what it stands for. */
function Signature({ value, wrong, set, onEnter }: Part & { value: string; onEnter: () => void }) {
  const { say } = useText()
  const me = useMe()
  const name = me.employee?.name ?? me.user.name
  return (
    <div className="xl-appr-sign">
      <p>
        {say(
          `本环节需要电子签名。输入登录密码即表示「${name}」本人已审阅并作出上述决定，签名人、时间与含义将一并留存。`,
          `This step asks for a signature. With the password, ${name} confirms having read this and decided in person; name, time and meaning are kept.`,
        )}
      </p>
      <Form.Item
        label={say('登录密码', 'Your password')}
        required
        htmlFor="approval-password"
        style={{ marginBottom: 0 }}
        {...mark(wrong, say('请输入登录密码', 'Enter your password'))}
      >
        <Input.Password
          id="approval-password"
          autoComplete="current-password"
          value={value}
          onChange={(e) => set({ password: e.target.value })}
          onPressEnter={onEnter}
        />
      </Form.Item>
    </div>
  )
}

interface SheetProps {
  title: string
  ok: string
  danger: boolean
  busy: boolean
  onOk: () => void
  onClose: () => void
  children: ReactNode
}

/** A dialog; on a phone a sheet from below, where the thumb is. */
function Sheet({ title, ok, danger, busy, onOk, onClose, children }: SheetProps) {
  const { t } = useText()
  const phone = usePhone()
  if (!phone)
    return (
      <Modal
        open
        title={title}
        okText={ok}
        okButtonProps={{ danger, loading: busy }}
        onOk={onOk}
        onCancel={onClose}
        mask={{ closable: false }}
        styles={{ header: { paddingInlineEnd: 24 } }}
        width={520}
      >
        {children}
      </Modal>
    )
  return (
    <Drawer
      open
      placement="bottom"
      size="auto"
      rootClassName="xl-appr-sheet"
      title={title}
      onClose={onClose}
      mask={{ closable: !busy }}
      footer={
        <div className="xl-appr-sheet-foot">
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button size="large" type="primary" danger={danger} loading={busy} onClick={onOk}>
            {ok}
          </Button>
        </div>
      }
    >
      {children}
    </Drawer>
  )
}
