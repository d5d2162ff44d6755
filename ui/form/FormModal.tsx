import { useBlocker } from '@tanstack/react-router'
import { Alert, App, Button, Drawer, Modal, Space } from 'antd'
import { useEffect, useId, useRef } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { formatInstant } from '#ui/core/format.ts'
import { filled } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { focusFirst } from './check.ts'
import { DuplicateNotice, MatchList, useDuplicates } from './Duplicates.tsx'
import { FieldsGrid } from './FieldsGrid.tsx'
import { StaleDialog } from './StaleDialog.tsx'
import { type FormOptions, type FormState, useObjectForm } from './useObjectForm.ts'
import type { Values } from './values.ts'

export interface FormModalProps extends FormOptions {
  object: ObjectMeta
  /** The row to edit; absent: a new one. */
  row?: Row
  initial?: Values
  onDone: (row: Row) => void
  onClose: () => void
}

/** Leaving asks first; whatever the answer short of "discard", the draft stays. */
function useGuard(form: FormState, onClose: () => void): () => void {
  const { say } = useText()
  const { modal } = App.useApp()
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      form.dirty && current.pathname !== next.pathname
        ? !window.confirm(
            say(
              '有未保存的修改，确定离开？（内容会保留为草稿）',
              'There are unsaved changes. Leave? (They stay as a draft.)',
            ),
          )
        : false,
    enableBeforeUnload: () => form.dirty,
  })
  return () => {
    if (!form.dirty) return onClose()
    const dialog = modal.confirm({
      title: say('有未保存的修改', 'There are unsaved changes'),
      content: say('可以保留为草稿，下次打开时继续填写。', 'Keep them as a draft and go on the next time.'),
      okText: say('保留草稿', 'Keep draft'),
      cancelText: say('继续编辑', 'Keep editing'),
      onOk: onClose,
      footer: (_, { OkBtn, CancelBtn }) => (
        <Space>
          <Button
            danger
            type="text"
            onClick={() => {
              form.discard()
              dialog.destroy()
              onClose()
            }}
          >
            {say('放弃修改', 'Discard')}
          </Button>
          <CancelBtn />
          <OkBtn />
        </Space>
      ),
    })
  }
}

