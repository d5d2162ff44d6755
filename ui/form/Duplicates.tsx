import { useQuery } from '@tanstack/react-query'
import { Alert, Tag } from 'antd'
import { useEffect, useState } from 'react'
import type { Label, ObjectMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { useText } from '#ui/fields/text.ts'
import { createBody, type Values } from './values.ts'

/** Something that may be the same as what is being typed. `id` is null where the reader may not see it. */
export interface Match {
  id: string | null
  label: string
  sub?: string | null
  reason: Label
  level: 'block' | 'warn'
  score?: number
  owner?: string | null
  ownerMasked?: string | null
  region?: string | null
  mine?: boolean
}

const PAUSE_MS = 450
/** Types that identify somebody; a remark or an amount does not make two rows the same. */
const IDENTITY = new Set(['text', 'region', 'ref', 'select'])

function identity(object: ObjectMeta, values: Values): Values {
  const fields = object.fields.filter((f) => IDENTITY.has(f.type))
  return createBody(fields, [], values)
}

/** Rows like the one being typed, looked up while typing. */
export function useDuplicates(object: ObjectMeta, values: Values, id: string | undefined, dirty: boolean): Match[] {
  const wanted = JSON.stringify(identity(object, values))
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [wanted])
  const title = values[object.title]
  const worth = typeof title !== 'string' || title.trim().length >= 2
  const query = useQuery({
    queryKey: ['duplicates', object.name, id, asked],
    queryFn: ({ signal }) =>
      api.post<{ matches: Match[] }>(`/${object.path}/duplicates`, { values: JSON.parse(asked), id }, { signal }),
    enabled: object.hasDuplicateRules && dirty && worth && asked !== '' && asked !== '{}',
    placeholderData: (before) => before,
    staleTime: 10_000,
    retry: false,
  })
  return dirty ? (query.data?.matches ?? []) : []
}

export function MatchList({ object, matches }: { object: ObjectMeta; matches: Match[] }) {
  const { t, say } = useText()
  return (
    <div>
      {matches.map((m, i) => (
        <div className="xl-match" key={m.id ?? `hidden-${i}`}>
          <span className="xl-match-name">
            {m.id ? (
              <AppLink href={href.record(object.path, m.id)} target="_blank">
                {m.label}
              </AppLink>
            ) : (
              m.label
            )}
          </span>{' '}
          <Tag color={m.level === 'block' ? 'red' : 'orange'} variant="filled">
            {t(m.reason)}
          </Tag>
          {m.mine && <Tag variant="filled">{say('我的', 'Mine')}</Tag>}
          <div style={{ color: 'var(--xl-ink-3)', fontSize: 12 }}>
            {[
              m.sub ?? m.region,
              (m.owner ?? m.ownerMasked)
                ? say(`负责人 ${m.owner ?? m.ownerMasked}`, `Owner ${m.owner ?? m.ownerMasked}`)
                : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </div>
      ))}
    </div>
  )
}

/** What the look-up found, above the form. */
export function DuplicateNotice({ object, matches }: { object: ObjectMeta; matches: Match[] }) {
  const { t, say } = useText()
  if (matches.length === 0) return null
  const blocked = matches.some((m) => m.level === 'block')
  const name = t(object.label)
  return (
    <Alert
      type={blocked ? 'error' : 'warning'}
      showIcon
      style={{ marginBottom: 16 }}
      title={
        blocked
          ? say(`已有相同的${name}，不能重复新建`, `This ${name} exists already`)
          : say(`发现 ${matches.length} 条相似的${name}，请先确认`, `${matches.length} similar found, please check`)
      }
      description={<MatchList object={object} matches={matches} />}
    />
  )
}
