import { Form } from 'antd'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { FieldEditor } from '#ui/fields/FieldEditor.tsx'
import { FieldView } from '#ui/fields/FieldView.tsx'
import type { Near } from '#ui/fields/near.ts'
import { useText } from '#ui/fields/text.ts'

export interface FieldItemProps {
  field: FieldMeta
  value: unknown
  onChange: (value: unknown) => void
  required?: boolean
  error?: string
  /** Shown, not editable (masked, read-only, or set at creation only). */
  locked?: boolean
  /** Makes the id of the input unique when two forms are on one page. */
  scope: string
  autoFocus?: boolean
  near?: Near
}

/** A label, its editor, and what is wrong with it. */
export function FieldItem({ field, value, onChange, required, error, locked, scope, autoFocus, near }: FieldItemProps) {
  const { t } = useText()
  const id = `${scope}-${field.name}`
  return (
    <Form.Item
      label={t(field.label)}
      htmlFor={id}
      required={required && !locked}
      validateStatus={error ? 'error' : undefined}
      help={error}
      tooltip={field.help ? t(field.help) : undefined}
    >
      {locked ? (
        <FieldView field={field} value={value} />
      ) : (
        <FieldEditor
          field={field}
          value={value}
          onChange={onChange}
          id={id}
          status={error ? 'error' : ''}
          autoFocus={autoFocus}
          near={near}
        />
      )}
    </Form.Item>
  )
}
