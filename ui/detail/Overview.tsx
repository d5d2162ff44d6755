import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import type { Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { isInternal, systemFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import { LinesEditor } from '#ui/form/LinesEditor.tsx'
import { type Cell, layoutOf } from '#ui/form/layout.ts'
import { isVisible } from '#ui/form/values.ts'

/** Fields that only commands and derivation write are placed by no form; a detail page shows them all the same. */
function unplaced(object: ObjectMeta, row: Row): FieldMeta[] {
  const placed = new Set(object.form.flatMap((g) => g.rows.flat()))
  return object.fields.filter(
    (f) => !placed.has(f.name) && !f.custom && f.type !== 'json' && !isInternal(object, f) && row[f.name] !== undefined,
  )
}

function Fact({ object, row, field, wide }: { object: ObjectMeta; row: Row; field: FieldMeta; wide?: boolean }) {
  const { t } = useText()
  return (
    <div className={wide ? 'xl-wide' : ''}>
      <dt>{t(field.label)}</dt>
      <dd>
        <FieldView field={field} value={row[field.name]} object={object.name} id={row.id} />
      </dd>
    </div>
  )
}

/** 概况: every field of the row in the groups of its form, then what the system keeps. */
export function Overview({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const groups = layoutOf(object, row, (f) => isVisible(f, row) && row[f.name] !== undefined)
  const kept = [...unplaced(object, row), ...systemFields(object).filter((f) => f.name !== 'state')]
  const cell = (c: Cell) => {
    if (c.kind === 'field') return <Fact key={c.field.name} object={object} row={row} field={c.field} wide={c.wide} />
    const lines = object.lines.find((l) => l.name === c.name)
    return lines ? (
      <div key={c.name} className="xl-wide" style={{ display: 'block' }}>
        <LinesEditor lines={lines} value={row[c.name]} />
      </div>
    ) : null
  }
  return (
    <>
      {groups.map((g) => (
        <section key={g.key} className="xl-section">
          <h3 className="xl-form-heading">{t(g.label)}</h3>
          <dl className="xl-section-grid">{g.rows.flat().map(cell)}</dl>
        </section>
      ))}
      <section className="xl-section">
        <h3 className="xl-form-heading">{say('系统信息', 'System')}</h3>
        <dl className="xl-section-grid">
          {kept.map((f) => (
            <Fact key={f.name} object={object} row={row} field={f} wide={f.type === 'longText'} />
          ))}
        </dl>
      </section>
    </>
  )
}
