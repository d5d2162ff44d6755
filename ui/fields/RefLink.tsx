import { Tooltip } from 'antd'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { useText } from './text.ts'
import type { RefValue } from './values.ts'

export interface RefLinkProps {
  object?: string
  value: RefValue
  /** Only the name: in a table cell the row itself is what one clicks. */
  plain?: boolean
}

/** The name of another row, leading to its page where this reader may open it. */
export function RefLink({ object, value, plain }: RefLinkProps) {
  const { t, say } = useText()
  const target = useObject(object ?? '')
  if (value.label === null)
    return (
      <Tooltip title={say('该记录不在您的数据权限内', 'This record is outside what you may see')}>
        <span style={{ color: 'var(--xl-ink-3)' }}>{t('hiddenRecord')}</span>
      </Tooltip>
    )
  const label = value.label || value.id
  if (plain || !target) return <span title={label}>{label}</span>
  return (
    <AppLink
      href={href.record(target.path, value.id)}
      style={{ overflowWrap: 'anywhere' }}
      onClick={(e) => e.stopPropagation()}
    >
      {label}
    </AppLink>
  )
}
