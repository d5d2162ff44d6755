import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import { type Approver, BY, peopleFields, useRoleLabels } from './flow.ui.ts'

export interface ApproversProps {
  object: ObjectMeta | undefined
  value: Approver[]
  /** A copy may go to the submitter; nobody approves what he handed in. */
  copies: boolean
  disabled: boolean
  onChange: (value: Approver[]) => void
}

const fresh = (by: Approver['by']): Approver => (by === 'superior' ? { by, level: 1 } : { by })

/** Who decides: one line per way of finding people; all that are found take part. */
export function Approvers({ object, value, copies, disabled, onChange }: ApproversProps) {
  const { t, say } = useText()
  const fields = peopleFields(object)
  const kinds = (Object.keys(BY) as Approver['by'][]).filter(
    (by) => (by !== 'field' || fields.length > 0) && (by !== 'submitter' || copies),
  )
  const set = (at: number, next: Approver): void => onChange(value.map((a, i) => (i === at ? next : a)))
  return (
    <div className="xl-flow-approvers">
      {value.map((approver, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
        <div key={`${approver.by}-${at}`} className="xl-flow-approver">
          <Select
            aria-label={say('来源', 'How to find them')}
            value={approver.by}
            popupMatchSelectWidth={false}
            onChange={(by) => set(at, fresh(by))}
            options={kinds.map((by) => ({ value: by, label: t(BY[by]) }))}
          />
          <Detail object={object} approver={approver} disabled={disabled} onChange={(next) => set(at, next)} />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={say('移除', 'Remove')}
            onClick={() => onChange(value.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <Button type="dashed" block icon={<PlusOutlined />} onClick={() => onChange([...value, fresh('role')])}>
        {copies ? say('添加抄送人', 'Add') : say('添加审批人', 'Add')}
      </Button>
    </div>
  )
}

interface DetailProps {
  object: ObjectMeta | undefined
  approver: Approver
  disabled: boolean
  onChange: (next: Approver) => void
}

function Detail({ object, approver, disabled, onChange }: DetailProps) {
  const { t, say } = useText()
  const roles = useRoleLabels()
  if (approver.by === 'role')
    return (
      <Select
        aria-label={say('角色', 'Role')}
        placeholder={say('选择角色', 'Choose a role')}
        showSearch={{ optionFilterProp: 'label' }}
        value={approver.role ?? null}
        onChange={(role) => onChange({ by: 'role', ...(role ? { role } : {}) })}
        options={[...(roles ?? [])].map(([value, label]) => ({ value, label: t(label) }))}
      />
    )
  if (approver.by === 'employee')
    return (
      <RefPicker
        object="employee"
        multiple
        creatable={false}
        disabled={disabled}
        where={{ state: { eq: 'active' } }}
        value={(approver.employees ?? []).map((id) => ({ id }))}
        onChange={(people) => onChange({ by: 'employee', employees: people.map((p) => p.id) })}
      />
    )
  if (approver.by === 'superior')
    return (
      <InputNumber
        aria-label={say('第几级上级', 'Level')}
        min={1}
        max={10}
        precision={0}
        prefix={say('第', 'level')}
        suffix={say('级', '')}
        value={approver.level ?? 1}
        onChange={(level) => onChange({ by: 'superior', level: level ?? 1 })}
      />
    )
  if (approver.by === 'field')
    return (
      <Select
        aria-label={say('字段', 'Field')}
        placeholder={say('选择字段', 'Choose a field')}
        value={approver.field ?? null}
        onChange={(field) => onChange({ by: 'field', ...(field ? { field } : {}) })}
        options={peopleFields(object).map((f) => ({ value: f.name, label: t(f.label) }))}
      />
    )
  return <span />
}
