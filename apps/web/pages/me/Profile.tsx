import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Radio, Tag } from 'antd'
import type { Locale } from '#kernel/declare/label.ts'
import { api, keys } from '#ui/core/api.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { Avatar, Page, Panel } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import { useSave } from '#ui/form/useSave.ts'

interface Values {
  name: string
  phone?: string
  email?: string
  locale: Locale
}

export function Profile() {
  const t = useT()
  const me = useMe()
  const client = useQueryClient()
  const { locale, setLocale } = useLocale()
  const [form] = Form.useForm<Values>()
  const { busy, save } = useSave(
    form,
    async (values: Values) => {
      await api.patch('/me', { ...values, phone: values.phone || null, email: values.email || null })
      setLocale(values.locale)
      await client.invalidateQueries({ queryKey: keys.me })
    },
    { said: t('saved') },
  )
  return (
    <Page title={t({ zh: '个人资料', en: 'Profile' })}>
      <Panel>
        <div className="xl-profile">
          <Avatar name={me.user.name} size={56} />
          <div>
            <strong>{me.user.name}</strong>
            <div className="xl-hint">
              {me.user.username}
              {me.employee?.dept?.label && ` · ${me.employee.dept.label}`}
            </div>
            <div className="xl-profile-roles">
              {me.roles.map((r) => (
                <Tag key={r.name}>{t(r.label)}</Tag>
              ))}
            </div>
          </div>
        </div>
      </Panel>
      <Panel>
        <Form
          form={form}
          layout="vertical"
          onFinish={save}
          initialValues={{ name: me.user.name, phone: me.user.phone, email: me.user.email, locale }}
        >
          <Form.Item name="name" label={t({ zh: '姓名', en: 'Name' })} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item
            name="phone"
            label={t({ zh: '手机', en: 'Phone' })}
            extra={t({ zh: '可用于登录', en: 'Signs you in' })}
          >
            <Input inputMode="tel" autoComplete="tel" maxLength={20} />
          </Form.Item>
          <Form.Item name="email" label={t({ zh: '邮箱', en: 'E-mail' })} rules={[{ type: 'email' }]}>
            <Input inputMode="email" autoComplete="email" maxLength={200} />
          </Form.Item>
          <Form.Item name="locale" label={t('language')}>
            <Radio.Group
              optionType="button"
              options={[
                { value: 'zh', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('save')}
          </Button>
        </Form>
      </Panel>
    </Page>
  )
}
