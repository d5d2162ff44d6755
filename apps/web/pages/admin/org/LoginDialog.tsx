import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { ApiError, api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import type { Employee } from './Employees.tsx'
import { type OneTimeSecret, SecretOnce } from './SecretOnce.tsx'

/** Opens a login for somebody who has none; the link for setting the password is shown once. */
export function LoginDialog({ row, onClose }: { row: Employee; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const { failed } = useFeedback()
  const [form] = Form.useForm<{ username: string }>()
  const [busy, setBusy] = useState(false)
  const [secret, setSecret] = useState<OneTimeSecret | null>(null)
  const open = async (values: { username: string }): Promise<void> => {
    setBusy(true)
    try {
      const { result } = await api.command<OneTimeSecret | null>('employees', row.id, 'openLogin', values)
      await client.invalidateQueries({ queryKey: keys.object('employee') })
      setSecret(result ?? {})
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500)
        form.setFields([{ name: 'username', errors: [error.text] }])
      else failed(error)
    } finally {
      setBusy(false)
    }
  }
  if (secret) return <SecretOnce who={row.name} secret={secret} onClose={onClose} />
  return (
    <Modal
      open
      title={t({ zh: '为 {name} 开通登录账号', en: 'A login for {name}' }, { name: row.name })}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={busy}
      okText={t({ zh: '开通', en: 'Open' })}
      cancelText={t({ zh: '暂不开通', en: 'Not now' })}
      width={440}
    >
      <Form form={form} layout="vertical" onFinish={open} requiredMark={false}>
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
      </Form>
    </Modal>
  )
}
