import { Modal } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import type { Employee } from './Employees.tsx'
import { type OneTimeSecret, SecretOnce } from './SecretOnce.tsx'

/** Asks, resets, shows once. */
export function PasswordDialog({ row, onClose }: { row: Employee; onClose: () => void }) {
  const t = useT()
  const { failed } = useFeedback()
  const [busy, setBusy] = useState(false)
  const [secret, setSecret] = useState<OneTimeSecret | null>(null)
  const reset = async (): Promise<void> => {
    setBusy(true)
    try {
      const { result } = await api.command<OneTimeSecret | null>('employees', row.id, 'resetPassword')
      setSecret(result ?? {})
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  if (secret) return <SecretOnce who={row.name} secret={secret} onClose={onClose} />
  return (
    <Modal
      open
      title={t({ zh: '重置 {name} 的密码？', en: 'Reset the password of {name}?' }, { name: row.name })}
      onCancel={onClose}
      onOk={reset}
      confirmLoading={busy}
      okText={t({ zh: '重置', en: 'Reset' })}
      width={440}
    >
      <p>
        {t({
          zh: '原密码立即失效，所有设备上的登录都会退出。',
          en: 'The old password ends at once, and so does every session.',
        })}
      </p>
    </Modal>
  )
}
