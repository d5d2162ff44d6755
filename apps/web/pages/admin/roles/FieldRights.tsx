import type { ObjectMeta } from '#kernel/declare/meta.ts'
import type { FieldRight } from '#kernel/declare/object.ts'
import { useT } from '#ui/core/i18n.tsx'
import type { Draft } from './grants.ts'
import { rightOf, withRight } from './grants.ts'
import { RIGHTS } from './scopes.ts'

/** What the role may do with each field; untouched ones follow the module (personal data masked, the rest editable). */
export function FieldRights({
  object,
  draft,
  onChange,
}: {
  object: ObjectMeta
  draft: Draft
  onChange: (d: Draft) => void
}) {
  const t = useT()
  // A field of lines is hidden or not, named `lines.floor`.
  const fields = [
    ...object.fields,
    ...object.lines.flatMap((l) =>
      l.fields.map((f) => ({
        ...f,
        name: `${l.name}.${f.name}`,
        label: { zh: `${l.label.zh} · ${f.label.zh}`, en: `${l.label.en} · ${f.label.en}` },
      })),
    ),
  ]
  return (
    <div className="xl-grants-fields">
      {fields.map((f) => {
        const right = rightOf(draft, object.name, f.name)
        return (
          <label key={f.name} className={right ? 'is-set' : ''}>
            <span className="xl-ellipsis" title={t(f.label)}>
              {t(f.label)}
              {f.sensitive && <i title={t({ zh: '个人或敏感信息', en: 'Personal or sensitive' })}>●</i>}
            </span>
            <select
              value={right ?? ''}
              className="xl-scope"
              onChange={(e) =>
                onChange(withRight(draft, object.name, f.name, (e.target.value || undefined) as FieldRight | undefined))
              }
            >
              <option value="">
                {f.sensitive ? t({ zh: '默认（掩码）', en: 'Default (masked)' }) : t({ zh: '默认', en: 'Default' })}
              </option>
              {RIGHTS.map(([value, label]) => (
                <option key={value} value={value}>
                  {t(label)}
                </option>
              ))}
            </select>
          </label>
        )
      })}
    </div>
  )
}
