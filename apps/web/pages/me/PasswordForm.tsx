import { Button, Form, Input } from 'antd'
import { useT } from '#ui/core/i18n.tsx'
import { useSave } from '#ui/form/useSave.ts'

interface Values {
  current?: string
  next: string
  again: string
}

export const MIN_PASSWORD = 10

/** A new password, twice, after the old one if there is one. The server judges how good it is. */
export function PasswordForm(props: {
  old: boolean
  submit: (values: { current: string; next: string }) => Promise<void>
  button?: string
}) {
  const t = useT()
  const [form] = Form.useForm<Values>()
  const { busy, save } = useSave(
    form,
    async ({ current, next }: Values) => {
      await props.submit({ current: current ?? '', next })
      form.resetFields()
    },
    { blames: (error) => (error.code === 'auth.wrongPassword' ? 'current' : 'next') },
  )
  return (
    <Form form={form} layout="vertical" onFinish={save} requiredMark={false}>
      {props.old && (
        <Form.Item name="current" label={t({ zh: '当前密码', en: 'Current password' })} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
      )}
      <Form.Item
        name="next"
        label={t({ zh: '新密码', en: 'New password' })}
        extra={t(
          {
            zh: '至少 {n} 位。一句自己记得住的话比复杂符号更安全。',
            en: 'At least {n} characters. A phrase you remember beats odd symbols.',
          },
          { n: MIN_PASSWORD },
        )}
        rules={[{ required: true, min: MIN_PASSWORD }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t({ zh: '再输一次', en: 'Once more' })}
        dependencies={['next']}
        rules={[
          { required: true },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t({ zh: '两次输入不一致', en: 'The two are not the same' }))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {props.button ?? t({ zh: '修改密码', en: 'Change the password' })}
      </Button>
    </Form>
  )
}
