import { Modal } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import type { Employee } from './Employees.tsx'

/** For somebody who lost telephone and backup codes: his second factor ends, and with it all his sessions. */
export function FactorDialog({ row, onClose }: { row: Employee; onClose: () => void }) {
  const t = useT()
  const { done, failed } = useFeedback()
  const [busy, setBusy] = useState(false)
  const end = async (): Promise<void> => {
    setBusy(true)
    try {
      await api.command('employees', row.id, 'endSecondFactor')
      done(t({ zh: '两步验证已解除', en: 'The second factor is off' }))
      onClose()
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t({ zh: '解除 {name} 的两步验证？', en: 'Take the second factor off {name}?' }, { name: row.name })}
      onCancel={onClose}
      onOk={end}
      confirmLoading={busy}
      okText={t({ zh: '解除', en: 'Take off' })}
      okButtonProps={{ danger: true }}
      width={440}
    >
      <p>
        {t({
          zh: '用于丢失手机或恢复码的情况，请先核实本人身份。其所有设备立即退出，下次仅凭密码登录；如公司要求两步验证，登录后须重新设置。',
          en: 'For a lost phone; make sure who asks. All sessions end at once and the password alone signs in; where the company asks for it, it is set up anew then.',
        })}
      </p>
    </Modal>
  )
}
