import { useQueryClient } from '@tanstack/react-query'
import { Alert, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { ApiError, api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { refreshObject, useMeta } from '#ui/core/meta.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import { DayEditor } from '#ui/fields/DatePickers.tsx'
import { problemText } from '#ui/fields/problem.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'

export interface Delegation extends Row {
  to: Ref
  startsOn: string
  endsOn: string
  objects?: string[] | null
  reason?: string | null
}

interface Values {
  to: { id: string; label?: string | null } | null
  startsOn: string | null
  endsOn: string | null
  objects: string[]
  reason: string
}

const valuesOf = (row: Delegation | undefined): Values => ({
  to: row?.to ?? null,
  startsOn: row?.startsOn ?? shanghaiDay(),
  endsOn: row?.endsOn ?? null,
  objects: row?.objects ?? [],
  reason: row?.reason ?? '',
})

type Errors = Record<string, string>

/** Saves a delegation; what is missing or refused stands at its fields. */
function useSaveDelegation(row: Delegation | undefined, values: Values, onClose: () => void) {
  const { t, say } = useText()
  const client = useQueryClient()
  const { done } = useFeedback()
  const [errors, setErrors] = useState<Errors>({})
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    const missing = (['to', 'startsOn', 'endsOn'] as const).filter((name) => !values[name])
    setErrors(Object.fromEntries(missing.map((name) => [name, say('请填写', 'Required')])))
    if (missing.length) return
    const body = { ...values, to: values.to?.id, reason: values.reason.trim() || null }
    setBusy(true)
    setProblem('')
    try {
      if (row) await api.update('approval-delegations', row.id, row.version, body)
      else await api.create('approval-delegations', body)
      refreshObject(client, 'approvalDelegation')
      done(t('saved'))
      onClose()
    } catch (error) {
      if (error instanceof ApiError) setErrors(Object.fromEntries(error.fields.map((f) => [f.field, t(f.message)])))
      setProblem(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  return { errors, problem, busy, save }
}

/** Names a stand-in, or changes for how long and for what. */
export function DelegationDialog({ row, onClose }: { row?: Delegation; onClose: () => void }) {
  const { t, say } = useText()
  const [values, setValues] = useState(() => valuesOf(row))
  const { errors, problem, busy, save } = useSaveDelegation(row, values, onClose)
  return (
    <Modal
      open
      title={row ? say('修改委托', 'Change the stand-in') : say('设置委托', 'Name a stand-in')}
      okText={t('save')}
      onOk={save}
      onCancel={onClose}
      confirmLoading={busy}
      width={460}
    >
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
      <Fields values={values} errors={errors} onChange={(part) => setValues((v) => ({ ...v, ...part }))} />
    </Modal>
  )
}

interface FieldsProps {
  values: Values
  errors: Errors
  onChange: (part: Partial<Values>) => void
}

function Fields({ values, errors, onChange }: FieldsProps) {
  const { say } = useText()
  const item = (name: keyof Values, label: string, required = true) => ({
    label,
    required,
    htmlFor: `delegation-${name}`,
    ...(errors[name] ? { validateStatus: 'error' as const, help: errors[name] } : {}),
  })
  const day = (name: 'startsOn' | 'endsOn') => (
    <DayEditor
      id={`delegation-${name}`}
      value={values[name]}
      onChange={(v) => onChange({ [name]: v as string | null })}
    />
  )
  return (
    <Form layout="vertical" component="div">
      <Form.Item {...item('to', say('委托给', 'Stand-in'))}>
        <RefPicker
          id="delegation-to"
          object="employee"
          creatable={false}
          where={{ state: { eq: 'active' } }}
          value={values.to ? [values.to] : []}
          onChange={(next) => onChange({ to: next[0] ?? null })}
        />
      </Form.Item>
      <div className="xl-appr-two">
        <Form.Item {...item('startsOn', say('开始日期', 'From'))}>{day('startsOn')}</Form.Item>
        <Form.Item {...item('endsOn', say('结束日期', 'Until'))}>{day('endsOn')}</Form.Item>
      </div>
      <Form.Item {...item('objects', say('委托范围', 'For which documents'), false)}>
        <Documents value={values.objects} onChange={(objects) => onChange({ objects })} />
      </Form.Item>
      <Form.Item {...item('reason', say('原因', 'Why'), false)}>
        <Input
          id="delegation-reason"
          maxLength={200}
          placeholder={say('例如：年假', 'For example: holiday')}
          value={values.reason}
          onChange={(e) => onChange({ reason: e.target.value })}
        />
      </Form.Item>
    </Form>
  )
}

/** Kinds of documents that are approved; none chosen means all. */
function Documents({ value, onChange }: { value: string[]; onChange: (objects: string[]) => void }) {
  const { t, say } = useText()
  const meta = useMeta()
  const objects = meta.objects.filter((o) => o.owned && !o.within && o.commands.some((c) => !c.collection && !c.hidden))
  return (
    <Select
      id="delegation-objects"
      mode="multiple"
      allowClear
      placeholder={say('全部单据', 'All documents')}
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      onChange={onChange}
      options={objects.map((o) => ({ value: o.name, label: t(o.label) }))}
    />
  )
}
