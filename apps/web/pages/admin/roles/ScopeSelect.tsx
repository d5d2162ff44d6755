import type { Scope } from '#kernel/declare/object.ts'
import { useT } from '#ui/core/i18n.tsx'
import { PLAIN, SCOPES } from './scopes.ts'

interface Props {
  verb: string
  value: Scope
  changed: boolean
  label: string
  onChange: (scope: Scope) => void
}

/** One cell of the matrix. The browser's own select: there are hundreds of them, and they work from the keyboard. */
export function ScopeSelect({ verb, value, changed, label, onChange }: Props) {
  const t = useT()
  if (PLAIN.has(verb))
    return (
      <input
        type="checkbox"
        aria-label={label}
        checked={value !== 'none'}
        className={changed ? 'is-changed' : ''}
        onChange={(e) => onChange(e.target.checked ? 'all' : 'none')}
      />
    )
  return (
    <select
      aria-label={label}
      value={value}
      className={`xl-scope is-${value} ${changed ? 'is-changed' : ''}`}
      onChange={(e) => onChange(e.target.value as Scope)}
    >
      {SCOPES.map(([scope, text]) => (
        <option key={scope} value={scope}>
          {t(text)}
        </option>
      ))}
    </select>
  )
}
