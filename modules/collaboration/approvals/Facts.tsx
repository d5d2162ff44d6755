import { useObject } from '#ui/core/meta.ts'
import { Changes } from '#ui/detail/Changes.tsx'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import type { RequestDetail, SummaryItem } from './types.ui.ts'
import { useWords } from './words.ui.ts'

const plain = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value)) return value.map(plain).join('、')
  if (typeof value === 'object') {
    const label = (value as { label?: unknown }).label ?? (value as { zh?: unknown }).zh
    return typeof label === 'string' ? label : JSON.stringify(value)
  }
  return String(value)
}

const text = (value: unknown, name: ReturnType<typeof useWords>): string =>
  typeof value === 'object' && value !== null && 'zh' in value
    ? name(value as { zh: string; en: string })
    : plain(value)

/** The document in few words, as it was when it was handed in. */
export function Summary({ items }: { items: SummaryItem[] }) {
  const name = useWords()
  return (
    <dl className="xl-appr-facts">
      {items.map((item) => (
        <div key={name(item.label)}>
          <dt>{name(item.label)}</dt>
          <dd>{text(item.value, name)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What the submitter filled in with the command. */
export function CommandInput({ detail }: { detail: RequestDetail }) {
  const { t } = useText()
  const object = useObject(detail.object)
  const command = object?.commands.find((c) => c.name === detail.command)
  const input = detail.input ?? {}
  const fields = (command?.input ?? []).filter((f) => input[f.name] !== undefined && input[f.name] !== null)
  if (!fields.length) return null
  return (
    <dl className="xl-appr-facts">
      {fields.map((f) => (
        <div key={f.name} className={f.type === 'longText' ? 'is-wide' : ''}>
          <dt>{t(f.label)}</dt>
          <dd>
            <FieldView field={{ ...f, right: 'read' }} value={input[f.name]} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What would change, old → new, where the server says so. */
export function RequestChanges({ detail }: { detail: RequestDetail }) {
  const object = useObject(detail.object)
  if (!object || !detail.changes?.length) return null
  return <Changes object={object} changes={detail.changes} />
}
