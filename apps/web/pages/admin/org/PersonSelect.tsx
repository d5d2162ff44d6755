import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import type { Ref } from '#ui/core/types.ts'

interface Found {
  id: string
  label: string
  sub?: string | null
}

interface Props {
  value?: string
  onChange?: (id: string | undefined) => void
  /** People already shown, whose names need no look-up. */
  known?: Ref[]
  /** Nobody can hand over to themselves. */
  except?: string
  id?: string
}

/** Picks one active employee by name, initials or phone. */
export function PersonSelect({ value, onChange, known = [], except, id }: Props) {
  const t = useT()
  const [q, setQ] = useState('')
  const text = useDeferredValue(q.trim())
  const query = { q: text, limit: 20, where: { state: { eq: 'active' } } }
  const found = useQuery({
    queryKey: [...keys.object('employee'), 'suggest', query],
    queryFn: ({ signal }) => api.get<{ data: Found[] }>('/employees/suggest', query, signal),
    select: (reply) => reply.data,
  })
  const people = new Map<string, { label: string; sub?: string | null }>()
  for (const k of known) people.set(k.id, { label: k.label ?? '' })
  for (const p of found.data ?? []) people.set(p.id, p)
  if (except) people.delete(except)
  return (
    <Select
      {...(id ? { id } : {})}
      value={value}
      onChange={onChange}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      placeholder={t({ zh: '输入姓名查找', en: 'Type a name' })}
      options={[...people].map(([key, p]) => ({ value: key, label: p.label, sub: p.sub }))}
      optionRender={(o) => (
        <span className="xl-person">
          {o.data.label}
          <small className="xl-hint">{o.data.sub}</small>
        </span>
      )}
    />
  )
}
