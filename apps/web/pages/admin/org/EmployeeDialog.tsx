import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Col, Form, Row as Grid, Input, Modal, Select, TreeSelect } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { problemsOf, useFeedback } from '#ui/core/feedback.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import type { Row } from '#ui/core/types.ts'
import type { Employee } from './Employees.tsx'
import { PersonSelect } from './PersonSelect.tsx'
import { type OneTimeSecret, SecretOnce } from './SecretOnce.tsx'
import type { DepartmentNode } from './tree.ts'

/** A role's name as people read it, in whichever columns the server keeps it. */
export function roleLabel(role: Row, locale: 'zh' | 'en'): string {
  const label = (locale === 'en' ? role.labelEn : null) || role.labelZh || role.label || role.name
  return typeof label === 'object' && label !== null
    ? String((label as Record<string, unknown>)[locale] ?? '')
    : String(label)
}

export function useRoles() {
  const query = { limit: 200, sort: 'name' }
  return useQuery({
    queryKey: keys.list('role', query),
    queryFn: ({ signal }) => api.list('roles', query, signal),
    select: (page) => page.data,
  })
}

interface Values {
  name: string
  username: string
  email?: string
  phone?: string
  dept: string
  manager?: string
  roles: string[]
}

/** Only what this house's employee has: the server refuses keys it does not know. */
function useWritable(): (values: Values) => Record<string, unknown> {
  const object = useObject('employee')
  return (values) => {
    const known = (name: string): boolean =>
      name === 'dept' || !object || !object.fields.length || !!fieldOf(object, name)
    const filled = Object.entries(values).filter(([name]) => known(name))
    return Object.fromEntries(filled.map(([name, value]) => [name, value === undefined || value === '' ? null : value]))
  }
}

/** A new person with a login, or changes to one. */
export function EmployeeDialog(props: {
  tree: DepartmentNode[]
  row?: Employee
  dept?: string | null
  onClose: () => void
}) {
  const { tree, row, dept, onClose } = props
  const t = useT()
  const { locale } = useLocale()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const roles = useRoles()
  const writable = useWritable()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [secret, setSecret] = useState<OneTimeSecret | null>(null)
  const save = async (values: Values): Promise<void> => {
    setBusy(true)
    try {
      const body = writable(values)
      if (row) await api.update('employees', row.id, row.version, body)
      else setSecret(secretOf(await api.create('employees', body)))
      await client.invalidateQueries({ queryKey: keys.object('employee') })
      done(t('saved'))
      if (row) onClose()
    } catch (error) {
      form.setFields(problemsOf(error) as Parameters<typeof form.setFields>[0])
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  if (secret) return <SecretOnce who={form.getFieldValue('name') as string} secret={secret} onClose={onClose} />
  const must = [{ required: true }]
  return (
    <Modal
      open
      title={row ? t({ zh: '编辑员工', en: 'Edit person' }) : t({ zh: '新建员工', en: 'New person' })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('save')}
      confirmLoading={busy}
      width={640}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={save}
        scrollToFirstError
        initialValues={{
          ...(row ?? {}),
          dept: row?.dept?.id ?? dept ?? undefined,
          manager: row?.manager?.id,
          roles: (row?.roles ?? []).map((r) => r.id),
        }}
      >
        <Grid gutter={16}>
          <Col xs={24} sm={12}>
            <Form.Item name="name" label={t({ zh: '姓名', en: 'Name' })} rules={must}>
              <Input autoFocus={!row} maxLength={50} />
            </Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Form.Item name="username" label={t({ zh: '登录账号', en: 'Username' })} rules={row ? [] : must}>
              <Input autoCapitalize="none" spellCheck={false} maxLength={60} />
            </Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Form.Item name="dept" label={t('department')} rules={must}>
              <TreeSelect
                treeData={tree}
                fieldNames={{ value: 'key', label: 'title' }}
                treeDefaultExpandAll
                showSearch={{ treeNodeFilterProp: 'title' }}
              />
            </Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Form.Item name="manager" label={t({ zh: '直属上级', en: 'Manager' })}>
              <PersonSelect {...(row?.manager ? { known: [row.manager] } : {})} />
            </Form.Item>
          </Col>
          <Col xs={24}>
            <Form.Item name="roles" label={t('role')} rules={must}>
              <Select
                mode="multiple"
                loading={roles.isPending}
                options={(roles.data ?? []).map((r) => ({ value: r.id, label: roleLabel(r, locale) }))}
                optionFilterProp="label"
              />
            </Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Form.Item name="phone" label={t({ zh: '手机', en: 'Phone' })}>
              <Input inputMode="tel" maxLength={20} />
            </Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Form.Item name="email" label={t({ zh: '邮箱', en: 'E-mail' })} rules={[{ type: 'email' }]}>
              <Input inputMode="email" maxLength={200} />
            </Form.Item>
          </Col>
        </Grid>
      </Form>
    </Modal>
  )
}

/** What the server says once and never again: a link or a first password for the new login. */
function secretOf(row: Row): OneTimeSecret {
  const result = (row.result ?? row) as Record<string, unknown>
  const text = (name: string): string | undefined =>
    typeof result[name] === 'string' ? (result[name] as string) : undefined
  return { link: text('link') ?? text('inviteLink'), password: text('password') ?? text('initialPassword') }
}
