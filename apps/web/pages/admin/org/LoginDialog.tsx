import { useQueryClient } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { SaveDialog } from '#ui/form/SaveDialog.tsx'
import type { Employee } from './Employees.tsx'
import { type OneTimeSecret, SecretOnce } from './SecretOnce.tsx'

/** Opens a login for somebody who has none; the link for setting the password is shown once. */
export function LoginDialog({ row, onClose }: { row: Employee; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [secret, setSecret] = useState<OneTimeSecret | null>(null)
  const open = async (values: { username: string }): Promise<void> => {
    const { result } = await api.command<OneTimeSecret | null>('employees', row.id, 'openLogin', values)
    await client.invalidateQueries({ queryKey: keys.object('employee') })
    setSecret(result ?? {})
  }
  if (secret) return <SecretOnce who={row.name} secret={secret} onClose={onClose} />
  return (
    <SaveDialog<{ username: string }>
      title={t({ zh: '为 {name} 开通登录账号', en: 'A login for {name}' }, { name: row.name })}
      onSave={open}
      blames={() => 'username'}
      onClose={onClose}
      okText={t({ zh: '开通', en: 'Open' })}
      cancelText={t({ zh: '暂不开通', en: 'Not now' })}
      plain
    >
      <Form.Item
        name="username"
        label={t({ zh: '登录账号', en: 'Username' })}
        extra={t({
          zh: '手机号和邮箱也可用于登录。',
          en: 'The phone number and the e-mail address sign in as well.',
        })}
        rules={[{ required: true, whitespace: true, max: 60 }]}
      >
        <Input autoFocus autoCapitalize="none" spellCheck={false} />
      </Form.Item>
    </SaveDialog>
  )
}
