import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { filled } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'

export interface CellProps {
  object: ObjectMeta
  field: FieldMeta
  row: Row
}

/** How a row is called where there is only room for a name. */
export function titleOf(object: ObjectMeta, row: Row): string {
  const title = row[object.title] ?? row.number ?? row.name
  if (title && typeof title === 'object' && 'label' in title) return String(title.label ?? '')
  return String(title ?? row.id.slice(0, 8))
}

/** One cell: what a module put in its slot, or the field as it always looks. The title leads to the row's page. */
export function Cell({ object, field, row }: CellProps) {
  const value = row[field.name]
  const slot = filled('list.cell', object.name, field.name)[0]
  const props = { object, field, row, value }
  const content =
    slot && (!slot.when || slot.when(props)) ? (
      <slot.component {...props} />
    ) : (
      <FieldView field={field} value={value} dense />
    )
  if (field.name !== object.title) return content
  return (
    <AppLink
      href={href.record(object.path, row.id)}
      className="xl-title-link"
      onClick={(e) => {
        // A plain click opens the drawer (the row does that); with a modifier it is an ordinary link.
        if (!e.ctrlKey && !e.metaKey && e.button === 0) e.preventDefault()
      }}
    >
      {content}
    </AppLink>
  )
}
