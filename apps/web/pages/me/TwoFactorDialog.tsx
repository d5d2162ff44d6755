import { Alert, Button, Form, Input, Modal, QRCode, Steps, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { useSave } from '#ui/form/useSave.ts'

type What = 'enable' | 'disable' | 'codes'

interface Enrolment {
  totpURI?: string
  backupCodes: string[]
}

const PATH: Record<What, string> = {
  enable: '/api/auth/two-factor/enable',
  disable: '/api/auth/two-factor/disable',
  codes: '/api/auth/two-factor/generate-backup-codes',
}

export function TwoFactorDialog({ what, onClose }: { what: What; onClose: () => void }) {
  const t = useT()
  const titles: Record<What, string> = {
    enable: t({ zh: '开启两步验证', en: 'Switch on two-step sign-in' }),
    disable: t({ zh: '关闭两步验证', en: 'Switch off two-step sign-in' }),
    codes: t({ zh: '重新生成恢复码', en: 'New backup codes' }),
  }
  return (
    <Modal
      open
      title={titles[what]}
      footer={null}
      onCancel={onClose}
      width={480}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <TwoFactorSteps what={what} onClose={onClose} />
    </Modal>
  )
}

/** Password, then QR code and first digits, then the backup codes: in this order, so that nobody locks himself out. */
export function TwoFactorSteps({ what, onClose }: { what: What; onClose: () => void }) {
  const t = useT()
  const { done } = useFeedback()
  const [step, setStep] = useState(0)
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const begin = async (password: string): Promise<void> => {
    const reply = await api.post<Enrolment | undefined>(PATH[what], { password })
    if (what === 'disable') {
      done(t({ zh: '两步验证已关闭', en: 'Two-step sign-in is off' }))
      onClose()
      return
    }
    setEnrolment(reply ?? { backupCodes: [] })
    setStep(what === 'codes' ? 2 : 1)
  }
  const verify = async (code: string): Promise<void> => {
    await api.post('/api/auth/two-factor/verify-totp', { code })
    setStep(2)
  }
  return (
    <>
      {what === 'enable' && (
        <Steps
          size="small"
          current={step}
          className="xl-gap-bottom"
          items={[
            { title: t('password') },
            { title: t({ zh: '扫码', en: 'Scan' }) },
            { title: t({ zh: '恢复码', en: 'Backup' }) },
          ]}
        />
      )}
      {step === 0 && (
        <OneField
          key="password"
          label={t({ zh: '请先输入登录密码', en: 'Your password first' })}
          input={<Input.Password autoComplete="current-password" autoFocus />}
          button={what === 'disable' ? t({ zh: '关闭', en: 'Switch off' }) : t('next')}
          danger={what === 'disable'}
          submit={begin}
        />
      )}
      {step === 1 && enrolment?.totpURI && <Scan uri={enrolment.totpURI} verify={verify} />}
      {step === 2 && enrolment && <Codes codes={enrolment.backupCodes} onClose={onClose} />}
    </>
  )
}

function Scan({ uri, verify }: { uri: string; verify: (code: string) => Promise<void> }) {
  const t = useT()
  const phone = usePhone()
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return (
    <>
      <p className="xl-hint">
        {t({
          zh: '用身份验证器（如腾讯身份验证器、Microsoft Authenticator）扫描二维码，或手工输入密钥。',
          en: 'Scan with an authenticator app (Microsoft Authenticator, 1Password …), or type the key.',
        })}
      </p>
      <div className="xl-qr">
        <QRCode value={uri} size={176} errorLevel="M" type="svg" bordered={false} />
        <Typography.Text code copyable={{ text: secret }}>
          {secret.replace(/(.{4})/g, '$1 ').trim()}
        </Typography.Text>
        {phone && (
          <a href={uri}>{t({ zh: '在本机的身份验证器中打开', en: 'Open in the authenticator on this phone' })}</a>
        )}
      </div>
      <OneField
        key="code"
        label={t({ zh: '输入显示的 6 位动态码', en: 'The six digits it shows' })}
        input={<Input.OTP length={6} inputMode="numeric" autoFocus />}
        button={t({ zh: '验证并开启', en: 'Verify and switch on' })}
        submit={verify}
      />
    </>
  )
}

function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useT()
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t({ zh: '请保存恢复码', en: 'Keep these backup codes' })}
        description={t({
          zh: '手机丢失时，每个恢复码可以代替动态码登录一次。关闭后无法再次查看。',
          en: 'Without the phone, each of them signs you in once. They cannot be shown again.',
        })}
      />
      <div className="xl-codes">
        {codes.map((c) => (
          <code key={c}>{c}</code>
        ))}
      </div>
      <Typography.Paragraph copyable={{ text: codes.join('\n'), tooltips: [t('copy'), t('copied')] }}>
        {t({ zh: '复制全部', en: 'Copy all' })}
      </Typography.Paragraph>
      <Button type="primary" block onClick={onClose}>
        {t({ zh: '我已保存', en: 'I have kept them' })}
      </Button>
    </>
  )
}

function OneField(props: {
  label: string
  input: ReactNode
  button: string
  danger?: boolean
  submit: (value: string) => Promise<void>
}) {
  const [form] = Form.useForm<{ value: string }>()
  const { busy, save } = useSave(form, ({ value }: { value: string }) => props.submit(value), { blames: () => 'value' })
  return (
    <Form form={form} layout="vertical" onFinish={save} requiredMark={false}>
      <Form.Item name="value" label={props.label} rules={[{ required: true }]}>
        {props.input}
      </Form.Item>
      <Button type="primary" danger={props.danger ?? false} htmlType="submit" loading={busy} block>
        {props.button}
      </Button>
    </Form>
  )
}