/** New or edit, in a drawer from the right (the whole screen on a phone). Ctrl+Enter saves. */
export default function FormModal({ object, row, initial, onDone, onClose, ...options }: FormModalProps) {
  const { t, say } = useText()
  const { message } = App.useApp()
  const phone = usePhone()
  const scope = useId()
  const body = useRef<HTMLDivElement>(null)
  const form = useObjectForm(object, row, initial ?? {}, options)
  const close = useGuard(form, onClose)
  useEffect(() => {
    form.onInvalid.current = (errors) => requestAnimationFrame(() => focusFirst(errors, scope, body.current))
    form.onAwaiting.current = onClose
  })
  const finish = (saved: Row | null) => {
    if (!saved) return
    message.success(t('saved'))
    onDone(saved)
  }
  const save = async () => finish(await form.submit())
  const name = t(object.label)
  return (
    <Drawer
      open
      size={phone ? '100%' : object.lines.length > 0 ? 1080 : 760}
      title={row ? say(`编辑${name}`, `Edit ${name}`) : say(`新建${name}`, `New ${name}`)}
      onClose={close}
      mask={{ closable: false }}
      styles={{ footer: { display: 'flex', justifyContent: 'flex-end', gap: 8, padding: '12px 24px' } }}
      footer={
        <>
          <Button onClick={close}>{t('cancel')}</Button>
          <Endings object={object} row={row} form={form} resend={Boolean(options.send)} onSave={save} onDone={onDone} />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a keyboard shortcut of the form inside */}
      <div ref={body} onKeyDown={(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && save()}>
        <Contents object={object} row={row} form={form} scope={scope} />
      </div>
      <Refused
        object={object}
        form={form}
        onAccept={async () => finish(await form.submit({ acceptDuplicates: true }))}
      />
      {form.stale && (
        <StaleDialog
          object={object}
          opened={row ?? {}}
          mine={form.values}
          current={form.stale.current}
          onClose={form.dismiss}
          onResolve={async (values) => form.stale && finish(await form.resolve(values, form.stale.current))}
        />
      )}
    </Drawer>
  )
}

interface ContentsProps extends Pick<FormModalProps, 'object' | 'row'> {
  form: FormState
  scope: string
}

/** What is said above the fields, and the fields. */
function Contents({ object, row, form, scope }: ContentsProps) {
  const phone = usePhone()
  const matches = useDuplicates(object, form.values, row?.id, form.dirty)
  return (
    <>
      <Restored form={form} />
      {form.problem && <Alert type="error" showIcon style={{ marginBottom: 16 }} title={form.problem} />}
      <DuplicateNotice object={object} matches={matches} />
      {filled('form.aside', object.name).map((a) => (
        <a.component key={a.key ?? 'aside'} object={object} values={form.values} id={row?.id} set={form.set} />
      ))}
      <FieldsGrid
        object={object}
        values={form.values}
        errors={form.errors}
        onChange={form.set}
        creating={!row}
        scope={scope}
        narrow={phone}
      />
    </>
  )
}

interface EndingsProps extends Pick<FormModalProps, 'object' | 'row' | 'onDone'> {
  form: FormState
  /** It goes to another place than the row: there is one way to end it then. */
  resend: boolean
  onSave: () => void
}

/** What ends a form: saving it, or what modules add to that. */
function Endings({ object, row, form, resend, onSave, onDone }: EndingsProps) {
  const { t, say } = useText()
  const endings = resend ? [] : filled('form.action', object.name)
  return (
    <>
      <Button type={endings.length > 0 ? 'default' : 'primary'} loading={form.busy} onClick={onSave}>
        {resend ? say('重新提交审批', 'Hand in again') : t('save')}
      </Button>
      {endings.map((e) => (
        <e.component key={e.key ?? 'action'} object={object} row={row} save={() => form.submit()} onDone={onDone} />
      ))}
    </>
  )
}

/** A draft of an earlier visit was put back; it may be thrown away. */
function Restored({ form: { restored, discard } }: { form: FormState }) {
  const { say } = useText()
  if (!restored) return null
  const at = formatInstant(restored.at)
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 16 }}
      title={say(`已恢复 ${at} 未保存的内容`, `Unsaved input of ${at} was put back`)}
      action={
        <Button size="small" type="link" onClick={discard}>
          {say('放弃', 'Discard')}
        </Button>
      }
    />
  )
}

function Refused({ object, form, onAccept }: { object: ObjectMeta; form: FormState; onAccept: () => void }) {
  const { t, say } = useText()
  const refused = form.refused
  return (
    <Modal
      open={refused !== null}
      title={refused?.suspected ? say('可能重复', 'Possibly a duplicate') : say('不能重复新建', 'This exists already')}
      onCancel={form.dismiss}
      footer={
        <>
          <Button onClick={form.dismiss}>{say('返回修改', 'Go back')}</Button>
          {refused?.suspected && (
            <Button type="primary" loading={form.busy} onClick={onAccept}>
              {say('不是同一个，仍然新建', 'Not the same, create anyway')}
            </Button>
          )}
        </>
      }
    >
      <p style={{ color: 'var(--xl-ink-2)' }}>
        {refused?.suspected
          ? say(
              `系统里已有相似的${t(object.label)}，请确认不是同一个：`,
              'Similar ones exist. Please make sure that this is another:',
            )
          : say(`系统里已有相同的${t(object.label)}。如需跟进，请联系其负责人：`, 'Please talk to its owner:')}
      </p>
      <MatchList object={object} matches={refused?.matches ?? []} />
    </Modal>
  )
}
