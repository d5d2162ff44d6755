import { Form } from 'antd'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { useMeta } from '#ui/core/meta.ts'
import { filled } from '#ui/core/slots.ts'
import { nearOf } from '#ui/fields/near.ts'
import { useText } from '#ui/fields/text.ts'
import { FieldItem } from './FieldItem.tsx'
import './form.css'
import { LinesEditor } from './LinesEditor.tsx'
import { type Group, layoutOf } from './layout.ts'
import { isEditable, isRequired, isVisible, type Values } from './values.ts'

export interface FieldsGridProps {
  object: ObjectMeta
  values: Values
  errors: Record<string, string>
  onChange: (name: string, value: unknown) => void
  creating: boolean
  scope: string
  narrow?: boolean
}

/** A new row shows what can be filled in; an existing one also what is fixed, for orientation. */
const shown = (field: FieldMeta, values: Values, creating: boolean): boolean => {
  if (field.hiddenInForm || !isVisible(field, values)) return false
  return isEditable(field, creating) || (!creating && (field.createOnly === true || field.right === 'masked'))
}

/** The fields of an object in their groups, two columns wide. */
export function FieldsGrid(props: FieldsGridProps) {
  const { object, values, creating, narrow } = props
  const { t } = useText()
  const groups = layoutOf(object, values, (f) => shown(f, values, creating))
  const first = groups.flatMap((g) => g.rows.flat()).find((c) => c.kind === 'field' && isEditable(c.field, creating))
  return (
    <Form layout="vertical" component="div" className={narrow ? 'xl-form-narrow' : ''}>
      {groups.map((group) => (
        <section key={group.key} className="xl-form-section">
          {groups.length > 1 && <h3 className="xl-form-heading">{t(group.label)}</h3>}
          <GroupRows {...props} group={group} focus={creating && first?.kind === 'field' ? first.field.name : ''} />
        </section>
      ))}
    </Form>
  )
}

function GroupRows({
  group,
  focus,
  object,
  values,
  errors,
  onChange,
  creating,
  scope,
}: FieldsGridProps & { group: Group; focus: string }) {
  const { byName } = useMeta()
  const { t } = useText()
  return group.rows.map((row) => (
    <div
      key={row.map((c) => (c.kind === 'field' ? c.field.name : c.name)).join()}
      className="xl-form-row"
      data-cells={row.length}
    >
      {row.map((cell) => {
        if (cell.kind === 'lines') {
          const lines = object.lines.find((l) => l.name === cell.name)
          if (!lines) return null
          const own = filled('form.lines', object.name, cell.name)[0]
          const change = (v: Values[]) => onChange(cell.name, v)
          return (
            <div key={cell.name} className="xl-wide">
              {(object.lines.length > 1 || own) && <h3 className="xl-form-heading">{t(lines.label)}</h3>}
              {own ? (
                <own.component object={object} lines={lines} values={values} onChange={change} errors={errors} />
              ) : (
                <LinesEditor lines={lines} value={values[cell.name]} onChange={change} errors={errors} />
              )}
            </div>
          )
        }
        const { field } = cell
        return (
          <div key={field.name} className={cell.wide ? 'xl-wide' : ''} data-field={field.name}>
            <FieldItem
              field={field}
              value={values[field.name]}
              onChange={(v) => onChange(field.name, v)}
              required={isRequired(field, values)}
              error={errors[field.name]}
              locked={!isEditable(field, creating)}
              scope={scope}
              near={nearOf(field, object.fields, values, byName)}
              autoFocus={field.name === focus}
            />
          </div>
        )
      })}
    </div>
  ))
}
