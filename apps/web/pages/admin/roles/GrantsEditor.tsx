import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input, Space } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import type { Scope } from '#kernel/declare/object.ts'
import { BASE_VERBS } from '#kernel/declare/object.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { Failure, Loading, Panel } from '#ui/core/Page.tsx'
import type { Grants } from '#ui/core/types.ts'
import { FieldRights } from './FieldRights.tsx'
import type { Draft } from './grants.ts'
import { changes, fromDraft, scopeOf, toDraft, withScope } from './grants.ts'
import type { Role } from './roles.ts'
import { ScopeSelect } from './ScopeSelect.tsx'
import { VERBS } from './scopes.ts'

function useGrants(role: Role) {
  return useQuery({
    queryKey: keys.part('role', role.id, 'grants'),
    queryFn: ({ signal }) => api.get<Grants>(`/roles/${role.id}/grants`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The matrix of objects and verbs for one role, with field rights and commands behind each object. */
export function GrantsEditor({ role }: { role: Role }) {
  const grants = useGrants(role)
  const t = useT()
  if (role.name === 'admin')
    return (
      <Alert
        type="info"
        showIcon
        title={t({ zh: '系统管理员拥有全部权限，无须设置', en: 'The administrator may do everything; nothing to set' })}
        description={t({
          zh: '敏感字段对管理员同样掩码显示，查看须说明用途并留下记录。请只把此角色授予少数人。',
          en: 'Sensitive fields are masked for administrators too; looking at one asks why and leaves a record. Give this role to few.',
        })}
      />
    )
  if (grants.isError) return <Failure error={grants.error} onRetry={grants.refetch} />
  if (grants.isPending) return <Loading rows={8} />
  return <Editor key={grants.dataUpdatedAt} role={role} grants={grants.data} />
}

function useSave(role: Role, draft: Draft): { busy: boolean; save: () => Promise<void> } {
  const t = useT()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    setBusy(true)
    try {
      await api.put(`/roles/${role.id}/grants`, fromDraft(draft), { version: role.version })
      await client.invalidateQueries()
      done(t('saved'))
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, save }
}

function useLeaveWarning(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [dirty])
}

function Editor({ role, grants }: { role: Role; grants: Grants }) {
  const t = useT()
  const meta = useMeta()
  const before = useMemo(() => toDraft(grants), [grants])
  const [draft, setDraft] = useState(before)
  const [find, setFind] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const changed = changes(before, draft)
  const { busy, save } = useSave(role, draft)
  useLeaveWarning(changed > 0)
  const objects = meta.objects.filter((o) =>
    `${o.label.zh}${o.label.en}${o.name}`.toLowerCase().includes(find.trim().toLowerCase()),
  )
  const modules = [...new Set(objects.map((o) => o.module))]
  const moduleLabel = (name: string): string =>
    t(meta.modules.find((m) => m.name === name)?.label ?? { zh: name, en: name })
  return (
    <Panel
      flush
      title={
        <Input.Search
          allowClear
          className="xl-grants-find"
          placeholder={t({ zh: '查找对象', en: 'Find an object' })}
          value={find}
          onChange={(e) => setFind(e.target.value)}
        />
      }
      extra={
        <Space>
          {changed > 0 && (
            <span className="xl-hint">
              {t({ zh: '{n} 处修改未保存', en: '{n} changes not saved' }, { n: changed })}
            </span>
          )}
          <Button disabled={!changed} onClick={() => setDraft(before)}>
            {t('reset')}
          </Button>
          <Button type="primary" disabled={!changed} loading={busy} onClick={save}>
            {t('save')}
          </Button>
        </Space>
      }
    >
      <div className="xl-scroll-x">
        <table className="xl-grants">
          <thead>
            <tr>
              <th scope="col">{t({ zh: '对象', en: 'Object' })}</th>
              {BASE_VERBS.map((v) => (
                <th key={v} scope="col">
                  {t(VERBS[v] ?? { zh: v, en: v })}
                </th>
              ))}
              <th scope="col">{t({ zh: '更多', en: 'More' })}</th>
            </tr>
          </thead>
          {modules.map((m) => (
            <tbody key={m}>
              <tr className="xl-grants-module">
                <th colSpan={BASE_VERBS.length + 2} scope="rowgroup">
                  {moduleLabel(m)}
                </th>
              </tr>
              {objects
                .filter((o) => o.module === m)
                .map((o) => (
                  <ObjectRow
                    key={o.name}
                    object={o}
                    draft={draft}
                    before={before}
                    open={open === o.name}
                    onOpen={() => setOpen(open === o.name ? null : o.name)}
                    onChange={setDraft}
                  />
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  )
}

interface RowProps {
  object: ObjectMeta
  draft: Draft
  before: Draft
  open: boolean
  onOpen: () => void
  onChange: (draft: Draft) => void
}

function ObjectRow({ object, draft, before, open, onOpen, onChange }: RowProps) {
  const t = useT()
  const cell = (verb: string, label: string) => {
    const scope = scopeOf(draft, object.name, verb)
    return (
      <ScopeSelect
        verb={verb}
        value={scope}
        changed={scope !== scopeOf(before, object.name, verb)}
        label={`${t(object.label)} ${label}`}
        onChange={(next: Scope) => onChange(withScope(draft, object.name, verb, next))}
      />
    )
  }
  return (
    <>
      <tr>
        <th scope="row">{t(object.label)}</th>
        {BASE_VERBS.map((verb) => (
          <td key={verb}>{cell(verb, t(VERBS[verb] ?? { zh: verb, en: verb }))}</td>
        ))}
        <td>
          <Button type="link" size="small" aria-expanded={open} onClick={onOpen}>
            {t({ zh: '字段', en: 'Fields' })}
            {object.commands.length > 0 && t({ zh: '与操作', en: ' and commands' })}
          </Button>
        </td>
      </tr>
      {open && (
        <tr className="xl-grants-more">
          <td colSpan={BASE_VERBS.length + 2}>
            {object.commands.length > 0 && (
              <>
                <h3>{t({ zh: '操作', en: 'Commands' })}</h3>
                <div className="xl-grants-commands">
                  {object.commands.map((c) => (
                    <span key={c.name}>
                      {t(c.label)}
                      {cell(c.name, t(c.label))}
                    </span>
                  ))}
                </div>
              </>
            )}
            <h3>{t({ zh: '字段权限', en: 'Field rights' })}</h3>
            <FieldRights object={object} draft={draft} onChange={onChange} />
          </td>
        </tr>
      )}
    </>
  )
}
