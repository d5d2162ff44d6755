import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal, Select, Typography } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatAgo, formatInstant } from '#ui/core/format.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { useSave } from '#ui/form/useSave.ts'

interface Key {
  id: string
  name: string
  prefix: string
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

const KEY = ['apiKeys']
const DAY = 86_400_000

/** Keys by which programs act as me, with exactly my rights. */
export function ApiKeys() {
  const t = useT()
  const { locale } = useLocale()
  const client = useQueryClient()
  const { ask, failed } = useFeedback()
  const [making, setMaking] = useState(false)
  const list = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<Key[]>('/api-keys', undefined, signal) })
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api-keys/${id}`),
    onError: failed,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
  const confirm = async (key: Key): Promise<void> => {
    const title = t({ zh: '撤销密钥“{name}”？', en: 'Revoke “{name}”?' }, { name: key.name })
    const content = t({ zh: '使用它的程序将立即无法访问。', en: 'Programs that use it are shut out at once.' })
    if (await ask({ title, content, danger: true, okText: t({ zh: '撤销', en: 'Revoke' }) })) revoke.mutate(key.id)
  }
  return (
    <Page
      title={t({ zh: 'API 密钥', en: 'API keys' })}
      sub={t({ zh: '程序用密钥以您的身份和权限访问接口。', en: 'A program with a key acts as you, with your rights.' })}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t({ zh: '新建密钥', en: 'New key' })}
        </Button>
      }
    >
      <Panel flush>
        {list.isPending && <Loading rows={3} />}
        {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
        {list.isSuccess && !list.data.length && <Nothing what={t({ zh: '还没有密钥', en: 'No keys yet' })} />}
        <ul className="xl-cards">
          {(list.data ?? []).map((k) => (
            <li key={k.id}>
              <div>
                <strong>{k.name}</strong> <code className="xl-hint">{k.prefix}…</code>
                <div className="xl-hint">
                  {k.lastUsedAt
                    ? t({ zh: '{ago}使用过', en: 'used {ago}' }, { ago: formatAgo(k.lastUsedAt, locale) })
                    : t({ zh: '从未使用', en: 'never used' })}{' '}
                  ·{' '}
                  {k.expiresAt
                    ? t({ zh: '{at} 到期', en: 'until {at}' }, { at: formatInstant(k.expiresAt).slice(0, 10) })
                    : t({ zh: '长期有效', en: 'no end' })}
                </div>
              </div>
              <Button size="small" danger onClick={() => confirm(k)}>
                {t({ zh: '撤销', en: 'Revoke' })}
              </Button>
            </li>
          ))}
        </ul>
      </Panel>
      {making && (
        <NewKey
          onClose={() => {
            setMaking(false)
            client.invalidateQueries({ queryKey: KEY })
          }}
        />
      )}
    </Page>
  )
}

interface NewKeyValues {
  name: string
  days: number
}

function NewKey({ onClose }: { onClose: () => void }) {
  const t = useT()
  const [form] = Form.useForm<NewKeyValues>()
  const [token, setToken] = useState<string | null>(null)
  const { busy, save } = useSave(form, async ({ name, days }: NewKeyValues) => {
    const expiresAt = days ? new Date(Date.now() + days * DAY).toISOString() : null
    setToken((await api.post<{ token: string }>('/api-keys', { name, expiresAt })).token)
  })
  const days = (n: number) => ({ value: n, label: t({ zh: '{n} 天', en: '{n} days' }, { n }) })
  return (
    <Modal
      open
      title={t({ zh: '新建密钥', en: 'New key' })}
      onCancel={onClose}
      onOk={token ? onClose : () => form.submit()}
      okText={token ? t('done') : t('create')}
      confirmLoading={busy}
      mask={{ closable: !token }}
      cancelButtonProps={token ? { style: { display: 'none' } } : {}}
      width={480}
    >
      {token ? (
        <>
          <Alert
            type="warning"
            showIcon
            title={t({ zh: '请立即复制，关闭后无法再次查看', en: 'Copy it now; it cannot be shown again' })}
          />
          <Typography.Paragraph code copyable={{ text: token }} className="xl-secret">
            {token}
          </Typography.Paragraph>
        </>
      ) : (
        <Form form={form} layout="vertical" onFinish={save} initialValues={{ days: 180 }}>
          <Form.Item
            name="name"
            label={t({ zh: '用途', en: 'What for' })}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input autoFocus placeholder={t({ zh: '例如：ERP 同步', en: 'e.g. ERP sync' })} />
          </Form.Item>
          <Form.Item name="days" label={t({ zh: '有效期', en: 'Valid for' })}>
            <Select
              options={[
                days(30),
                days(90),
                days(180),
                days(365),
                { value: 0, label: t({ zh: '长期有效', en: 'No end' }) },
              ]}
            />
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
