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

/** Names a stand-in, or changes for how long and for what. */
export function DelegationDialog({ row, onClose }: { row?: Delegation; onClose: () => void }) {
  const { t, say } = useText()
  const meta = useMeta()
  const client = useQueryClient()
  const { done } = useFeedback()
  const [values, setValues] = useState(() => valuesOf(row))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const set = (part: Partial<Values>): void => setValues((v) => ({ ...v, ...part }))
  const objects = meta.objects.filter((o) => o.owned && !o.within && o.commands.some((c) => !c.collection && !c.hidden))
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
  const item = (name: keyof Values, label: string, required = true) => ({
    label,
    required,
    htmlFor: `delegation-${name}`,
    ...(errors[name] ? { validateStatus: 'error' as const, help: errors[name] } : {}),
  })
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
      <Form layout="vertical" component="div">
        <Form.Item {...item('to', say('委托给', 'Stand-in'))}>
          <RefPicker
            id="delegation-to"
            object="employee"
            creatable={false}
            where={{ state: { eq: 'active' } }}
            value={values.to ? [values.to] : []}
            onChange={(next) => set({ to: next[0] ?? null })}
          />
        </Form.Item>
        <div className="xl-appr-two">
          <Form.Item {...item('startsOn', say('开始日期', 'From'))}>
            <DayEditor
              id="delegation-startsOn"
              value={values.startsOn}
              onChange={(v) => set({ startsOn: v as string | null })}
            />
          </Form.Item>
          <Form.Item {...item('endsOn', say('结束日期', 'Until'))}>
            <DayEditor
              id="delegation-endsOn"
              value={values.endsOn}
              onChange={(v) => set({ endsOn: v as string | null })}
            />
          </Form.Item>
        </div>
        <Form.Item {...item('objects', say('委托范围', 'For which documents'), false)}>
          <Select
            id="delegation-objects"
            mode="multiple"
            allowClear
            placeholder={say('全部单据', 'All documents')}
            showSearch={{ optionFilterProp: 'label' }}
            value={values.objects}
            onChange={(next) => set({ objects: next })}
            options={objects.map((o) => ({ value: o.name, label: t(o.label) }))}
          />
        </Form.Item>
        <Form.Item {...item('reason', say('原因', 'Why'), false)}>
          <Input
            id="delegation-reason"
            maxLength={200}
            placeholder={say('例如：年假', 'For example: holiday')}
            value={values.reason}
            onChange={(e) => set({ reason: e.target.value })}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
