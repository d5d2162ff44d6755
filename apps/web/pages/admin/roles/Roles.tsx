import { CopyOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Grants } from '#ui/core/types.ts'
import { SaveDialog } from '#ui/form/SaveDialog.tsx'
import { GrantsEditor } from './GrantsEditor.tsx'
import { type Role, roleLabel, useRoles } from './roles.ts'

/** Roles on the left; what the chosen one may do, object by object, on the right. */
export default function Roles() {
  const t = useT()
  const { locale } = useLocale()
  const roles = useRoles()
  const [query, setQuery] = useQueryState()
  const [creating, setCreating] = useState<{ from?: Role } | null>(null)
  if (roles.isError) return <Failure error={roles.error} onRetry={roles.refetch} />
  if (roles.isPending) return <Loading />
  const current = roles.data.find((r) => r.id === query.get('role')) ?? roles.data[0]
  return (
    <Page
      title={t({ zh: '角色与权限', en: 'Roles and rights' })}
      sub={t({
        zh: '一个人可以有多个角色，取其中最宽的范围。修改立即对所有人生效。',
        en: 'A person may hold several roles; the widest scope counts. Changes take effect at once.',
      })}
      actions={
        <>
          {current && (
            <Button icon={<CopyOutlined />} onClick={() => setCreating({ from: current })}>
              {t({ zh: '复制角色', en: 'Copy the role' })}
            </Button>
          )}
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating({})}>
            {t({ zh: '新建角色', en: 'New role' })}
          </Button>
        </>
      }
    >
      <div className="xl-scroll-x">
        <Segmented
          value={current?.id ?? ''}
          onChange={(role) => setQuery({ role })}
          options={roles.data.map((r) => ({ value: r.id, label: roleLabel(r, locale) }))}
        />
      </div>
      {current && <GrantsEditor key={current.id} role={current} />}
      {creating && (
        <RoleDialog
          {...(creating.from ? { from: creating.from } : {})}
          onClose={(made) => {
            setCreating(null)
            if (made) setQuery({ role: made })
          }}
        />
      )}
    </Page>
  )
}

interface Values {
  name: string
  labelZh: string
  labelEn?: string
}

function RoleDialog({ from, onClose }: { from?: Role; onClose: (made?: string) => void }) {
  const t = useT()
  const { locale } = useLocale()
  const object = useObject('role')
  const client = useQueryClient()
  const source = from ? roleLabel(from, locale) : ''
  const save = async (values: Values): Promise<void> => {
    const known = Object.entries(values).filter(([name]) => !object?.fields.length || fieldOf(object, name))
    const made = await api.create('roles', Object.fromEntries(known))
    if (from) await api.put(`/roles/${made.id}/grants`, await api.get<Grants>(`/roles/${from.id}/grants`))
    await client.invalidateQueries({ queryKey: keys.object('role') })
    onClose(made.id)
  }
  return (
    <SaveDialog<Values>
      title={
        from ? t({ zh: '复制“{source}”', en: 'Copy “{source}”' }, { source }) : t({ zh: '新建角色', en: 'New role' })
      }
      initial={from ? { labelZh: `${roleLabel(from, 'zh')}（副本）`, name: `${String(from.name)}Copy` } : {}}
      onSave={save}
      said={t('saved')}
      onClose={() => onClose()}
    >
      <Form.Item name="labelZh" label={t({ zh: '角色名称', en: 'Name in Chinese' })} rules={[{ required: true }]}>
        <Input autoFocus maxLength={50} />
      </Form.Item>
      <Form.Item name="labelEn" label={t({ zh: '英文名称', en: 'Name in English' })}>
        <Input maxLength={50} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t({ zh: '标识', en: 'Identifier' })}
        extra={t({ zh: '字母开头，供接口使用', en: 'Starts with a letter; used by the API' })}
        rules={[{ required: true, pattern: /^[a-z][A-Za-z0-9]{1,40}$/ }]}
      >
        <Input spellCheck={false} />
      </Form.Item>
    </SaveDialog>
  )
}
