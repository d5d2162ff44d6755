import { useQueryClient } from '@tanstack/react-query'
import { Alert, Form, Modal } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import type { CommandMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, uuid } from '#ui/core/api.ts'
import { refreshObject } from '#ui/core/meta.ts'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import { check, fieldErrors, focusFirst } from './check.ts'
import { FieldItem } from './FieldItem.tsx'
import './form.css'
import { createBody, defaultsOf, isRequired, isVisible, type Values } from './values.ts'

export interface CommandModalProps {
  object: ObjectMeta
  command: CommandMeta
  /** What it is about, in the title: the row's name or "3 rows". */
  about?: string
  initial?: Values
  /** Does it. A thrown `ApiError` is shown in the dialog and at its fields. */
  run: (input: Values, key: string) => Promise<void>
  onClose: () => void
}

/** Asks for a command's input (or just for a yes), runs it once however often it is clicked, shows what is wrong. */
export function CommandModal({ object, command, about, initial, run, onClose }: CommandModalProps) {
  const { t, say } = useText()
  const client = useQueryClient()
  const scope = useId()
  const [values, setValues] = useState<Values>(() => ({ ...defaultsOf(command.input), ...initial }))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  const attempt = useRef({ key: '', body: '' })
  const root = useRef<HTMLDivElement>(null)
  const fields = command.input.filter((f) => isVisible(f, values))
  useEffect(() => {
    if (Object.keys(errors).length > 0) focusFirst(errors, scope, root.current)
  }, [errors, scope])

  const submit = async () => {
    if (running.current) return
    const wrong = check({ fields: command.input, lines: [] }, values, true, t)
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    const body = createBody(command.input, [], values)
    const text = JSON.stringify(body)
    if (attempt.current.body !== text) attempt.current = { key: uuid(), body: text }
    running.current = true
    setBusy(true)
    setProblem('')
    try {
      await run(body, attempt.current.key)
      refreshObject(client, object.name)
      onClose()
    } catch (error) {
      if (error instanceof ApiError && error.status > 0 && error.status < 500) attempt.current = { key: '', body: '' }
      if (error instanceof ApiError) setErrors(fieldErrors(error.fields, t))
      setProblem(problemText(error))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={`${t(command.label)}${about ? `：${about}` : ''}`}
      okText={command.danger ? t(command.label) : say('确定', 'OK')}
      okButtonProps={{ danger: command.danger, loading: busy }}
      onOk={submit}
      onCancel={onClose}
      mask={{ closable: false }}
      width={fields.length > 0 ? 520 : 420}
    >
      <div ref={root}>
        {command.confirm && <p style={{ color: 'var(--xl-ink-2)', marginTop: 0 }}>{t(command.confirm)}</p>}
        {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
        <Form layout="vertical" component="div">
          {fields.map((field, i) => (
            <div key={field.name} data-field={field.name}>
              <FieldItem
                field={field.right === 'edit' ? field : { ...field, right: 'edit' }}
                value={values[field.name]}
                onChange={(v) => setValues((old) => ({ ...old, [field.name]: v }))}
                required={isRequired(field, values)}
                error={errors[field.name]}
                scope={scope}
                autoFocus={i === 0}
              />
            </div>
          ))}
        </Form>
      </div>
    </Modal>
  )
}
