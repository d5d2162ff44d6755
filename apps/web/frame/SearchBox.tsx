import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Spin } from 'antd'
import type { KeyboardEvent } from 'react'
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { href, useGo, useWhere } from '#ui/core/nav.tsx'
import type { FoundRow } from '#ui/core/types.ts'

/** Results of the one-box search, at most a handful per object. */
export function useSearch(q: string) {
  const text = q.trim()
  return useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) => api.get<{ data: FoundRow[] }>('/search', { q: text }, signal),
    enabled: text.length > 0,
    staleTime: 10_000,
  })
}

/** Found rows in the order they came, gathered by object. */
export function grouped(rows: FoundRow[]): [object: string, rows: FoundRow[]][] {
  const groups = new Map<string, FoundRow[]>()
  for (const row of rows) groups.set(row.object, [...(groups.get(row.object) ?? []), row])
  return [...groups]
}

/** Ctrl/⌘ K anywhere, or `/` outside of a text field, goes to the box. */
function useShortcut(focus: () => void): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent): void => {
      const target = event.target as HTMLElement
      const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
      const command = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
      if (!command && (event.key !== '/' || typing || event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      focus()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [focus])
}

/** The one search box: suggestions by object while typing, arrows and Enter, Esc to leave. */
export function SearchBox() {
  const t = useT()
  const go = useGo()
  const meta = useMeta()
  const where = useWhere()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [q, setQ] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const found = useSearch(useDeferredValue(q))
  const groups = grouped(found.data?.data ?? [])
  const flat = groups.flatMap(([, rows]) => rows)
  useShortcut(() => {
    input.current?.focus()
    input.current?.select()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving for another page closes the panel
  useEffect(() => setOpen(false), [where.href])
  useEffect(() => {
    const outside = (event: MouseEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    addEventListener('mousedown', outside)
    return () => removeEventListener('mousedown', outside)
  }, [])

  const openRow = (row: FoundRow): void => {
    const object = meta.byName.get(row.object)
    setOpen(false)
    setQ('')
    input.current?.blur()
    if (object) go(href.record(object.path, row.id))
  }
  const press = (event: KeyboardEvent): void => {
    // Enter that ends a Chinese composition chooses characters, not a result
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      setAt((n) => Math.max(-1, Math.min(flat.length - 1, n + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Enter' && q.trim()) {
      const row = flat[at]
      if (row) openRow(row)
      else go(href.search(q.trim()))
      setOpen(false)
    } else if (event.key === 'Escape') {
      setOpen(false)
      input.current?.blur()
    }
  }
  const showing = open && q.trim().length > 0
  return (
    <div className="xl-search" ref={box} role="search">
      <SearchOutlined className="xl-search-icon" />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-expanded={showing}
        aria-controls={`${id}-list`}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        aria-label={t('search')}
        placeholder={t('searchHint')}
        autoComplete="off"
        spellCheck={false}
        value={q}
        onChange={(event) => {
          setQ(event.target.value)
          setAt(-1)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={press}
      />
      <kbd>/</kbd>
      {showing && <Suggestions id={id} found={found} groups={groups} at={at} onPoint={setAt} onOpen={openRow} />}
    </div>
  )
}

interface SuggestionsProps {
  id: string
  found: ReturnType<typeof useSearch>
  groups: [object: string, rows: FoundRow[]][]
  at: number
  onPoint: (at: number) => void
  onOpen: (row: FoundRow) => void
}

/** What was found, by object; one row is pointed at by keys or mouse. */
function Suggestions({ id, found, groups, at, onPoint, onOpen }: SuggestionsProps) {
  const t = useT()
  const meta = useMeta()
  const total = groups.reduce((n, [, rows]) => n + rows.length, 0)
  let index = -1
  return (
    <div className="xl-search-panel" id={`${id}-list`} role="listbox" aria-label={t('search')}>
      {groups.map(([name, rows]) => {
        const object = meta.byName.get(name)
        return (
          <div key={name} role="group" aria-label={object ? t(object.label) : name}>
            <div className="xl-search-group">{object ? t(object.label) : name}</div>
            {rows.map((row) => {
              index++
              const mine = index
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the combobox keeps the focus
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the combobox
                <div
                  key={row.id}
                  id={`${id}-${mine}`}
                  role="option"
                  aria-selected={mine === at}
                  className="xl-search-row"
                  onMouseEnter={() => onPoint(mine)}
                  onClick={() => onOpen(row)}
                >
                  <Icon name={object?.menu?.icon} />
                  <span className="xl-ellipsis">{row.label}</span>
                  {row.sub && <small className="xl-ellipsis">{row.sub}</small>}
                </div>
              )
            })}
          </div>
        )
      })}
      <Notes found={found} any={total > 0} chosen={at >= 0} />
    </div>
  )
}

/** Below what was found: that it is sought, that there is nothing, or which key does what. */
function Notes({ found, any, chosen }: { found: SuggestionsProps['found']; any: boolean; chosen: boolean }) {
  const t = useT()
  return (
    <>
      {found.isFetching && !any && (
        <div className="xl-search-note">
          <Spin size="small" />
        </div>
      )}
      {found.isSuccess && !any && (
        <div className="xl-search-note">
          {t({
            zh: '没有找到。试试简称、电话后几位或拼音首字母',
            en: 'Nothing found. Try a short name, digits or initials',
          })}
        </div>
      )}
      {found.isError && <div className="xl-search-note">{t('errorUnknown')}</div>}
      {any && (
        <div className="xl-search-foot">
          <span>↑↓ {t({ zh: '选择', en: 'choose' })}</span>
          <span>↵ {chosen ? t({ zh: '打开', en: 'open' }) : t({ zh: '全部结果', en: 'all results' })}</span>
          <span>Esc {t('close')}</span>
        </div>
      )}
    </>
  )
}
